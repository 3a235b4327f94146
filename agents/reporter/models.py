"""Figures for a report. Percentages are 0..100 of the whole portfolio, amounts US dollars."""

from __future__ import annotations

from pydantic import Field

from agent_runtime.exposure import Slice
from agent_runtime.portfolio import Contract


class Concentration(Contract):
    """Concentration on few holdings. Cash is not a holding."""

    largest_holding_percentage: float
    five_largest_percentage: float
    effective_holdings: float = Field(description="1 / sum of squared weights: 10 equal holdings give 10")


class Readiness(Contract):
    """The retirement goal against today's portfolio, in today's dollars."""

    years_until_retirement: int
    target_annual_income: float
    annual_contribution: float
    capital_for_target: float = Field(description="25 years of income: what a 4 % first withdrawal needs")
    funded_percentage: float = Field(description="today's value as a share of that capital")
    sustainable_income_today: float = Field(description="4 % of today's value, a year")


class PortfolioMetrics(Contract):
    total_value: float
    cash: float
    cash_percentage: float
    accounts: list[Slice]
    number_of_holdings: int
    top_holdings: list[Slice] = Field(description="by symbol over all accounts, at most ten")
    concentration: Concentration | None = Field(description="null if the portfolio is all cash")
    asset_classes: list[Slice]
    regions: list[Slice]
    sectors: list[Slice]
    readiness: Readiness | None = Field(description="null if the client gave no retirement goal")
