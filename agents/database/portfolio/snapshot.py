"""The portfolio that a job speaks of: taken once, in one moment, and stored with the job."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from agent_runtime.portfolio.snapshot import (
    Account,
    Balance,
    Instrument,
    Portfolio,
    Position,
    RetirementGoal,
    StatedRate,
    Unvalued,
)
from database.data_api import DataApi
from database.errors import NotOwned
from database.portfolio.portfolios import stored_portfolio
from holdings.rates import UsedRate
from holdings.stored import StoredAccount, StoredHolding, StoredPortfolio, is_stale


def load_snapshot(db: DataApi, job_id: str, token: str) -> Portfolio:
    """The job's portfolio, as it was when the first attempt asked: every attempt and agent speaks of the same.

    Args:
        job_id: of a job that the caller has claimed.
        token: of the claim.

    Raises:
        NotOwned: the claim is lost before any attempt has taken a snapshot, or the job is gone.
    """
    db.execute(
        "Snapshots.take",
        "SELECT take_snapshot(:job_id, :token)",
        job_id=UUID(job_id),
        token=token,
    )
    portfolio = kept_portfolio(db, job_id)
    if portfolio is None:
        raise NotOwned("job")
    return portfolio


def stored_snapshot(db: DataApi, job_id: str) -> dict[str, Any] | None:
    """The job's portfolio as it is stored, amounts as texts; None if there is none."""
    text = "".join(row["piece"] for row in _pieces(db, job_id))
    return json.loads(text, parse_float=str) if text else None


def kept_portfolio(db: DataApi, job_id: str) -> Portfolio | None:
    """The job's portfolio as agents saw it; None if it was never taken or has expired."""
    rows = list(_pieces(db, job_id))
    if not rows:
        return None
    return as_analysed(stored_portfolio(row["piece"] for row in rows), rows[0]["taken_on"])


def _pieces(db: DataApi, job_id: str) -> Iterator[dict[str, Any]]:
    """The text does not change, so several statements may read it."""
    first = 0
    while True:
        rows = db.query(
            "Snapshots.read",
            """
            SELECT CAST(taken_at AS date) AS taken_on, piece, pieces FROM job_snapshots
            CROSS JOIN LATERAL pieces(portfolio, CAST(:first AS integer))
            WHERE job_id = :job_id ORDER BY number
            """,
            job_id=UUID(job_id),
            first=first,
        )
        yield from rows
        first += len(rows)
        if not rows or first >= rows[0]["pieces"]:
            return


def as_analysed(stored: StoredPortfolio, today: date) -> Portfolio:
    """The portfolio in its base currency, as agents see it. Holdings without a known rate are apart."""
    rates = stored.used_rates()
    return Portfolio(
        currency=stored.currency,
        accounts=[_account(account, rates, today) for account in stored.accounts],
        goal=RetirementGoal.model_validate(stored.goal) if stored.goal else None,
        notes=stored.notes,
        rates=[
            StatedRate(currency=rate.currency, rate=rate.rate, rate_date=rate.rate_date, source=rate.source)
            for rate in rates.values()
            if rate.currency != stored.currency
        ],
        unvalued=[Unvalued.model_validate(each.model_dump()) for each in stored.unvalued()],
    )


def _account(account: StoredAccount, rates: dict[str, UsedRate], today: date) -> Account:
    balances = [
        Balance(currency=currency, amount=amount, rate=rates[currency].rate)
        for currency, amount in account.cash.items()
        if currency in rates
    ]
    return Account(
        id=account.account_id,
        name=account.name,
        kind=account.kind,
        cash=sum((balance.amount * balance.rate for balance in balances), start=Decimal(0)),
        balances=balances,
        positions=[
            _position(holding, rates[holding.currency].rate, today)
            for holding in account.positions
            if holding.currency in rates
        ],
    )


def _position(holding: StoredHolding, rate: Decimal, today: date) -> Position:
    instrument = Instrument(
        **holding.model_dump(include={"symbol", "name", "kind", "classification", "isin", "cusip"}),
        differs_from=holding.differs_from,
    )
    return Position(
        instrument=instrument,
        rate=rate,
        stale=is_stale(holding.price_date, today),
        **holding.model_dump(
            include={
                *("quantity", "unit_price", "multiplier", "currency"),
                *("stated_value", "price_date", "price_source"),
            }
        ),
    )
