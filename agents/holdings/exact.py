"""Sums and products of decimals without rounding. The default context of `decimal` rounds to 28 digits."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal

#: Enough for the product of a quantity, a price, a multiplier and a rate of 40 digits each.
EXACT = Context(prec=200)
NOTHING = Decimal(0)


def total(values: Iterable[Decimal]) -> Decimal:
    """The exact sum; 0 of nothing."""
    added = NOTHING
    for value in values:
        added = EXACT.add(added, value)
    return added


def product(*factors: Decimal) -> Decimal:
    """The exact product; 1 of nothing."""
    result = Decimal(1)
    for factor in factors:
        result = EXACT.multiply(result, factor)
    return result
