"""What a remediation changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Remedy:
    """One resource, mended by one rule."""

    rule: str
    urn: str
    before: Mapping[str, Any]
    """Inputs as in the engine's protocol: camelCase, unknown values and secrets as it marks them."""
    after: Mapping[str, Any]
