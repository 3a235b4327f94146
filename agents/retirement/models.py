"""A retirement projection. All amounts are US dollars of today: inflation is taken out of the returns."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from agent_runtime.portfolio.snapshot import Contract


class Percentiles(Contract):
    """Of the balance over all paths: one path in ten ends below p10."""

    p10: float
    p25: float
    p50: float
    p75: float
    p90: float


class YearlyBalance(Contract):
    """Balance at the end of one year of the plan."""

    year: int = Field(ge=1, description="1 is the year that starts today")
    age_phase: Literal["accumulation", "retirement"]
    p10: float
    p50: float
    p90: float


class Assumptions(Contract):
    """Assumptions of the simulation."""

    paths: int
    years_until_retirement: int
    years_in_retirement: int
    starting_value: float
    annual_contribution: float
    annual_income: float
    mix: dict[str, float] = Field(description="percent by asset class, rebalanced every year")
    mean_real_return: float = Field(description="percent a year, arithmetic, after inflation")
    volatility: float = Field(description="percent a year")
    inflation: float = Field(description="percent a year, taken out of all figures")
    note: str


class Projection(Contract):
    success_rate: float = Field(ge=0, le=100, description="percent of futures in which the money lasts to the end")
    margin_of_error: float = Field(
        ge=0,
        description="of the success rate, percentage points: with so many paths, an error of the simulation "
        "is no larger with 95 % confidence; it says nothing about the assumptions",
    )
    percentiles: Percentiles = Field(description="balance at the end of the plan")
    yearly: list[YearlyBalance]
    assumptions: Assumptions
