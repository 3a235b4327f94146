"""Figures and names in the sentences that code writes for a client."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NOT_PLAIN = re.compile(r"[^\w &.,'’/%+-]|(?<=www)\.", re.IGNORECASE)


def money(amount: float) -> str:
    """`$123,457`."""
    return f"${amount:,.0f}"


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
