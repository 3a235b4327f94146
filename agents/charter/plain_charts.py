"""Charts drawn by code, for when no chart of the model holds."""

from __future__ import annotations

from agent_runtime.agent.wording import percent
from agent_runtime.portfolio.exposure import Dimension, slices
from agent_runtime.portfolio.snapshot import Portfolio
from charter.figures import largest_drawn
from charter.models import Chart, ChartPoint, ChartSet, ChartType

#: Title of each dimension that is drawn if it has more than one slice.
TITLES = {
    Dimension.ASSET_CLASS: "Allocation by asset class",
    Dimension.REGION: "Exposure by region",
    Dimension.SECTOR: "Exposure by sector",
    Dimension.ACCOUNT: "Value by account",
}
MOST_SLICES = 10
MOST_BARS = 8
PLAIN_REASON = "Charts of the portfolio's own figures."
RATIONALE = "Drawn by code from the computed figures, because the charts of the model did not hold."


def plain_charts(portfolio: Portfolio) -> ChartSet:
    """The charts of every dimension with more than one slice; of the asset classes if there is none."""
    shown = [dimension for dimension in TITLES if len(slices(portfolio, dimension)) > 1] or [Dimension.ASSET_CLASS]
    return ChartSet(rationale=RATIONALE, charts=[_chart(portfolio, dimension) for dimension in shown])


def plain_description(data: list[ChartPoint]) -> str:
    """What a reader should see in slices."""
    first = max(data, key=lambda point: point.percentage)
    return f"{first.name} is the largest slice with {percent(first.percentage)} of the portfolio."


def _chart(portfolio: Portfolio, dimension: Dimension) -> Chart:
    data = largest_drawn(portfolio, dimension, MOST_SLICES)
    return Chart(
        key=dimension.value,
        title=TITLES[dimension],
        type=ChartType.BAR if len(data) <= MOST_BARS else ChartType.HORIZONTAL_BAR,
        description=plain_description(data)[:400],
        data=data,
    )
