"""Figures for a report. Percentages are of the whole portfolio, amounts in its base currency."""

from __future__ import annotations

from pydantic import Field

from agent_runtime.portfolio.exposure import Slice
from agent_runtime.portfolio.snapshot import Contract


class Concentration(Contract):
    """Concentration on few holdings. Cash is not a holding."""

    largest_holding_percentage: float
    five_largest_percentage: float
    effective_holdings: float = Field(description="1 / sum of squared weights: 10 equal holdings give 10")


class Readiness(Contract):
    """The retirement goal against today's portfolio, in today's money."""

    years_until_retirement: int
    target_annual_income: float
    annual_contribution: float
    capital_for_target: float = Field(description="25 years of income: what a 4 % first withdrawal needs")
    funded_percentage: float = Field(description="today's value as a share of that capital")
    sustainable_income_today: float = Field(description="4 % of today's value, a year")


class PriceDates(Contract):
    """When the prices behind the values are from, as ISO dates."""

    oldest: str | None
    newest: str | None
    number_without_date: int = Field(description="positions whose price has no date")
    number_stale: int = Field(description="instruments whose price is too old to be today's")
    stale: list[str] = Field(description="their symbols, at most five")
    sources: list[str]


class Rate(Contract):
    """An exchange rate behind the values: base currency for one unit."""

    currency: str
    rate: float
    date: str | None
    source: str


class Limits(Contract):
    """What the figures do not cover."""

    unclassified_percentage: float
    without_value: list[str] = Field(description="holdings that count for nothing, at most five, with the reason")
    number_without_value: int
    contradictions: list[str] = Field(description="instruments that the catalogue knows as something else")
    prices: PriceDates
    rates: list[Rate]


class PortfolioMetrics(Contract):
    currency: str = Field(description="of all amounts")
    total_value: float
    cash: float
    cash_percentage: float
    accounts: list[Slice]
    number_of_holdings: int
    top_holdings: list[Slice] = Field(description="by symbol over all accounts, at most ten")
    concentration: Concentration | None = Field(
        description="null if the portfolio is all cash, or its holdings are worth nothing"
    )
    asset_classes: list[Slice]
    regions: list[Slice]
    sectors: list[Slice]
    readiness: Readiness | None = Field(description="null if the client gave no retirement goal")
    limits: Limits
