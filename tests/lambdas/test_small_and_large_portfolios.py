"""Report and charts of portfolios at the edges, by the local stand-in model: tiny, huge in number, owing, unknown."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import charter.handler
import reporter.handler
import retirement.handler
from agent_runtime.portfolio.snapshot import Account, Portfolio, RetirementGoal
from tests.lambdas.stand_in import StandIn, stand_in
from tests.lambdas.test_portfolio_contract import held, of

__all__ = ["stand_in"]

FUND = {
    "asset_classes": {"equity": 70, "fixed_income": 30},
    "regions": {"north_america": 60, "europe": 40},
    "sectors": {"technology": 70, "government": 30},
}
STOCK = {"asset_classes": {"equity": 100}, "regions": {"north_america": 100}, "sectors": {"technology": 100}}


def many(number: int, first: float = 41) -> list[Any]:
    return [held(f"S{n}", 1, 41 if n else first, "etf", classification=FUND) for n in range(number)]


OWING = of(
    held("VOO", 100, 550, "etf", classification=STOCK),
    held("TSLA", -20, 300, classification=STOCK),
    held("AAPL 2027-01-15 C 250", -2, "3.1", "option", classification=STOCK),
    cash=-8_000,
)
EDGES = {
    "cash of 10.49": of(cash="10.49"),
    "below half a dollar": of(held("SHIBX", "0.00000001", "0.000001", "crypto")),
    "a third of a cent": of(held("SHIBX", 1, "0.002", "crypto"), cash="0.0013"),
    "300 equal": of(*many(300)),
    "470 equal": of(*many(470)),
    "1,000 equal": of(*many(1000)),
    "one of 980,000 with 480 of 41": of(*many(481, 980_000)),
    "short, written and borrowed": OWING,
}


@pytest.mark.parametrize("portfolio", EDGES.values(), ids=list(EDGES))
def test_charts(portfolio: Portfolio, stand_in: StandIn) -> None:
    output = stand_in.invoke(charter.handler, portfolio=portfolio)
    assert output["written"] == "as written"
    for chart in output["charts"]:
        assert round(sum(point["percentage"] for point in chart["data"]), 6) == 100


@pytest.mark.parametrize("portfolio", EDGES.values(), ids=list(EDGES))
def test_a_report(portfolio: Portfolio, stand_in: StandIn) -> None:
    output = stand_in.invoke(reporter.handler, portfolio=portfolio)
    assert output["written"] == "as written"


@pytest.mark.parametrize("portfolio", EDGES.values(), ids=list(EDGES))
def test_a_projection(portfolio: Portfolio, stand_in: StandIn) -> None:
    goal = RetirementGoal(years_until_retirement=10, target_annual_income=40_000, annual_contribution=0)
    output = stand_in.invoke(retirement.handler, portfolio=portfolio.model_copy(update={"goal": goal}))
    assert output["written"] == "as written"


@pytest.mark.parametrize("portfolio", EDGES.values(), ids=list(EDGES))
def test_a_report_with_a_goal(portfolio: Portfolio, stand_in: StandIn) -> None:
    goal = RetirementGoal(years_until_retirement=10, target_annual_income=40_000, annual_contribution=0)
    output = stand_in.invoke(reporter.handler, portfolio=portfolio.model_copy(update={"goal": goal}))
    assert output["written"] == "as written"


def test_accounts_of_one_name_get_a_slice_each(stand_in: StandIn) -> None:
    holdings = [held("VOO", 10, 550), held("VOO", 20, 550), held("BND", 10, 73)]
    names = ["Roth IRA", "Roth IRA", "Brokerage"]
    accounts = [Account(name=name, kind="ira", positions=[one]) for name, one in zip(names, holdings, strict=True)]
    output = stand_in.invoke(charter.handler, portfolio=Portfolio(accounts=accounts))
    (chart,) = [chart for chart in output["charts"] if chart["key"] == "account"]
    values = {point["name"]: point["value"] for point in chart["data"]}
    assert values == {"Roth IRA (2)": 11_000, "Roth IRA": 5_500, "Brokerage": 730}


def test_a_mix_that_is_not_known_has_no_character(stand_in: StandIn) -> None:
    portfolio = of(held("XYZ", 94, 1), cash=6)
    output = stand_in.invoke(reporter.handler, portfolio=portfolio)
    assert "conservative" not in output["markdown"]
    assert "94% of it is unclassified" in output["markdown"]
    assert Decimal("0.94") == Decimal(94) / portfolio.value
