"""Portfolios and texts of odd forms: the check takes them all."""

from __future__ import annotations

from typing import Any

import pytest

from faithfulness import GENERAL, check, facts_of_portfolio, facts_of_projection, statements_of_portfolio
from tests.lambdas.faithfulness.texts import facts, results


def portfolio(*accounts: tuple[float, list[float]]) -> dict[str, Any]:
    """Accounts of these amounts of cash, each with holdings of these values."""
    return {
        "accounts": [
            {
                "name": f"Home {number}",
                "kind": "taxable",
                "cash": cash,
                "positions": [
                    {"instrument": {"symbol": f"S{i}", "name": "", "kind": "stock"}, "quantity": 1, "value": value}
                    for i, value in enumerate(values)
                ],
            }
            for number, (cash, values) in enumerate(accounts)
        ],
        "goal": None,
    }


@pytest.mark.parametrize(
    ("odd", "total"),
    [
        (portfolio((500, [100]), (0, [0])), 600),  # shares of a company that went bankrupt
        (portfolio((500, []), (-100, [100])), 500),  # an account that owes as much as it holds
        (portfolio((500, [100, -100])), 500),  # what is sold short is worth as much as what is held
    ],
)
def test_what_is_worth_nothing_has_shares_of_zero(odd: dict[str, Any], total: int) -> None:
    known = facts_of_portfolio(odd).allow(GENERAL)
    assert check(f"The total value is ${total}.", known).problems == []


def test_a_share_at_the_end_of_a_sentence_is_a_share_of_nothing() -> None:
    text = "At the end of the plan half of the futures have money left, but not a quarter"
    check(text, facts("summit", "explanation"))


def test_thousands_of_accounts_have_statements_of_the_largest() -> None:
    many = portfolio(*[(float(i), []) for i in range(1, 3_001)])
    metrics = {"total_value": 1.0, "cash": 0.0, "asset_classes": [], "regions": [], "sectors": []}
    said = statements_of_portfolio(many, metrics)
    assert "Home 2999 is the largest account." in said
    assert "Home 0 is the smallest account." in said
    assert len(said) < 40


def test_nothing_changes_a_success_rate_of_a_hundred_percent() -> None:
    said = "Saving more does not change the success rate."
    projection = results("near")["projection"]
    assert check(said, facts_of_projection(projection).allow(GENERAL)).problems != []
    assert check(said, facts_of_projection(projection | {"success_rate": 100.0}).allow(GENERAL)).problems == []


def test_a_mistake_gives_amounts_in_the_currency_of_the_portfolio() -> None:
    known = facts_of_portfolio(portfolio((500, [100]), (20, [70])) | {"currency": "EUR"}).allow(GENERAL)
    found = check("Home 0 is smaller than Home 1.", known).problems
    assert any("€600 and €90" in one for one in found), found
