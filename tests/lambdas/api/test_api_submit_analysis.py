"""An analysis starts once per idempotency key, and a user's unfinished analyses are limited."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from agent_runtime import settings
from api.queue import QueueUnavailable
from api.submit_analysis import start_analysis
from api.warm_ups import WarmUps
from database.accounts import Accounts
from database.data_api import DataApi
from database.errors import TooManyUnfinished
from database.job import JobStatus
from database.job_claims import JobClaims
from database.jobs import Jobs
from holdings.document import AccountKind
from tests.lambdas.api_fixtures import Answer, Api, FakeQueue
from tests.lambdas.database_fixtures import meanwhile

pytestmark = pytest.mark.local

MOST = 3
AT_ONCE = 8
OFF = WarmUps(None, {})


@pytest.fixture(autouse=True)
def most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALEX_MAX_UNFINISHED_JOBS", str(MOST))
    settings.spending_settings.cache_clear()


@pytest.fixture
def owner(api: Api, db: DataApi) -> Api:
    """A user with a portfolio to analyse."""
    Accounts(db).create(str(api.user), "Brokerage", AccountKind.TAXABLE, Decimal(100))
    return api


def analyze(api: Api, key: str | None = None) -> Answer:
    return api("POST", "/api/analyze", headers={"idempotency-key": key} if key else {})


def age(db: DataApi, job_id: str, by: timedelta) -> None:
    sql = "UPDATE jobs SET created_at = CAST(:at AS timestamptz) WHERE job_id = :id"
    db.execute("Test", sql, at=datetime.now(UTC) - by, id=uuid.UUID(job_id))


def end(db: DataApi, job_id: str) -> None:
    JobClaims(db).claim(job_id, "t", 60)
    assert JobClaims(db).finish(job_id, "t", JobStatus.COMPLETED, {}, "Done.", Decimal(1), {})


def test_a_repeated_request_gets_the_first_requests_job(owner: Api, db: DataApi, queue: FakeQueue) -> None:
    first = analyze(owner, "monday")
    end(db, first.json["job_id"])
    again = analyze(owner, "monday")
    assert (again.status, again.headers["location"]) == (202, first.headers["location"])
    assert again.json == {"job_id": first.json["job_id"], "status": "completed"}
    assert queue.sent == [first.json["job_id"]]


def test_another_key_or_none_starts_another_job(owner: Api, queue: FakeQueue) -> None:
    started = [analyze(owner, key).json["job_id"] for key in ("monday", "Monday", None)]
    assert queue.sent == started
    assert len(set(started)) == 3


def test_a_repeated_request_succeeds_even_if_a_new_one_would_be_refused(
    owner: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = analyze(owner, "monday").json
    for account in owner("GET", "/api/accounts").json["items"]:
        owner("DELETE", f"/api/accounts/{account['id']}")
    assert analyze(owner).status == 409
    assert analyze(owner, "monday").json == first


def at_once(start: Any) -> list[Any]:
    with ThreadPoolExecutor(AT_ONCE) as executor:
        return list(executor.map(start, range(AT_ONCE)))


def test_concurrent_requests_with_one_key_start_one_job(owner: Api, db: DataApi, queue: FakeQueue) -> None:
    jobs = at_once(lambda _: start_analysis(db, queue, OFF, str(owner.user), "monday"))  # type: ignore[arg-type]
    assert len({job.job_id for job in jobs}) == 1
    assert queue.sent == [jobs[0].job_id]


def test_concurrent_requests_do_not_exceed_the_limit(owner: Api, db: DataApi, queue: FakeQueue) -> None:
    def attempt(_: int) -> str | None:
        try:
            return start_analysis(db, queue, OFF, str(owner.user), None).job_id  # type: ignore[arg-type]
        except TooManyUnfinished:
            return None

    started = {job_id for job_id in at_once(attempt) if job_id}
    assert len(started) == MOST
    assert set(queue.sent) == started


def test_an_uncommitted_job_counts(owner: Api, db: DataApi) -> None:
    stored, other = meanwhile(db, lambda db: Jobs(db).create(str(owner.user), str(uuid.uuid4()), most=1))
    assert isinstance(other.exception(), TooManyUnfinished)
    assert [job["job_id"] for job in owner("GET", "/api/jobs").json["items"]] == [stored.job_id]


def test_the_key_of_an_uncommitted_job_is_taken(owner: Api, db: DataApi) -> None:
    stored, other = meanwhile(db, lambda db: Jobs(db).create(str(owner.user), str(uuid.uuid4()), key="monday"))
    assert other.result().job_id == stored.job_id


def test_a_user_with_too_many_unfinished_analyses_gets_retry_after(owner: Api, db: DataApi, queue: FakeQueue) -> None:
    started = [analyze(owner, f"key {number}").json["job_id"] for number in range(MOST)]
    refused = analyze(owner)
    assert (refused.status, refused.headers["content-type"]) == (429, "application/problem+json")
    assert int(refused.headers["retry-after"]) > 0
    assert refused.json["max_unfinished_jobs"] == MOST
    assert analyze(owner, "key 0").json["job_id"] == started[0]
    end(db, started[1])
    assert analyze(owner).status == 202
    assert len(queue.sent) == MOST + 1


def test_others_and_stuck_jobs_do_not_count(owner: Api, db: DataApi) -> None:
    for number in range(MOST):
        age(db, analyze(owner, f"key {number}").json["job_id"], timedelta(hours=1, seconds=1))
    other = owner.as_user(f"other-{uuid.uuid4()}")
    Accounts(db).create(str(other.user), "Brokerage", AccountKind.TAXABLE, Decimal(100))
    assert analyze(owner).status == analyze(other).status == 202


def test_a_limit_of_zero_means_no_limit(owner: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALEX_MAX_UNFINISHED_JOBS", "0")
    settings.spending_settings.cache_clear()
    assert {analyze(owner).status for _ in range(MOST + 2)} == {202}


def test_a_key_is_free_again_after_a_failed_queueing(owner: Api, queue: FakeQueue) -> None:
    queue.error = QueueUnavailable("down")
    assert analyze(owner, "monday").status == 503
    queue.error = None
    answer = analyze(owner, "monday")
    assert (answer.status, answer.json["status"]) == (202, "pending")
    assert queue.sent == [answer.json["job_id"]]
    newest, failed = owner("GET", "/api/jobs").json["items"]
    assert (newest["job_id"], failed["status"]) == (answer.json["job_id"], "failed")


def test_a_repeated_request_queues_a_job_that_was_stored_but_not_queued(
    owner: Api, db: DataApi, queue: FakeQueue
) -> None:
    job_id = Jobs(db).create(str(owner.user), str(uuid.uuid4()), key="monday").job_id
    assert analyze(owner, "monday").json["job_id"] == job_id
    assert queue.sent == []
    age(db, job_id, timedelta(seconds=61))
    queue.error = QueueUnavailable("down")
    assert analyze(owner, "monday").status == 503
    queue.error = None
    assert analyze(owner, "monday").json == {"job_id": job_id, "status": "pending"}
    assert queue.sent == [job_id]
    JobClaims(db).claim(job_id, "t", 60)
    assert analyze(owner, "monday").json["status"] == "running"
    assert queue.sent == [job_id]
