"""What a portfolio holds, in short."""

from __future__ import annotations

from dataclasses import dataclass

from database.data_api import DataApi


@dataclass(frozen=True)
class Outline:
    """What a portfolio holds, as far as it decides which specialists an analysis needs."""

    holdings: bool
    """A position or cash: it can be analysed."""
    unclassified: bool
    """A position in an instrument without a classification."""
    goal: bool
    """The user has a retirement goal."""


def outline(db: DataApi, user_id: str) -> Outline:
    """The portfolio's outline, in one statement."""
    (row,) = db.query(
        "Portfolio.outline",
        """
        SELECT count(*) FILTER (
                   WHERE a.cash <> 0 OR b.currency IS NOT NULL OR p.position_id IS NOT NULL
               ) > 0 AS holdings,
               count(*) FILTER (WHERE p.position_id IS NOT NULL AND i.classification IS NULL) > 0 AS unclassified,
               EXISTS (SELECT FROM users WHERE user_id = :user_id AND goal IS NOT NULL) AS goal
        FROM accounts a LEFT JOIN positions p USING (account_id) LEFT JOIN instruments i USING (instrument_id)
             LEFT JOIN cash_balances b USING (account_id)
        WHERE a.user_id = :user_id
        """,
        user_id=user_id,
    )
    return Outline(**row)
