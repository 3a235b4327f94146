"""The `alex` command."""

from __future__ import annotations

import sys
from pathlib import Path

# Portfolios and brokers' files are read by the functions' own modules, for which `agents/` is the source root. Last:
# nothing in there may hide a package of this environment.
_SOURCES = str(Path(__file__).resolve().parents[1] / "agents")
if _SOURCES not in sys.path:
    sys.path.append(_SOURCES)
