"""A job speaks of one portfolio, whatever happens to the stored one meanwhile."""

from __future__ import annotations

import uuid
from decimal import Decimal

import pytest

from database.data_api import DataApi
from database.errors import NotOwned
from database.job_claims import JobClaims
from database.jobs import Jobs
from database.portfolio.portfolios import Portfolios
from database.portfolio.snapshot import load_snapshot
from holdings.document import PortfolioDocument

pytestmark = pytest.mark.local


def document(cash: int, **position: object) -> PortfolioDocument:
    positions = [position] if position else []
    return PortfolioDocument.model_validate(
        {"accounts": [{"name": "a", "kind": "ira", "cash": cash, "positions": positions}], "notes": "mine"}
    )


def job_of(db: DataApi, user_id: str) -> str:
    job = str(uuid.uuid4())
    Jobs(db).create(user_id, job)
    return job


def claim(db: DataApi, job: str, token: str) -> None:
    db.execute(
        "Test", "UPDATE jobs SET lease_until = now() WHERE lease_until IS NOT NULL AND job_id = :j", j=uuid.UUID(job)
    )
    assert JobClaims(db).claim(job, token, 60)


def test_every_attempt_speaks_of_the_portfolio_of_the_first(db: DataApi, user_id: str) -> None:
    Portfolios(db).replace(user_id, document(5, symbol="VOO", quantity=2, unit_price=500), None)
    job = job_of(db, user_id)
    claim(db, job, "first")
    first = load_snapshot(db, job, "first")

    Portfolios(db).replace(user_id, document(7), None)
    claim(db, job, "second")

    assert load_snapshot(db, job, "second") == first
    assert first.value == Decimal(1005)
    assert first.notes == "mine"


def test_a_planner_that_lost_its_job_takes_no_snapshot(db: DataApi, user_id: str) -> None:
    Portfolios(db).replace(user_id, document(5), None)
    job = job_of(db, user_id)
    claim(db, job, "first")
    claim(db, job, "second")

    with pytest.raises(NotOwned):
        load_snapshot(db, job, "first")


def test_a_snapshot_of_a_thousand_positions_is_whole(db: DataApi, user_id: str) -> None:
    positions = [{"name": f"{'日本' * 80} {n}", "symbol": f"F{n}", "quantity": 1, "value": "0.1"} for n in range(1000)]
    whole = PortfolioDocument.model_validate({"accounts": [{"name": "a", "kind": "ira", "positions": positions}]})
    Portfolios(db).replace(user_id, whole, None)
    job = job_of(db, user_id)
    claim(db, job, "first")

    portfolio = load_snapshot(db, job, "first")

    assert (len(list(portfolio.positions())), portfolio.value) == (1000, Decimal(100))


def test_agents_learn_currency_date_and_origin(db: DataApi, user_id: str) -> None:
    given = document(
        5, symbol="7203.T", quantity=10, unit_price=200, currency="JPY", price_date="2025-01-31", price_source="a list"
    )
    rate = {"currency": "USD", "quote": "JPY", "rate": 100, "rate_date": "2026-11-27", "source": "ECB"}
    euros = {"balances": [{"currency": "EUR", "amount": 1}]}
    raw = given.model_dump(mode="json") | {"rates": [rate]}
    raw["accounts"][0] |= euros
    Portfolios(db).replace(user_id, PortfolioDocument.model_validate(raw), None)
    job = job_of(db, user_id)
    claim(db, job, "first")

    portfolio = load_snapshot(db, job, "first")

    (position,) = portfolio.positions()
    assert (position.value, position.rate, position.currency) == (Decimal(20), Decimal("0.01"), "JPY")
    assert (str(position.price_date), position.price_source, position.stale) == ("2025-01-31", "a list", True)
    assert [(rate.currency, rate.source) for rate in portfolio.rates] == [("JPY", "ECB")]
    assert [(each.what, each.currency) for each in portfolio.unvalued] == [("cash", "EUR")]
    assert portfolio.value == Decimal(25)
