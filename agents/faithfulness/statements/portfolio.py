"""What can be said in words of a portfolio."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from faithfulness.statements.accounts import of_accounts
from faithfulness.statements.goal import of_goal
from faithfulness.statements.holdings import of_holdings
from faithfulness.statements.slices import of_slices


def statements_of_portfolio(portfolio: Mapping[str, Any], metrics: Mapping[str, Any]) -> list[str]:
    """Sentences, each true by itself and without a figure in digits.

    Args:
        portfolio: as `facts_of_portfolio` takes it.
        metrics: likewise.
    """
    goal = list(of_goal(portfolio.get("goal"), metrics))
    if portfolio.get("unvalued"):
        return goal  # what has no value is missing in every list and rank, and may be what is said to be absent
    return [
        *of_holdings(portfolio["accounts"], metrics["total_value"]),
        *of_accounts(portfolio["accounts"], metrics["total_value"]),
        *of_slices(metrics),
        *goal,
    ]
