"""Rounding where people read: parts that add up to their rounded sum exactly, by largest remainder."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import TypeVar

from holdings.exact import EXACT, total

Key = TypeVar("Key")

#: Decimals of a percentage.
PERCENT_PLACES = 2
#: Decimals of an amount; a sum below 1 gets more, so that `SIGNIFICANT` digits of it are seen.
CENTS = 2
SIGNIFICANT = 4


def percentages(values: Mapping[Key, Decimal]) -> dict[Key, float]:
    """The same keys with the share of each in their sum, two decimals. The shares add up to 100.00 exactly.

    Shares of a sum that holds negative values may be negative or above 100.

    Raises:
        ValueError: the sum is not positive.
    """
    whole = Fraction(total(values.values()))
    if whole <= 0:
        raise ValueError("there are no shares of what has no value")
    units = {key: Fraction(value) / whole * 100 * 10**PERCENT_PLACES for key, value in values.items()}
    return _numbers(_apportioned(units, 100 * 10**PERCENT_PLACES), PERCENT_PLACES)


def percentage(part: Decimal, whole: Decimal) -> float:
    """One share, two decimals."""
    return rounded(EXACT.divide(EXACT.multiply(part, Decimal(100)), whole), PERCENT_PLACES)


def amounts(values: Mapping[Key, Decimal], places: int = CENTS) -> dict[Key, float]:
    """The same keys with rounded values, which add up to the rounded sum."""
    units = {key: Fraction(value) * 10**places for key, value in values.items()}
    return _numbers(_apportioned(units, int(scaled(total(values.values()), places))), places)


def places_of(whole: Decimal) -> int:
    """Decimals in which parts of this sum are shown: cents, or more for a sum below 1."""
    if not whole or abs(whole) >= 1:
        return CENTS
    return SIGNIFICANT - 1 - whole.adjusted()


def rounded(value: Decimal, places: int = CENTS) -> float:
    """The value for people to read."""
    return float(scaled(value, places).scaleb(-places, EXACT))


def scaled(value: Decimal, places: int) -> Decimal:
    """The value in units of its last decimal, as a whole number; half a unit goes to the even one."""
    return value.scaleb(places, EXACT).to_integral_value(ROUND_HALF_EVEN)


def _apportioned(units: Mapping[Key, Fraction], whole: int) -> dict[Key, int]:
    """Whole units: each rounded down, and one more for the largest remainders until they add up; of equal remainders,
    for the earliest."""
    found = {key: value.__floor__() for key, value in units.items()}
    left = whole - sum(found.values())
    by_remainder = sorted(units, key=lambda key: found[key] - units[key])
    for key in by_remainder[:left]:
        found[key] += 1
    return found


def _numbers(units: Mapping[Key, int], places: int) -> dict[Key, float]:
    return {key: number / 10**places for key, number in units.items()}
