"""Amounts on the terminal."""

from __future__ import annotations

from decimal import Context, Decimal

_SIX_DIGITS = Context(prec=6)
Given = Decimal | float | int | str | None
"""Exact, or as JSON has it."""


def amount(given: Given) -> str:
    """With thousands separated, and all digits; empty for None."""
    if given is None:
        return ""
    whole, _, places = f"{Decimal(str(given)):,f}".partition(".")
    places = places.rstrip("0")
    return f"{whole}.{places}" if places else whole


def money(given: Given) -> str:
    """The same with two places at least, and at most where there is a whole unit."""
    if given is None:
        return ""
    value = Decimal(str(given))
    return f"{value:,.2f}" if abs(value) >= 1 or value == round(value, 2) else amount(value)


def shown_rate(given: Given) -> str:
    """Six digits: an inverted or combined rate has as many as the division gives."""
    return amount(_SIX_DIGITS.create_decimal(str(given)))
