"""Prices and exchange rates that users bring in for their own portfolios."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol

from database.data_api import DataApi
from database.portfolio.rows import rate_rows
from database.rows import Amount, Row
from holdings.amounts import text_of
from holdings.document import StatedRate


class Price(Protocol):
    symbol: str
    currency: str
    unit_price: Decimal
    price_date: date
    source: str


def store_prices(db: DataApi, user_id: str, prices: Sequence[Price]) -> int:
    """Returns how many are the newest of their symbol and currency now, and were not before."""
    rows = {
        (price.symbol, price.currency): {
            "symbol": price.symbol,
            "currency": price.currency,
            "unit_price": text_of(price.unit_price),
            "price_date": price.price_date.isoformat(),
            "source": price.source,
        }
        for price in sorted(prices, key=lambda price: price.price_date)
    }
    return db.execute(
        "Prices.store",
        """
        WITH owner AS (INSERT INTO users (user_id) VALUES (:user_id) ON CONFLICT DO NOTHING)
        INSERT INTO prices AS p (owner_id, symbol, currency, unit_price, price_date, source)
        SELECT :user_id, n.* FROM jsonb_to_recordset(CAST(:rows AS jsonb))
            AS n (symbol text, currency text, unit_price numeric, price_date date, source text)
        ON CONFLICT (owner_id, symbol, currency) DO UPDATE
        SET unit_price = excluded.unit_price, price_date = excluded.price_date, source = excluded.source
        WHERE excluded.price_date >= p.price_date AND (p.unit_price, p.price_date, p.source)
            IS DISTINCT FROM (excluded.unit_price, excluded.price_date, excluded.source)
        """,
        user_id=user_id,
        rows=list(rows.values()),
    )


def store_rates(db: DataApi, user_id: str, rates: Sequence[StatedRate]) -> int:
    """Returns how many are the newest of their pair now, and were not before."""
    (row,) = db.query(
        "Rates.store",
        "SELECT keep_rates(:user_id, CAST(:rates AS jsonb)) AS stored",
        user_id=user_id,
        rates=rate_rows(rates),
    )
    return row["stored"]


class BroughtIn(Row):
    """A price or a rate that the user brought in."""

    what: Literal["price", "rate"]
    of: str
    """Symbol, or the currency that the rate converts."""
    currency: str
    """Of the price, or that the rate converts to."""
    amount: Amount
    on: date
    source: str


def brought_in(db: DataApi, user_id: str) -> list[BroughtIn]:
    """By kind, symbol and currency."""
    rows = db.query(
        "Valuation.brought_in",
        """
        SELECT 'price' AS what, symbol AS of, currency, unit_price AS amount, price_date AS on, source
        FROM prices WHERE owner_id = :user_id
        UNION ALL
        SELECT 'rate', currency, quote, rate, rate_date, source FROM exchange_rates WHERE owner_id = :user_id
        ORDER BY 1, 2, 3
        """,
        user_id=user_id,
    )
    return [BroughtIn.model_validate(row) for row in rows]
