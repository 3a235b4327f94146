"""Rows expire by age, in batches, the oldest first; what somebody works on or still needs is kept."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from database.data_api import DataApi
from database.deleted_jobs import DeletedJobs
from database.expiry import Expiry, Kind
from database.migrations import load_migrations, migrate
from tests.lambdas.database_fixtures import Cluster

pytestmark = pytest.mark.local

JOB = """
    INSERT INTO jobs (job_id, user_id, created_at, status, finished_at, lease_until, claim_token, started_at, attempts,
                      idempotency_key)
    SELECT CAST(:id AS uuid), 'u', now() - make_interval(days => CAST(:days AS integer)), status,
           CASE WHEN status NOT IN ('pending', 'running') THEN now() END,
           CASE WHEN status = 'running' THEN now() + make_interval(mins => CAST(:lease AS integer)) END,
           'token', now(), 1, CAST(:key AS text)
    FROM (SELECT CAST(:status AS text) AS status) AS given
"""


class World:
    """A database with one user, in which nothing but the test expires."""

    def __init__(self, owner: DataApi) -> None:
        self.db = owner
        self.expiry = Expiry(owner)

    def job(self, days: int, status: str = "completed", *, lease: int = 5, key: str | None = None) -> str:
        job_id = str(uuid.uuid4())
        self.db.execute("Test", JOB, id=job_id, days=days, status=status, lease=lease, key=key)
        return job_id

    def result(self, job_id: str, days: int) -> None:
        self.db.execute(
            "Test",
            "INSERT INTO job_results (job_id, agent, output, usage, stored_at) "
            "VALUES (:id, 'reporter', '{}', '{}', now() - make_interval(days => CAST(:days AS integer)))",
            id=uuid.UUID(job_id),
            days=days,
        )

    def instrument(self, symbol: str, days: int) -> str:
        (row,) = self.db.query(
            "Test",
            "INSERT INTO instruments (owner_id, symbol, name, kind, unit_price, updated_at) "
            "SELECT 'u', :symbol, 'own', 'etf', 1, now() - make_interval(days => CAST(:days AS integer)) "
            "RETURNING instrument_id",
            symbol=symbol,
            days=days,
        )
        return row["instrument_id"]

    def left(self, sql: str) -> set[Any]:
        return {next(iter(row.values())) for row in self.db.query("Test", sql)}

    def jobs(self) -> set[str]:
        return self.left("SELECT job_id FROM jobs")


@pytest.fixture
def world(cluster: Cluster) -> World:
    owner = cluster.as_owner(cluster.new_database())
    migrate(owner, load_migrations())
    owner.execute("Test", "INSERT INTO users (user_id) VALUES ('u')")
    return World(owner)


def test_old_jobs_go_with_their_results_and_their_traces_follow(world: World) -> None:
    old, young = world.job(31), world.job(29)
    world.result(old, 31)
    never_ended, left_running = world.job(31, "pending"), world.job(31, "running", lease=-5)
    at_work = world.job(31, "running")

    assert world.expiry.remove(Kind.JOBS, 30) == 3

    assert world.jobs() == {young, at_work}
    assert world.left("SELECT job_id FROM deleted_jobs") == {old, never_ended, left_running}
    assert world.left("SELECT job_id FROM job_results") == set()
    assert world.expiry.remove(Kind.JOBS, 30) == 0


def test_a_batch_takes_the_oldest(world: World) -> None:
    youngest, *_ = [world.job(31 + age) for age in range(5)]

    assert [world.expiry.remove(Kind.JOBS, 30, 2), world.expiry.remove(Kind.JOBS, 30, 2)] == [2, 2]
    assert world.jobs() == {youngest}


def test_old_results_go_and_their_jobs_stay(world: World) -> None:
    old, young, at_work = world.job(31), world.job(31), world.job(31, "running")
    for job, days in ((old, 31), (young, 29), (at_work, 31)):
        world.result(job, days)

    assert world.expiry.remove(Kind.RESULTS, 30) == 1

    assert world.left("SELECT job_id FROM job_results") == {young, at_work}
    assert world.jobs() == {old, young, at_work}


def test_old_keys_of_ended_jobs_are_free_again(world: World) -> None:
    world.job(31, key="old")
    world.job(29, key="young")
    world.job(31, "pending", key="not seen yet")

    assert world.expiry.remove(Kind.KEYS, 30) == 1

    assert world.left("SELECT idempotency_key FROM jobs WHERE idempotency_key IS NOT NULL") == {"young", "not seen yet"}


def test_own_instruments_without_a_position_go_and_the_catalogue_stays(world: World) -> None:
    held, _unused, _young = world.instrument("HELD", 31), world.instrument("OLD", 31), world.instrument("NEW", 29)
    world.db.execute(
        "Test",
        "WITH a AS (INSERT INTO accounts (account_id, user_id, name, kind) "
        "VALUES (gen_random_uuid(), 'u', 'a', 'ira') RETURNING account_id) "
        "INSERT INTO positions (position_id, account_id, instrument_id, quantity) "
        "SELECT gen_random_uuid(), account_id, :held, 1 FROM a",
        held=uuid.UUID(held),
    )
    world.db.execute(
        "Test",
        "INSERT INTO instruments (symbol, name, kind, unit_price, updated_at) "
        "VALUES ('SPY', 'catalogue', 'etf', 1, now() - interval '99 days')",
    )

    assert world.expiry.remove(Kind.INSTRUMENTS, 30) == 1

    assert world.left("SELECT symbol FROM instruments") == {"HELD", "NEW", "SPY"}


def test_a_deleted_job_is_forgotten_only_after_its_trace(world: World) -> None:
    first, second = world.job(31), world.job(31)
    world.expiry.remove(Kind.JOBS, 30)
    DeletedJobs(world.db).traces_deleted([first])
    later = "UPDATE deleted_jobs SET trace_deleted_at = trace_deleted_at - interval '31 days'"
    world.db.execute("Test", later)

    assert world.expiry.remove(Kind.DELETED_JOBS, 30) == 1
    assert world.left("SELECT job_id FROM deleted_jobs") == {second}


@pytest.mark.parametrize("days", [0, -1])
def test_an_age_of_no_days_is_refused(db: DataApi, days: int) -> None:
    """0 means "keep" in the settings. Here it would delete everything."""
    with pytest.raises(ValueError, match="days must be 1 or more"):
        Expiry(db).remove(Kind.JOBS, days)


def test_the_application_may_expire(db: DataApi) -> None:
    for kind in Kind:
        assert Expiry(db).remove(kind, 3650) == 0
