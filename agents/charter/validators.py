"""Checks that charts show the portfolio's own figures, and puts what is nearly right in order."""

from __future__ import annotations

from agent_runtime.exposure import Dimension, slices
from agent_runtime.portfolio import PERCENT_TOLERANCE, Portfolio
from agent_runtime.wording import money
from charter.models import Chart, ChartPoint, ChartSet

#: How far a drawn share may be from the computed one, percentage points.
SHARE_TOLERANCE = 1.0
#: The slice for everything that no other slice names.
REST = "Other"


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
    """A chart without problems, its figures as computed and not as they were copied."""
    computed = {part.name: part for part in slices(portfolio, dimension_of(chart))}
    named = {point.name for point in chart.data}
    rest = [part for name, part in computed.items() if name not in named or name == REST]
    points: list[ChartPoint] = []
    for point in chart.data:
        parts = rest if point.name == REST else [computed[point.name]]
        value, share = sum(part.value for part in parts), sum(part.percentage for part in parts)
        points.append(ChartPoint(name=point.name, value=round(value, 2), percentage=min(100.0, round(share, 2))))
    return chart.model_copy(update={"data": points})


def dimension_of(chart: Chart) -> Dimension:
    """The dimension that a chart's key begins with."""
    return next(dimension for dimension in Dimension if chart.key.startswith(dimension))


def _figures_problems(chart: Chart, portfolio: Portfolio) -> list[str]:
    problems: list[str] = []
    whole = float(portfolio.value)
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
        shares = (point.percentage, 100 * point.value / whole)
        if any(abs(share - expected) > SHARE_TOLERANCE for share in shares):
            problems.append(
                f"{point.name} is {expected:g} % of the portfolio ({money(expected * whole / 100)}), "
                f"not {point.percentage:g} % ({money(point.value)})."
            )
    return problems
