"""A stored portfolio with the prices that its positions were given, whatever newer ones value them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from database.data_api import DataApi
from database.rows import Row
from holdings.stored import StoredAccount, StoredHolding, StoredPortfolio


class _OwnPrice(Row):
    position_id: str
    unit_price: Decimal | None
    stated_value: Decimal | None
    price_date: date
    price_source: str


def with_own_prices(db: DataApi, user_id: str, portfolio: StoredPortfolio) -> StoredPortfolio:
    """The portfolio as it can be stored again without a change: a list's price, or the catalogue's, stays theirs.

    A position that was given none has neither `unit_price` nor `stated_value`.
    """
    rows = db.query(
        "Prices.own",
        """
        SELECT CAST(position_id AS text) AS position_id, unit_price, stated_value, price_source,
               coalesce(p.price_date, CAST(p.updated_at AS date)) AS price_date
        FROM positions p JOIN accounts a USING (account_id) WHERE a.user_id = :user_id
        """,
        user_id=user_id,
    )
    own = {price.position_id: price for price in map(_OwnPrice.model_validate, rows)}

    def priced(holding: StoredHolding) -> StoredHolding:
        price = own.get(holding.position_id)
        return holding.model_copy(update=price.model_dump(exclude={"position_id"})) if price else holding

    def account_of(account: StoredAccount) -> StoredAccount:
        return account.model_copy(update={"positions": tuple(map(priced, account.positions))})

    return portfolio.model_copy(update={"accounts": tuple(map(account_of, portfolio.accounts))})
