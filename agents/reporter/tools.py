"""The report writer's one tool: every figure of the report, computed here and not by the model."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from agents import FunctionTool

from agent_runtime.agent.prompting import compact
from agent_runtime.agent.tools import tool
from agent_runtime.portfolio.exposure import Dimension, Slice, exposure, slices
from agent_runtime.portfolio.shares import percentage, places_of, rounded
from agent_runtime.portfolio.snapshot import Portfolio
from holdings.exact import total
from reporter.facts import ReportFacts
from reporter.limits import limits_of
from reporter.models import Concentration, PortfolioMetrics, Readiness

TOP_HOLDINGS = 10
#: First-year withdrawal that lasted 30 years in most US histories (Bengen 1994; Trinity study 1998).
SAFE_WITHDRAWAL_RATE = 0.04


def compute_metrics(portfolio: Portfolio) -> PortfolioMetrics:
    """The figures of a portfolio that has a value."""
    holdings = [holding for holding in slices(portfolio, Dimension.POSITION) if holding.name != "Cash"]
    places = places_of(portfolio.value)
    return PortfolioMetrics(
        currency=portfolio.currency,
        total_value=rounded(portfolio.value, places),
        cash=rounded(portfolio.cash, places),
        cash_percentage=percentage(portfolio.cash, portfolio.value),
        accounts=slices(portfolio, Dimension.ACCOUNT),
        number_of_holdings=len(holdings),
        top_holdings=holdings[:TOP_HOLDINGS],
        concentration=_concentration(portfolio, holdings),
        asset_classes=slices(portfolio, Dimension.ASSET_CLASS),
        regions=slices(portfolio, Dimension.REGION),
        sectors=slices(portfolio, Dimension.SECTOR),
        readiness=_readiness(portfolio),
        limits=limits_of(portfolio),
    )


def _concentration(portfolio: Portfolio, holdings: list[Slice]) -> Concentration | None:
    values = [value for key, value in exposure(portfolio, Dimension.POSITION).items() if key != "cash"]
    invested = Fraction(total(map(abs, values)))
    if not invested:
        return None
    return Concentration(
        largest_holding_percentage=holdings[0].percentage,
        five_largest_percentage=percentage(total(values[:5]), portfolio.value),
        effective_holdings=round(float(1 / sum((Fraction(value) / invested) ** 2 for value in values)), 1),
    )


def _readiness(portfolio: Portfolio) -> Readiness | None:
    goal, value = portfolio.goal, float(portfolio.value)
    if goal is None:
        return None
    capital = goal.target_annual_income / SAFE_WITHDRAWAL_RATE
    return Readiness(
        years_until_retirement=goal.years_until_retirement,
        target_annual_income=goal.target_annual_income,
        annual_contribution=goal.annual_contribution,
        capital_for_target=round(capital, 2),
        funded_percentage=round(100 * value / capital, 1),
        sustainable_income_today=round(value * SAFE_WITHDRAWAL_RATE, places_of(portfolio.value)),
    )


def metrics_tool(metrics: PortfolioMetrics, given: dict[str, Any], facts: ReportFacts) -> FunctionTool:
    """The tool.

    Args:
        metrics: the figures.
        given: the same, as the model reads them.
        facts: learn that the model got them.
    """

    @tool
    def portfolio_metrics() -> str:
        """All figures of the portfolio as JSON. Percentages are of the whole; `statements` are sentences that hold.

        `cash` is [value, percentage]; rows of `accounts` [name, kind, value, percentage, cash, largest positions], of
        `top_holdings` [symbol, name, kind, value, percentage], of `asset_classes` [name, value, percentage].
        """
        return compact(given | {"statements": facts.given(metrics)})

    return portfolio_metrics
