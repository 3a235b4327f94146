"""Uses of a stack, and what they cost: an account's free allowance is shared by all uses of one meter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from estimate.prices import Price, prices


@dataclass(frozen=True)
class Use:
    """How much a resource uses of what AWS bills."""

    type: str
    """Resource type; `model` for tokens."""
    what: str
    """For the table."""
    meter: str | Price
    """Of `prices.csv`; a price for what is not in it."""
    idle: float
    """Units a month without any analysis."""
    busy: float = 0.0
    """Further units for all analyses of the month."""


@dataclass(frozen=True)
class Line:
    """Cost of one use."""

    type: str
    what: str
    price: Price
    idle: float
    """Units a month without any analysis."""
    month: float
    """Units a month in all."""
    idle_usd: float
    month_usd: float


def billed(uses: Iterable[Use], *, free_tiers: bool) -> Iterator[Line]:
    """Each use with its cost. A free allowance is split in proportion to use."""
    by_price: dict[Price, list[Use]] = defaultdict(list)
    for use in uses:
        by_price[use.meter if isinstance(use.meter, Price) else prices()[use.meter]].append(use)
    for price, same in by_price.items():
        idle = _paid(sum(use.idle for use in same), price, free_tiers)
        month = _paid(sum(use.idle + use.busy for use in same), price, free_tiers)
        for use in same:
            total = use.idle + use.busy
            yield Line(use.type, use.what, price, use.idle, total, use.idle * idle, total * month)


def _paid(units: float, price: Price, free_tiers: bool) -> float:
    """US dollars of one unit when so many are used."""
    free = price.free if free_tiers else 0.0
    return price.usd * max(0.0, units - free) / units if units else 0.0
