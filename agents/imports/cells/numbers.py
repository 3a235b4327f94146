"""Numbers as American brokers write them."""

from __future__ import annotations

import re
from decimal import Decimal

_ABSENT = frozenset({"", "--", "-", "—", "–", "n/a", "na", "null", "none"})
_NUMBER = re.compile(
    r"(?P<minus>\(|-\$?|\$-)?[+$]{0,2}(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?P<part>\.[0-9]*)?(?P<close>\))?"
)
#: More digits than any holding has; what is longer is no amount.
_MOST_DIGITS = 28


def is_absent(text: str) -> bool:
    """Whether a cell says that it has no value: empty, `--`, `N/A`."""
    return text.lower() in _ABSENT


def number(text: str) -> Decimal | None:
    """A number such as `$1,234.56`, `-$2.00`, `(120.00)`, `+3`, `.5`; None for a cell without one.

    Raises ValueError for everything else, decimal commas among it: a number that could be read in two ways is not read.
    """
    if text.isascii() and text.replace(".", "", 1).isdigit() and len(text) <= _MOST_DIGITS:
        return Decimal(text)  # most cells are plain
    if is_absent(text):
        return None
    found = _NUMBER.fullmatch(text.replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", "").strip())
    if not found or not (digits := found["whole"].replace(",", "") + (found["part"] or "")).strip("."):
        raise ValueError(f"{text[:40]!r} is no number")
    if len(digits) > _MOST_DIGITS:
        raise ValueError(f"{text[:40]!r} has more than {_MOST_DIGITS} digits")
    if (found["minus"] == "(") != (found["close"] is not None):
        raise ValueError(f"{text[:40]!r} is no number")
    return -Decimal(digits) if found["minus"] else Decimal(digits)
