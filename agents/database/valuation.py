"""Prices and exchange rates that users bring in for their own portfolios."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from database.data_api import DataApi
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
        WITH owner AS (
            INSERT INTO users (user_id) VALUES (:user_id) ON CONFLICT (user_id) DO UPDATE SET user_id = excluded.user_id
            RETURNING user_id
        )
        INSERT INTO prices AS p (owner_id, symbol, currency, unit_price, price_date, source)
        SELECT owner.user_id, n.* FROM owner, jsonb_to_recordset(CAST(:rows AS jsonb))
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
    newest = {(rate.currency, rate.quote): rate for rate in sorted(rates, key=lambda rate: rate.rate_date)}
    return db.execute(
        "Rates.store",
        """
        WITH owner AS (
            INSERT INTO users (user_id) VALUES (:user_id) ON CONFLICT (user_id) DO UPDATE SET user_id = excluded.user_id
            RETURNING user_id
        )
        INSERT INTO exchange_rates AS r (owner_id, currency, quote, rate, rate_date, source)
        SELECT owner.user_id, n.* FROM owner, jsonb_to_recordset(CAST(:rows AS jsonb))
            AS n (currency text, quote text, rate numeric, rate_date date, source text)
        ON CONFLICT (owner_id, currency, quote) DO UPDATE
        SET rate = excluded.rate, rate_date = excluded.rate_date, source = excluded.source
        WHERE excluded.rate_date >= r.rate_date
          AND (r.rate, r.rate_date, r.source) IS DISTINCT FROM (excluded.rate, excluded.rate_date, excluded.source)
        """,
        user_id=user_id,
        rows=[rate.model_dump(mode="json") | {"rate": text_of(rate.rate)} for rate in newest.values()],
    )
