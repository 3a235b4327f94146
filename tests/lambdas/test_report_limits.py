"""A report says what it cannot judge: unknown splits, missing values, old prices, contradictions, foreign rates."""

from __future__ import annotations

from typing import Any

import pytest

import reporter.handler
from agent_runtime.portfolio.snapshot import Portfolio
from reporter.limits import limit_problems, limits_of
from reporter.plain_limits import limits_text
from reporter.plain_report import plain_report
from reporter.tools import compute_metrics
from reporter.validators import report_problems
from tests.lambdas.stand_in import StandIn, stand_in
from tests.lambdas.test_portfolio_contract import held, of

__all__ = ["stand_in"]

STOCK = {"asset_classes": {"equity": 100}, "regions": {"asia_pacific": 100}, "sectors": {"technology": 100}}


def limited(**more: Any) -> Portfolio:
    """Half unclassified, a stale price, a rate, a holding without value, and an instrument under another name."""
    yen = held("7203.T", 100, 2500, classification=STOCK, currency="JPY", rate="0.0064", price_date="2026-11-27")
    old = held("XYZ", 16, 100, price_date="2025-06-30", price_source="catalogue", stale=True)
    old.instrument.differs_from = "Xyz Coin (crypto)"
    portfolio = of(yen, old)
    return portfolio.model_validate(
        portfolio.model_dump()
        | {
            "rates": [{"currency": "JPY", "rate": "0.0064", "rate_date": "2026-11-27", "source": "ECB"}],
            "unvalued": [{"account": "a", "what": "NESN", "currency": "CHF", "reason": "no rate for CHF"}],
        }
        | more
    )


def test_the_tool_gives_them() -> None:
    limits = compute_metrics(limited()).limits
    assert limits.unclassified_percentage == 50
    assert limits.without_value == ["NESN in a: no rate for CHF"]
    assert limits.contradictions == ["XYZ is XYZ (stock) for the client; the catalogue has Xyz Coin (crypto)"]
    assert (limits.prices.oldest, limits.prices.newest) == ("2025-06-30", "2026-11-27")
    assert (limits.prices.stale, limits.prices.sources) == (["XYZ"], ["catalogue"])
    assert [(rate.currency, rate.rate, rate.date) for rate in limits.rates] == [("JPY", 0.0064, "2026-11-27")]


@pytest.mark.parametrize(
    ("sentence", "problem"),
    [
        ("It is a conservative mix.", "its mix cannot be judged"),
        ("Overall the portfolio is well diversified.", "its mix cannot be judged"),
        ("Whether the portfolio is conservative cannot be said: half is unclassified.", None),
        ("A conservative investor would hold bonds.", None),
    ],
)
def test_a_mix_that_is_not_known_has_no_character(sentence: str, problem: str | None) -> None:
    said = f"{sentence} Half is unclassified. NESN has no value. XYZ was Xyz Coin. Prices are of 2025-06-30."
    found = limit_problems(said, limited())
    assert len(found) == (problem is not None)
    assert all((problem or "") in one for one in found)


@pytest.mark.parametrize(
    ("left_out", "problem"),
    [("unclassified", "50 %"), ("NESN", "NESN"), ("2025-06-30", "2025-06-30"), ("Xyz Coin", "Xyz Coin (crypto)")],
)
def test_what_is_concealed_is_a_problem(left_out: str, problem: str) -> None:
    said = "Half is unclassified. NESN has no value. XYZ was Xyz Coin. Prices are of 2025-06-30."
    assert limit_problems(said, limited()) == []
    (found,) = limit_problems(said.replace(left_out, "…"), limited())
    assert problem in found


def test_cash_without_a_rate_is_named_by_its_currency() -> None:
    francs = limited(unvalued=[{"account": "a", "what": "cash", "currency": "CHF", "reason": "no rate for CHF"}])
    said = "Half is unclassified. There is cash. The catalogue differs. Prices are of 2025-06-30."
    (found,) = limit_problems(said, francs)
    assert "cash in CHF" in found
    assert limit_problems(said.replace("cash", "cash in CHF"), francs) == []


def test_a_portfolio_that_is_known_has_none() -> None:
    known = of(held("VOO", 1, 550, classification=STOCK), cash=10)
    assert limits_text(limits_of(known)) == []
    assert limit_problems("It is a balanced mix of the whole portfolio.", known) == []


def test_the_report_by_code_and_that_of_the_stand_in_say_it(stand_in: StandIn) -> None:
    by_code = plain_report(compute_metrics(limited()))
    output = stand_in.invoke(reporter.handler, portfolio=limited())
    assert output["written"] == "as written"
    for text in (by_code, output["markdown"]):
        assert report_problems(text, limited()) == []
        assert "Xyz Coin" in text


def test_amounts_are_in_the_portfolios_currency(stand_in: StandIn) -> None:
    euros = limited(currency="EUR")
    output = stand_in.invoke(reporter.handler, portfolio=euros)
    assert "total value of €3,200" in output["markdown"]
    assert output["written"] == "as written"
    (problem,) = report_problems(output["markdown"].replace("total value of €3,200", "total value of $3,200"), euros)
    assert "€3,200" in problem
