"""Charts as the chart maker's model submits them and the website draws them."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from agent_runtime.portfolio.snapshot import Contract


class ChartType(StrEnum):
    PIE = "pie"
    DONUT = "donut"
    BAR = "bar"
    HORIZONTAL_BAR = "horizontal_bar"


#: These show parts of a whole: nothing negative.
ROUND = (ChartType.PIE, ChartType.DONUT)


class ChartPoint(Contract):
    name: str = Field(min_length=1, description="name of the slice as the tool gives it, or Other for the rest")
    value: float = Field(description="as the tool gives it; negative for what is owed")
    percentage: float = Field(description="of the whole portfolio")


class Chart(Contract):
    key: str = Field(
        pattern=r"^(asset_class|region|sector|account|position)(_[a-z0-9]+)*$",
        description="the dimension it shows, with a suffix if a second chart shows the same: position, position_top",
    )
    title: str = Field(min_length=1, max_length=80)
    type: ChartType
    description: str = Field(min_length=1, max_length=400, description="what the reader should see in it")
    data: list[ChartPoint] = Field(min_length=1, max_length=20)


class ChartSet(Contract):
    rationale: str = Field(min_length=1, description="why these charts; 1-3 sentences")
    charts: list[Chart] = Field(min_length=1, max_length=6)
