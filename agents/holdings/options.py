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
_OCC = re.compile(rf"{_UNDERLYING} *(?P<date>[0-9]{{6}})(?P<right>[CP])(?P<strike>[0-9]{{8}})")
_WRITTEN = (
    (re.compile(rf"-?{_UNDERLYING}(?P<date>[0-9]{{6}}){_RIGHT}{_STRIKE}"), "%y%m%d"),  # Fidelity: -AAPL270115C250
    (re.compile(rf"{_UNDERLYING} (?P<date>[0-9]{{2}}[A-Z]{{3}}[0-9]{{2}}) {_STRIKE} {_RIGHT}"), "%d%b%y"),  # IBKR
    (re.compile(rf"{_UNDERLYING} (?P<date>[0-9]{{2}}/[0-9]{{2}}/[0-9]{{4}}) {_STRIKE} {_RIGHT}"), "%m/%d/%Y"),  # Schwab
    (
        re.compile(rf"{_UNDERLYING} (?P<date>[A-Z]{{3}} [0-9]{{1,2}} '[0-9]{{2}}) {_STRIKE} {_RIGHT}"),
        "%b %d '%y",
    ),  # E*TRADE
    (re.compile(rf"{_UNDERLYING} (?P<date>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}) {_RIGHT} {_STRIKE}"), "%Y-%m-%d"),  # Alex
)


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
