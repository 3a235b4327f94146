"""The monthly spending limit of a user, and the API's answer beyond it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from agent_runtime import settings
from api.spending import next_month
from database.data_api import DataApi
from database.job import JobStatus
from database.job_claims import JobClaims
from database.jobs import Jobs
from tests.lambdas.api_fixtures import Answer, Api, FakeQueue

LIMIT = Decimal("0.50")


@pytest.fixture(autouse=True)
def limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALEX_MONTHLY_USER_LIMIT_USD", str(LIMIT))
    settings.spending_settings.cache_clear()


@pytest.fixture
def owner(api: Api) -> Api:
    """A user with a portfolio to analyse."""
    assert api("POST", "/api/accounts", {"name": "Brokerage", "kind": "taxable", "cash": 100}).status == 201
    return api


def spend(db: DataApi, user: str | None, dollars: str, *, created: datetime | None = None) -> str:
    """An ended job of the user with this cost."""
    claims, job_id = JobClaims(db), str(uuid.uuid4())
    Jobs(db).create(str(user), job_id)
    claims.claim(job_id, "t", 60)
    assert claims.finish(job_id, "t", JobStatus.COMPLETED, {}, "Done.", Decimal(dollars), {})
    if created:
        sql = "UPDATE jobs SET created_at = CAST(:at AS timestamptz) WHERE job_id = :id"
        db.execute("Test", sql, at=created, id=uuid.UUID(job_id))
    return job_id


def this_month() -> datetime:
    return datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def analyze(api: Api) -> Answer:
    return api("POST", "/api/analyze", {})


@pytest.mark.local
def test_a_user_at_the_limit_is_told_limit_spending_and_retry_time(
    owner: Api, db: DataApi, queue: FakeQueue, capsys: pytest.CaptureFixture[str]
) -> None:
    spend(db, owner.user, "0.30")
    newest = spend(db, owner.user, "0.20")
    answer = analyze(owner)
    left = (next_month(datetime.now(UTC)) - datetime.now(UTC)).total_seconds()
    problem: dict[str, Any] = answer.json
    assert (answer.status, answer.headers["content-type"]) == (429, "application/problem+json")
    assert (problem["limit_usd"], problem["spent_usd"]) == (0.5, 0.5)
    assert "0.50 USD" in problem["detail"]
    assert int(answer.headers["retry-after"]) == pytest.approx(left, abs=5)
    assert queue.sent == []
    assert owner("GET", "/api/jobs").json["items"][0]["job_id"] == newest
    assert '"UserLimitReached"' in capsys.readouterr().out


@pytest.mark.local
def test_a_user_a_micro_dollar_below_the_limit_is_served(owner: Api, db: DataApi, queue: FakeQueue) -> None:
    spend(db, owner.user, "0.499999")
    answer = analyze(owner)
    assert answer.status == 202
    assert queue.sent == [answer.json["job_id"]]


@pytest.mark.local
def test_other_users_and_last_months_spending_does_not_count(owner: Api, db: DataApi) -> None:
    spend(db, owner.user, "9", created=this_month() - timedelta(milliseconds=1))
    other = owner.as_user(f"other-{uuid.uuid4()}")
    assert other("POST", "/api/accounts", {"name": "Brokerage", "kind": "taxable", "cash": 1}).status == 201
    spend(db, other.user, "9")
    assert analyze(owner).status == 202
    assert analyze(other).status == 429


@pytest.mark.local
def test_spending_at_the_first_instant_of_the_month_counts(owner: Api, db: DataApi) -> None:
    spend(db, owner.user, "9", created=this_month())
    assert analyze(owner).status == 429


@pytest.mark.local
def test_a_monthly_limit_of_zero_means_no_limit(owner: Api, db: DataApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALEX_MONTHLY_USER_LIMIT_USD", "0")
    settings.spending_settings.cache_clear()
    spend(db, owner.user, "900")
    assert analyze(owner).status == 202


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-12-31T23:59:59.999+00:00", "2027-01-01T00:00+00:00"),
        ("2028-02-29T12:00+00:00", "2028-03-01T00:00+00:00"),
        ("2026-01-01T00:00+00:00", "2026-02-01T00:00+00:00"),
    ],
    ids=["the end of a year", "a leap day", "the first instant"],
)
def test_a_month_ends_where_the_next_begins(now: str, end: str) -> None:
    assert next_month(datetime.fromisoformat(now)) == datetime.fromisoformat(end)
