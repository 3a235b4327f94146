"""The figures of a chart: the exact values of its slices, rounded together."""

from __future__ import annotations

from collections.abc import Iterable

from agent_runtime.portfolio.exposure import REST, Dimension, Slice, display_name, exposure, largest, rounded_slices
from agent_runtime.portfolio.snapshot import Portfolio
from charter.models import ChartPoint
from holdings.exact import total


def drawn(portfolio: Portfolio, dimension: Dimension, names: Iterable[str]) -> list[ChartPoint]:
    """The slices of these names in this order, and what they leave as `Other`, an own slice of that name included.

    Together they are the whole portfolio. Names that it has no slice of are left out.
    """
    values = {display_name(dimension, key): value for key, value in exposure(portfolio, dimension).items()}
    wanted = list(dict.fromkeys([*names, REST]))
    rest = total(value for name, value in values.items() if name not in wanted or name == REST)
    shown = {name: rest if name == REST else values[name] for name in wanted if name in values or name == REST}
    return points(rounded_slices(portfolio, shown))


def largest_drawn(portfolio: Portfolio, dimension: Dimension, most: int) -> list[ChartPoint]:
    """At most so many slices; the last holds the rest if there are more."""
    values = {display_name(dimension, key): value for key, value in exposure(portfolio, dimension).items()}
    return points(rounded_slices(portfolio, largest(values, most)))


def points(slices: Iterable[Slice]) -> list[ChartPoint]:
    return [ChartPoint(name=part.name, value=part.value, percentage=part.percentage) for part in slices]
