"""Statements: sentences that hold because of what the tools gave, for models to take word for word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from faithfulness import (
    GENERAL,
    check,
    facts_of_portfolio,
    facts_of_projection,
    statements_of_portfolio,
    statements_of_projection,
)
from tests.lambdas.faithfulness.texts import HERE, results

NAMES = sorted(path.stem for path in Path(HERE / "portfolios").glob("*.json"))
WITH_GOAL = [name for name in NAMES if results(name)["projection"]]


def of_portfolio(name: str) -> list[str]:
    return statements_of_portfolio(results(name)["portfolio"], results(name)["metrics"])


def one_fund(percent: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """A portfolio of $100,000 with so much of it in one fund, and its metrics as far as statements need them."""
    value = 1_000 * percent
    fund = {"symbol": "VTI", "kind": "etf", "classification": {"asset_classes": {"equity": 100}}}
    held = [{"instrument": fund, "quantity": 1, "unit_price": value}]
    accounts = [
        {"name": "Main", "kind": "ira", "cash": 0, "positions": held},
        {"name": "Side", "kind": "taxable", "cash": 100_000 - value, "positions": []},
    ]
    metrics = {"total_value": 100_000, "cash": 100_000 - value, "asset_classes": [], "regions": [], "sectors": []}
    return {"currency": "USD", "accounts": accounts, "goal": None}, metrics


@pytest.mark.parametrize("name", NAMES)
def test_the_checker_alone_finds_nothing_wrong_in_the_statements_on_a_portfolio(name: str) -> None:
    run = results(name)
    facts = facts_of_portfolio(run["portfolio"], run["metrics"]).allow(GENERAL)
    assert {said: found for said in of_portfolio(name) if (found := check(said, facts).problems)} == {}


@pytest.mark.parametrize("name", WITH_GOAL)
def test_the_checker_alone_finds_nothing_wrong_in_the_statements_on_a_projection(name: str) -> None:
    projection = results(name)["projection"]
    facts = facts_of_projection(projection).allow(GENERAL)
    said = statements_of_projection(projection)
    assert {one: found for one in said if (found := check(one, facts).problems)} == {}


@pytest.mark.parametrize("percent", [0.5, 9, 10, 15, 20, 22, 25, 29, 33.3, 40, 49.5, 52, 60, 64, 70, 75, 85, 90, 95])
def test_a_share_in_words_is_one_that_the_checker_takes(percent: float) -> None:
    portfolio, metrics = one_fund(percent)
    facts = facts_of_portfolio(portfolio).allow(GENERAL)
    said = statements_of_portfolio(portfolio, metrics)
    assert sum("VTI alone makes up" in one or "Main holds" in one for one in said) >= 2
    assert {one: found for one in said if (found := check(one, facts).problems)} == {}


def test_what_is_said_of_a_portfolio() -> None:
    said = of_portfolio("canyon")
    assert "TIP is the third largest holding." in said
    assert "The portfolio holds no crypto." in said
    assert "IRA is the largest account." in said
    assert "By its kind, Joint is a taxable account." in said
    assert "Joint holds BRK.B, TIP and cash." in said
    assert "Fixed Income makes up more than half of the portfolio." in said
    assert "There is a retirement goal on file." in said


def test_what_is_said_of_a_portfolio_without_holdings() -> None:
    said = of_portfolio("all_cash")
    assert "The portfolio has no holdings: all of it is cash." in said
    assert "There is no retirement goal on file." in said
    assert "The portfolio holds no bonds." in said
    assert not [one for one in said if "holding." in one]


def test_what_is_said_of_a_projection() -> None:
    assert statements_of_projection(results("near")["projection"])[:8] == [
        "The success rate is reasonable.",
        "All amounts are in today's dollars.",
        "No contributions are planned until retirement.",
        "The median balance grows until retirement.",
        "After retirement the median balance falls.",
        "In a poor future the money does not last to the end of the plan.",
        "In a poor future the money runs out between year 25 and year 30 of the plan.",
        "In the median future the money lasts to the end of the plan.",
    ]


def test_of_holdings_of_the_same_value_none_is_the_largest() -> None:
    portfolio, metrics = one_fund(50)
    other = {"symbol": "VXUS", "kind": "etf", "classification": {"asset_classes": {"equity": 100}}}
    portfolio["accounts"][1] |= {"cash": 0, "positions": [{"instrument": other, "quantity": 2, "unit_price": 25_000}]}
    said = statements_of_portfolio(portfolio, metrics | {"cash": 0})
    assert not [one for one in said if "is the largest holding" in one or "is the largest account" in one]


def test_with_debts_nothing_is_said_of_ranks_and_shares() -> None:
    portfolio, metrics = one_fund(150)
    said = statements_of_portfolio(portfolio, metrics)
    assert not [one for one in said if "largest" in one or "makes up" in one]


def test_an_account_whose_name_is_markup_has_no_statement() -> None:
    portfolio, metrics = one_fund(40)
    portfolio["accounts"][0]["name"] = "<b>Main</b>"
    said = statements_of_portfolio(portfolio, metrics)
    assert not [one for one in said if "Main" in one]
    assert "Side is the largest account." in said


def test_of_unclassified_holdings_nothing_is_said_to_be_absent() -> None:
    said = of_portfolio("unclassified")
    assert "The unclassified holdings are QZZZ and XKCD." in said
    assert not [one for one in said if "holds no" in one or "Nothing is invested" in one]


def test_of_a_share_of_just_half_nothing_more_is_said() -> None:
    said = statements_of_portfolio(*one_fund(50))
    assert "VTI alone makes up about half of the portfolio." in said
    assert "Main holds about half of the portfolio." in said


def test_a_share_is_not_all_while_there_is_something_else() -> None:
    portfolio, metrics = one_fund(99.997)
    slices = [{"name": "Equity", "value": 99_997, "percentage": 100.0}, {"name": "Cash", "value": 3, "percentage": 0.0}]
    said = statements_of_portfolio(portfolio, metrics | {"asset_classes": slices})
    assert not [one for one in said if " all of the portfolio" in one]
    assert "Equity makes up more than nine tenths of the portfolio." in said


def test_of_a_portfolio_with_unvalued_holdings_only_the_goal_is_spoken_of() -> None:
    """What lacks a value is in no list: it may be the largest, or what would be said to be absent."""
    portfolio, metrics = one_fund(40)
    portfolio["unvalued"] = [{"account": "Side", "what": "BTC", "currency": "USD", "reason": "no price"}]
    assert statements_of_portfolio(portfolio, metrics) == ["There is no retirement goal on file."]


@pytest.mark.parametrize("kind", ["other", None])
def test_a_holding_of_unknown_kind_may_be_a_stock(kind: str | None) -> None:
    portfolio, metrics = one_fund(40)
    portfolio["accounts"][0]["positions"][0]["instrument"]["kind"] = kind
    assert not [one for one in statements_of_portfolio(portfolio, metrics) if "single stock" in one]


def test_with_regions_sold_short_nothing_is_said_of_slices() -> None:
    portfolio, metrics = one_fund(100)
    regions = [
        {"name": "Europe", "value": 150_000, "percentage": 150.0},
        {"name": "North America", "value": -50_000, "percentage": -50.0},
    ]
    said = statements_of_portfolio(portfolio, metrics | {"regions": regions})
    assert not [one for one in said if "Europe" in one or "invested in" in one]


def with_goal(total: float, years: int) -> list[str]:
    """What is said of a goal of $40,000 a year, with $5,000 a year saved, and this value today."""
    portfolio, metrics = one_fund(100)
    readiness = {
        "years_until_retirement": years,
        "annual_contribution": 5_000,
        "capital_for_target": 1_000_000.0,
        "funded_percentage": round(total / 10_000, 1),
    }
    goal = {"years_until_retirement": years, "target_annual_income": 40_000, "annual_contribution": 5_000}
    return statements_of_portfolio(portfolio | {"goal": goal}, metrics | {"total_value": total, "readiness": readiness})


def test_a_goal_is_not_reached_because_its_percentage_is_rounded_up() -> None:
    said = with_goal(999_600, 10)
    assert "Today's value covers more than nine tenths of the capital for the goal." in said
    assert "The income that today's value would sustain is below the target income." in said
    assert "Today's value covers all of the capital for the goal." in with_goal(1_000_000, 10)


def test_without_years_until_retirement_no_contributions_are_spoken_of() -> None:
    assert "Contributions are planned until retirement." in with_goal(500_000, 1)
    assert not [one for one in with_goal(500_000, 0) if "ontributions" in one]


def test_nothing_raises_a_success_rate_of_a_hundred_percent() -> None:
    projection = results("near")["projection"]
    assert "Saving more raises the success rate." in statements_of_projection(projection)
    said = statements_of_projection(projection | {"success_rate": 100.0})
    assert not [one for one in said if "raises" in one]


def test_of_values_that_differ_by_less_than_a_cent_none_is_the_largest() -> None:
    portfolio, metrics = one_fund(50)
    portfolio["accounts"][1]["cash"] += 1e-9
    assert not [one for one in statements_of_portfolio(portfolio, metrics) if "is the largest account" in one]
