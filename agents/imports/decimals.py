"""Numbers as people's files write them: with decimal comma or point, signs of currencies, and minus in three forms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Context, Decimal

from imports.limits import MAX_DIGITS

#: Products and sums without rounding, within `MAX_DIGITS`.
EXACT = Context(prec=100)
_BLANKS = re.compile(r"[\s'’\u00a0\u202f]")
_DECORATION = re.compile(r"^[A-Z]{3}(?=[-+(\d.,])|(?<=[\d.,)])[A-Z]{3}$|[$€£¥]|CHF|EUR|USD|GBP")
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?")
#: One sign that cannot separate thousands, for what follows it has not three digits, or what precedes it over three.
_ODD_GROUP = re.compile(r"^[+-]?(?:\d*[.,](?:\d{0,2}|\d{4,})|(?:0|\d{4,})[.,]\d{3})$")
_ENOUGH_VOTES = 500
_MOST_CHARACTERS = 80
_FRACTION = {
    ",": re.compile(r"\d(?:[.\s']?\d{3})*,(?:\d{1,2}|\d{4,})$|\.\d{3},\d+$"),
    ".": re.compile(r"\d(?:[,\s']?\d{3})*\.(?:\d{1,2}|\d{4,})$|,\d{3}\.\d+$"),
}


def decimal_sign(texts: Iterable[str], default: str = ".") -> str:
    """Which of `,` and `.` separates fractions, by the numbers that leave no choice, such as `12,5` or `1.234,567`."""
    votes = {",": 0, ".": 0}
    for text in texts:
        bare = text[:_MOST_CHARACTERS].strip(" )-+$€£%ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        for sign, pattern in _FRACTION.items():
            votes[sign] += bool(sign in bare and pattern.search(bare))
        if sum(votes.values()) >= _ENOUGH_VOTES:
            break
    if votes[","] == votes["."]:
        return default
    return max(votes, key=lambda sign: votes[sign])


def number(text: str, sign: str = ".") -> Decimal:
    """The number that a cell states, exactly.

    Takes `1,234.50`, `1.234,50`, `1'234.50`, `$5`, `5 EUR`, `(5)` and `5-`. Raises ValueError for anything else, and
    for more digits than `MAX_DIGITS` before or after the decimal sign.
    """
    if len(text) > _MOST_CHARACTERS:
        raise ValueError(f"{text[:40]!r} is no number")
    if (quick := _PLAIN.fullmatch(text)) and (sign == "." or ("." not in text and "," not in text)):
        value = Decimal(quick[0])
        return value if len(text) <= MAX_DIGITS and "e" not in text.lower() else _within_limits(value, text)
    bare = _DECORATION.sub("", _BLANKS.sub("", text).replace("\u2212", "-"))
    negative = False
    if bare.startswith("(") and bare.endswith(")"):
        bare, negative = bare[1:-1], True
    elif bare.endswith("-"):
        bare, negative = bare[:-1], True
    bare = _without_groups(bare, sign)
    if not _PLAIN.fullmatch(bare):
        raise ValueError(f"{text[:40]!r} is no number")
    value = _within_limits(Decimal(bare), text)
    return value.copy_negate() if negative else value


def _without_groups(bare: str, sign: str) -> str:
    """With a decimal point, and without what separates thousands."""
    if "," in bare and "." in bare:
        sign = "," if bare.rfind(",") > bare.rfind(".") else "."
    elif _ODD_GROUP.search(bare):
        sign = "," if "," in bare else "."
    other = "." if sign == "," else ","
    whole, fraction_sign, fraction = bare.partition(sign)
    if other in fraction or sign in fraction:
        return ""
    if other in whole:
        groups = whole.lstrip("+-").split(other)
        if not 1 <= len(groups[0]) <= 3 or any(len(group) != 3 for group in groups[1:]):
            return ""
        whole = whole.replace(other, "")
    return whole + ("." if fraction_sign else "") + fraction


def _within_limits(value: Decimal, text: str) -> Decimal:
    exponent = value.as_tuple().exponent
    if value and (value.adjusted() >= MAX_DIGITS or (isinstance(exponent, int) and -exponent > MAX_DIGITS)):
        raise ValueError(f"{text[:40]!r} has more than {MAX_DIGITS} digits before or after the decimal sign")
    return value
