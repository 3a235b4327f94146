"""Numbers in cells, exactly, by the convention of the file's author."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from enum import Enum, auto

from imports.limits import MAX_DIGITS


class Convention(Enum):
    """Which of point and comma separates the fraction."""

    POINT = auto()
    """As American brokers write: `$1,234.50`, `-$2.00`, `(120.00)`. What could be a decimal comma is refused."""
    RATHER_POINT = auto()
    """As it is clear from the number itself, e.g. in `1.234,50` and `12,5`; else a point: `1,234` is 1234."""
    RATHER_COMMA = auto()
    """As it is clear from the number itself; else a comma: `1,234` is 1.234."""
    UNGROUPED = auto()
    """Point or comma, whichever is there, for thousands are not separated: OFX."""


#: Words and signs of a cell that says that it has no number.
DASHES = frozenset({"", "-", "--"})
ABSENT = DASHES | {"—", "–", "n/a", "na", "null", "none"}
#: People's own tables also have spreadsheets' errors for a price that is not known.
ABSENT_IN_SHEETS = ABSENT | {"#n/a", "n.a."}

_AMERICAN = re.compile(
    r"(?P<minus>\(|-\$?|\$-)?[+$]{0,2}(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?P<part>\.[0-9]*)?(?P<close>\))?"
)
_BLANKS = re.compile(r"[\s'’\u00a0\u202f]")
_WIDE_BLANKS = re.compile(r"[\u00a0\u2009\u202f]")
_DECORATION = re.compile(
    r"^[A-Z]{3}(?=[-+(\d.,])|(?<=[\d.,)])[A-Z]{3}$|\b(?:US|CA|C|AU|A|NZ|HK|S|R)\$|[$€£¥₹]|CHF|EUR|USD|GBP"
    r"|(?<=\d)p$|zł|S?Fr\."
)
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?")
#: One sign that cannot separate thousands, for what follows it has not three digits, or what precedes it over three.
_ODD_GROUP = re.compile(r"^[+-]?(?:\d*[.,](?:\d{0,2}|\d{4,})|(?:0|\d{4,})[.,]\d{3})$")
_MOST_CHARACTERS = 80
_ENOUGH_VOTES = 500
_FRACTION = {
    Convention.RATHER_COMMA: (",", re.compile(r"\d(?:[.\s']?\d{3})*,(?:\d{1,2}|\d{4,})$|\.\d{3},\d+$")),
    Convention.RATHER_POINT: (".", re.compile(r"\d(?:[,\s']?\d{3})*\.(?:\d{1,2}|\d{4,})$|,\d{3}\.\d+$")),
}


def is_absent(text: str) -> bool:
    """Whether a cell says that it has no value: empty, `--`, `N/A`."""
    return text.lower() in ABSENT


def number_if_any(text: str, convention: Convention, absent: frozenset[str] = ABSENT) -> Decimal | None:
    """As `number`; None for a cell that says, in one of the words `absent`, that it has none."""
    return None if text.lower() in absent else number(text, convention)


def number(text: str, convention: Convention) -> Decimal:
    """The number that a cell states, exactly.

    Raises ValueError for anything else, for what the convention leaves open, and for more digits than `MAX_DIGITS`
    before or after the decimal sign.
    """
    if len(text) > _MOST_CHARACTERS:
        raise ValueError(f"{text[:40]!r} is no number")
    has_point = "." in text
    clear = not has_point or convention is not Convention.RATHER_COMMA
    if clear and len(text) <= MAX_DIGITS and text.isascii() and text.replace(".", "", 1).isdigit():
        return Decimal(text)  # most cells are plain
    if convention is Convention.UNGROUPED:
        convention = Convention.RATHER_POINT if has_point or "," not in text else Convention.RATHER_COMMA
    plain = _american(text) if convention is Convention.POINT else _of_any_country(text, convention)
    if not _PLAIN.fullmatch(plain):
        raise ValueError(f"{text[:40]!r} is no number")
    value = Decimal(plain)
    exponent = value.as_tuple().exponent
    if value and (value.adjusted() >= MAX_DIGITS or (isinstance(exponent, int) and -exponent > MAX_DIGITS)):
        raise ValueError(f"{text[:40]!r} has more than {MAX_DIGITS} digits before or after the decimal sign")
    return value or value.copy_abs()


def convention_of(texts: Iterable[str], default: Convention = Convention.RATHER_POINT) -> Convention:
    """A file's, by the numbers that leave no choice, such as `12,5` or `1.234,567`; `default` if they are as many."""
    votes = dict.fromkeys(_FRACTION, 0)
    for text in texts:
        bare = text[:_MOST_CHARACTERS].strip(" )-+$€£%ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        for convention, (sign, pattern) in _FRACTION.items():
            votes[convention] += bool(sign in bare and pattern.search(bare))
        if sum(votes.values()) >= _ENOUGH_VOTES:
            break
    if len(set(votes.values())) == 1:
        return default
    return max(votes, key=lambda convention: votes[convention])


def _american(text: str) -> str:
    """Without dollars and commas between thousands; empty for what has another form."""
    found = _AMERICAN.fullmatch(_WIDE_BLANKS.sub("", text.replace("\N{MINUS SIGN}", "-")).strip())
    if not found or (found["minus"] == "(") != (found["close"] is not None):
        return ""
    return ("-" if found["minus"] else "") + found["whole"].replace(",", "") + (found["part"] or "")


def _of_any_country(text: str, convention: Convention) -> str:
    """With a decimal point, and a minus before the digits; empty for what cannot be divided into thousands."""
    bare = _DECORATION.sub("", _BLANKS.sub("", text).replace("\N{MINUS SIGN}", "-"))
    if bare.startswith("(") and bare.endswith(")"):
        return _negative(_without_groups(bare[1:-1], convention))
    if bare.endswith("-"):
        return _negative(_without_groups(bare[:-1], convention))
    return _without_groups(bare, convention)


def _negative(plain: str) -> str:
    """With the other sign."""
    return plain[1:] if plain.startswith("-") else f"-{plain.removeprefix('+')}"


def _without_groups(bare: str, convention: Convention) -> str:
    sign = "," if convention is Convention.RATHER_COMMA else "."
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
        if not _are_thousands(groups):
            return ""
        whole = whole.replace(other, "")
    return whole + ("." if fraction_sign else "") + fraction


def _are_thousands(groups: list[str]) -> bool:
    """Whether digits are parted in thousands, as in 1,234,567, or as in India: 12,34,567."""
    first, *middle, last = groups
    if len(last) != 3:
        return False
    thousands = 1 <= len(first) <= 3 and all(len(group) == 3 for group in middle)
    return thousands or (bool(middle) and 1 <= len(first) <= 2 and all(len(group) == 2 for group in middle))
