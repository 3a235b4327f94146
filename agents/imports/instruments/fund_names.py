"""Funds by their names, for files that do not say which instrument is of which kind."""

from __future__ import annotations

import re

_FUND = re.compile(
    r"\b(?:UCITS|ETFS?|ETCS?|ISHARES|ISHS?[A-Z]*|XTRACKERS|XTR|SPDR|LYXOR|AMUNDI|WISDOMTREE|VANECK|INVESCO MARKETS|"
    r"VANG(?:UARD)? FTSE|VANGUARD S&P|HSBC ETF|UBS ?ETF)\b",
    re.IGNORECASE,
)


def is_fund(name: str) -> bool:
    """Whether the name is an exchange-traded fund's: it names the kind, the directive (UCITS), or an issuer of ETFs."""
    return _FUND.search(name) is not None
