"""The margin of error beside the success rate, for a reader who would take a tenth of a percent for certain."""

from __future__ import annotations

import re

_RATE = re.compile(r"\bsuccess rate\b[^%\n]{0,80}?\d(?:[\s*_]*%|[\s*_]*percent\b)[*_]*", re.IGNORECASE)


def with_margin(markdown: str, margin: float) -> str:
    """The text with `(± 0.2 points)` behind its first success rate, unless it states the margin of error itself."""
    figure = re.escape(f"{margin:g}")
    if re.search(rf"(?<![\d.]){figure}[\s-]*(?:percentage[\s-])?points?\b|(?:±|\+/-)\s*{figure}(?![\d.])", markdown):
        return markdown
    return _RATE.sub(lambda rate: f"{rate[0]} (± {margin:g} points)", markdown, count=1)
