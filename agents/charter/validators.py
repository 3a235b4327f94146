"""Checks that charts show the portfolio's own figures."""

from __future__ import annotations

from collections import Counter

from agent_runtime.exposure import Dimension, slices
from agent_runtime.portfolio import PERCENT_TOLERANCE, Portfolio
from charter.models import Chart, ChartSet

#: How far a drawn share may be from the computed one, percentage points.
SHARE_TOLERANCE = 1.0
#: The slice for everything that no other slice names.
REST = "Other"


def chart_problems(chart_set: ChartSet, portfolio: Portfolio) -> list[str]:
    """Mistakes of the charts of a portfolio that has a value; empty for good ones."""
    keys = Counter(chart.key for chart in chart_set.charts)
    problems = [f"{key}: {times} charts have this key; each needs its own." for key, times in keys.items() if times > 1]
    for chart in chart_set.charts:
        problems += [f"{chart.key}: {problem}" for problem in _figures_problems(chart, portfolio)]
    return problems


def dimension_of(chart: Chart) -> Dimension:
    """The dimension that a chart's key begins with."""
    return next(dimension for dimension in Dimension if chart.key.startswith(dimension))


def _figures_problems(chart: Chart, portfolio: Portfolio) -> list[str]:
    problems: list[str] = []
    total = sum(point.percentage for point in chart.data)
    if abs(total - 100) > PERCENT_TOLERANCE:
        problems.append(f"percentages must sum to 100, these sum to {total:g}.")
    computed = {point.name: point.percentage for point in slices(portfolio, dimension_of(chart))}
    named = {point.name for point in chart.data}
    if len(named) < len(chart.data):
        problems.append("a slice is named twice.")
    computed[REST] = computed.get(REST, 0) + sum(
        share for name, share in computed.items() if name not in named and name != REST
    )
    for point in chart.data:
        expected = computed.get(point.name)
        if expected is None:
            problems.append(f"the portfolio has no slice {point.name}.")
            continue
        shares = (point.percentage, 100 * point.value / portfolio.value)
        if any(abs(share - expected) > SHARE_TOLERANCE for share in shares):
            problems.append(
                f"{point.name} is {expected:g} % of the portfolio (${expected * portfolio.value / 100:,.0f}), "
                f"not {point.percentage:g} % (${point.value:,.0f})."
            )
    return problems
