"""Option contracts: the ways in which brokers write them, and Alex's one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from holdings.identifiers import canonical_symbol


@dataclass(frozen=True)
class Option:
    underlying: str
    expiry: date
    right: str
    """C or P."""
    strike: Decimal

    @property
    def symbol(self) -> str:
        """`AAPL 2027-01-15 C 250`."""
        strike = f"{self.strike:f}"
        strike = strike.rstrip("0").rstrip(".") if "." in strike else strike
        return f"{self.underlying} {self.expiry.isoformat()} {self.right} {strike}"


_UNDERLYING = r"(?P<underlying>[A-Z][A-Z0-9./]{0,5})"
_RIGHT = r"(?P<right>[CP])(?:ALL|UT)?"
_STRIKE = r"\$?(?P<strike>[0-9]+(?:\.[0-9]+)?)"
#: Each with the form of its date. OCC (`AAPL  270115C00250000`) writes thousandths of a dollar.
_OCC = re.compile(rf"(?:O:)?{_UNDERLYING} *(?P<date>[0-9]{{6}})(?P<right>[CP])(?P<strike>[0-9]{{8}})")
_WRITTEN = (
    (re.compile(rf"[-.]?{_UNDERLYING}(?P<date>[0-9]{{6}}){_RIGHT}{_STRIKE}"), "%y%m%d"),  # Fidelity: -AAPL270115C250
    (re.compile(rf"{_UNDERLYING} (?P<date>[0-9]{{2}}[A-Z]{{3}}[0-9]{{2}}) {_STRIKE} {_RIGHT}"), "%d%b%y"),  # IBKR
    (re.compile(rf"{_UNDERLYING} (?P<date>[0-9]{{2}}/[0-9]{{2}}/[0-9]{{4}}) {_STRIKE} {_RIGHT}"), "%m/%d/%Y"),  # Schwab
    (
        re.compile(rf"{_UNDERLYING} (?P<date>[A-Z]{{3}} [0-9]{{1,2}} '[0-9]{{2}}) {_STRIKE} {_RIGHT}"),
        "%b %d '%y",
    ),  # E*TRADE
    (re.compile(rf"{_UNDERLYING} (?P<date>[A-Z]{{3}} [0-9]{{1,2}} [0-9]{{4}}) {_STRIKE} {_RIGHT}"), "%b %d %Y"),
    (re.compile(rf"{_UNDERLYING} (?P<date>[A-Z]{{3}}[0-9]{{2}}'[0-9]{{2}}) {_STRIKE} {_RIGHT}"), "%b%d'%y"),  # TWS
    (re.compile(rf"{_UNDERLYING} (?P<date>[0-9]{{1,2}}/[0-9]{{1,2}}/[0-9]{{2}}) {_STRIKE} {_RIGHT}"), "%m/%d/%y"),
    (re.compile(rf"{_UNDERLYING} (?P<date>[0-9]{{1,2}}/[0-9]{{1,2}}/[0-9]{{2}}) {_RIGHT} ?{_STRIKE}"), "%m/%d/%y"),
    (re.compile(rf"{_UNDERLYING} (?P<date>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}) {_RIGHT} {_STRIKE}"), "%Y-%m-%d"),  # Alex
)

_RIGHTS = re.compile(r"\b(?:CALL|PUT)S?\b", re.IGNORECASE)
_NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+)?")
#: A bond that can be called before it is due has the word, too, and a fund that writes calls.
_CALLABLE = re.compile(
    r"%|\b(?:BONDS?|NOTES?|NTS|CDS?|DUE|MUNI|REV|CERT|ETFS?|ETNS?|FUNDS?|COVERED|UCITS)\b", re.IGNORECASE
)
_MOST_CHARACTERS = 200


def names_option(text: str) -> bool:
    """Whether words are an option's, though not in a way that tells its contract: `100 15 JAN 27 250 CALL`.

    They say the right, and have a number for the strike and one for the expiry at least.
    """
    words = text[:_MOST_CHARACTERS]
    if not _RIGHTS.search(words) or _CALLABLE.search(words):
        return False
    return len(_NUMBERS.findall(words)) > 1


def parse_option(text: str) -> Option | None:
    """The option that a broker's symbol or description names; None if it names none."""
    written = " ".join(text.upper().split())
    if found := _OCC.fullmatch(written):
        return _option(found, "%y%m%d", Decimal(found["strike"]) / 1000)
    for pattern, form in _WRITTEN:
        if found := pattern.fullmatch(written):
            return _option(found, form, Decimal(found["strike"]))
    return None


def _option(found: re.Match[str], form: str, strike: Decimal) -> Option | None:
    try:
        expiry = datetime.strptime(found["date"].title(), form).date()
        underlying = canonical_symbol(found["underlying"])
    except ValueError:
        return None
    return Option(underlying, expiry, found["right"], strike)
