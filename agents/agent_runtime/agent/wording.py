"""Figures and names in the sentences that code writes for a client."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: Signs of currencies; any other is written as its code.
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}
CENT = 0.01
#: Amounts from here on are written without cents.
LEAST_WITHOUT_CENTS = 100

_NOT_PLAIN = re.compile(r"[^\w &.,'’/%+-]|(?<=www)\.", re.IGNORECASE)


def money(amount: float, currency: str = "USD", *, cents: bool = False) -> str:
    """`$123,457`, `€123,457`, `CHF 123,457`; cents below 100, and `less than $0.01` for a part of a cent.

    Args:
        cents: always with cents.
    """
    sign, size = SYMBOLS.get(currency, f"{currency} "), abs(amount)
    if 0 < size < CENT:
        return f"less than {sign}{CENT}"
    decimals = 2 if cents or (size < LEAST_WITHOUT_CENTS and amount != round(amount)) else 0
    return f"{'-' if amount < 0 else ''}{sign}{size:,.{decimals}f}"


def percent(value: float) -> str:
    """`12.3 %`; whole numbers without a decimal."""
    return f"{f'{value:.1f}'.removesuffix('.0')} %"


def listed(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def counted(number: int, noun: str) -> str:
    """`1 account`, `2 accounts`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def plain(name: str) -> str:
    """A name as text that no Markdown or HTML reader takes for markup or for an address."""
    return " ".join(_NOT_PLAIN.sub(" ", name).split())


def flow(text: str) -> str:
    """A paragraph that is written over several lines of code, as one line."""
    return " ".join(text.split())
