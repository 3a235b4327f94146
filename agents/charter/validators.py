"""Checks that charts show the portfolio's own figures, and puts what is nearly right in order."""

from __future__ import annotations

from agent_runtime.agent.wording import money
from agent_runtime.portfolio.exposure import REST, Dimension
from agent_runtime.portfolio.snapshot import PERCENT_TOLERANCE, Portfolio
from charter.figures import drawn
from charter.models import ROUND, Chart, ChartSet

#: How far a drawn share may be from the computed one, percentage points.
SHARE_TOLERANCE = 1.0


def chart_problems(chart_set: ChartSet, portfolio: Portfolio) -> list[str]:
    """Mistakes of the charts of a portfolio that has a value; empty for good ones."""
    return [problem for chart in chart_set.charts for problem in problems_of(chart, portfolio)]


def problems_of(chart: Chart, portfolio: Portfolio) -> list[str]:
    """Mistakes in the data of one chart."""
    return [f"{chart.key}: {problem}" for problem in _figures_problems(chart, portfolio)]


def distinct(charts: list[Chart]) -> list[Chart]:
    """The charts with keys of their own: the same chart once, a second key with a number behind it."""
    kept: list[Chart] = []
    for chart in charts:
        if any(chart.key == other.key and chart.data == other.data for other in kept):
            continue
        used, number, key = {other.key for other in kept}, 2, chart.key
        while key in used:
            key, number = f"{chart.key}_{number}", number + 1
        kept.append(chart if key == chart.key else chart.model_copy(update={"key": key}))
    return kept


def exact(chart: Chart, portfolio: Portfolio) -> Chart:
    """A chart without problems, its figures as computed and not as they were copied, and nothing left out."""
    names = [point.name for point in chart.data]
    data = drawn(portfolio, dimension_of(chart), names)
    return chart.model_copy(update={"data": [point for point in data if point.name in names or point.percentage]})


def dimension_of(chart: Chart) -> Dimension:
    """The dimension that a chart's key begins with."""
    return next(dimension for dimension in Dimension if chart.key.startswith(dimension))


def _figures_problems(chart: Chart, portfolio: Portfolio) -> list[str]:
    problems: list[str] = []
    whole, sign = float(portfolio.value), portfolio.currency
    summed = sum(point.percentage for point in chart.data)
    if abs(summed - 100) > PERCENT_TOLERANCE:
        problems.append(f"percentages must sum to 100, these sum to {summed:g}.")
    names = [point.name for point in chart.data]
    if len(set(names)) < len(names):
        problems.append("a slice is named twice.")
    computed = {point.name: point for point in drawn(portfolio, dimension_of(chart), names)}
    for point in chart.data:
        expected = computed.get(point.name)
        if expected is None:
            problems.append(f"the portfolio has no slice {point.name}.")
            continue
        shares = (point.percentage, 100 * point.value / whole)
        if any(abs(share - expected.percentage) > SHARE_TOLERANCE for share in shares):
            problems.append(
                f"{point.name} is {expected.percentage:g} % of the portfolio ({money(expected.value, sign)}), "
                f"not {point.percentage:g} % ({money(point.value, sign)})."
            )
    if chart.type in ROUND and any(point.value < 0 for point in computed.values() if point.name in names):
        problems.append("a slice is negative: draw bars.")
    missing = computed[REST]
    if REST not in names and abs(missing.percentage) > SHARE_TOLERANCE:
        problems.append(f"slices of {missing.percentage:g} % are missing: add them as {REST}.")
    return problems
