"""The snapshot of a user's portfolio that a job works on."""

from __future__ import annotations

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
            cash=float(account.cash),
            positions=held.get(account.account_id, []),
        )
        for account in Accounts(db).list_for(user_id)
    ]
    return Portfolio(accounts=accounts, goal=user.goal, notes=user.notes)


def has_holdings(db: DataApi, user_id: str) -> bool:
    """Whether the portfolio holds a position or cash, and can be analysed."""
    (row,) = db.query(
        "Portfolio.has_holdings",
        """
        SELECT EXISTS (
            SELECT FROM accounts a LEFT JOIN positions p USING (account_id)
            WHERE a.user_id = :user_id AND (a.cash > 0 OR p.position_id IS NOT NULL)
        ) AS found
        """,
        user_id=user_id,
    )
    return row["found"]


def _position(row: dict[str, Any]) -> Position:
    instrument = Instrument.model_validate({key: row[key] for key in ("symbol", "name", "kind", "classification")})
    return Position(instrument=instrument, quantity=float(row["quantity"]), unit_price=float(row["unit_price"]))
