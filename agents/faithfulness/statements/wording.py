"""Names and lists in statements."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PLAIN = re.compile(r"[\w &.,'’/%+()-]{1,60}")
#: Things that a statement lists: of more, it is left out.
MOST_LISTED = 5
RANKS = ("largest", "second largest", "third largest")
NUMBERS = ("no", "one", "two", "three", "four", "five")


def is_plain(name: str) -> bool:
    """Whether a text can hold the name as it is: without markup, and short."""
    return _PLAIN.fullmatch(name) is not None


def listed(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)
