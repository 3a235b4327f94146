"""The event of a warm-up, in a module without imports: the API sends it, the agents recognise it."""

from __future__ import annotations

from typing import Any, Final

EVENT: Final[dict[str, Any]] = {"warmUp": True}
