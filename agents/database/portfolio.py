"""The snapshot of a user's portfolio that a job works on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from agent_runtime.portfolio import Account, Instrument, Portfolio, Position
from database.accounts import Accounts
from database.data_api import DataApi
from database.users import Users


def load_portfolio(db: DataApi, user_id: str) -> Portfolio:
    """All accounts with their positions, the goal and the notes; accounts by age, positions by symbol."""
    user = Users(db).get(user_id)
    held: dict[str, list[Position]] = {}
    for row in db.query(
        "Portfolio.positions",
        """
        SELECT p.account_id, i.symbol, i.name, i.kind, i.classification, p.quantity,
               coalesce(p.unit_price, i.unit_price) AS unit_price
        FROM accounts a JOIN positions p USING (account_id) JOIN instruments i USING (instrument_id)
        WHERE a.user_id = :user_id ORDER BY i.symbol
        """,
        user_id=user_id,
    ):
        held.setdefault(row["account_id"], []).append(_position(row))
    accounts = [
        Account(
            name=account.name,
            kind=account.kind,
            cash=account.cash,
            positions=held.get(account.account_id, []),
        )
        for account in Accounts(db).list_for(user_id)
    ]
    return Portfolio(accounts=accounts, goal=user.goal, notes=user.notes)


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
        SELECT count(*) FILTER (WHERE a.cash > 0 OR p.position_id IS NOT NULL) > 0 AS holdings,
               count(*) FILTER (WHERE p.position_id IS NOT NULL AND i.classification IS NULL) > 0 AS unclassified,
               EXISTS (SELECT FROM users WHERE user_id = :user_id AND goal IS NOT NULL) AS goal
        FROM accounts a LEFT JOIN positions p USING (account_id) LEFT JOIN instruments i USING (instrument_id)
        WHERE a.user_id = :user_id
        """,
        user_id=user_id,
    )
    return Outline(**row)


def _position(row: dict[str, Any]) -> Position:
    instrument = Instrument.model_validate({key: row[key] for key in ("symbol", "name", "kind", "classification")})
    return Position(instrument=instrument, quantity=Decimal(row["quantity"]), unit_price=Decimal(row["unit_price"]))
