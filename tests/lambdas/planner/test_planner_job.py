"""A planner's attempt at a job, on a real PostgreSQL, with a scripted model and fake specialists."""

from __future__ import annotations

import threading
import uuid

import pytest

from agent_runtime.contracts import AgentReply, AgentRequest, ErrorKind
from agent_runtime.errors import AgentFailure
from agent_runtime.threads import in_thread
from database.data_api import DataApi
from database.job import JobStatus
from database.job_claims import JobClaims
from planner.errors import TryLater
from planner.job import run_job
from tests.lambdas.planner_fixtures import (
    CALL_USD,
    CHARTS,
    DONE,
    REPORT,
    REPORT_AND_CHARTS,
    REPORT_ONLY,
    SPECIALIST_USD,
    Attempt,
    Specialists,
)
from tests.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.local

THROTTLED = AgentFailure(ErrorKind.MODEL_THROTTLED, "The model was too busy.")


def test_a_job_completes_with_what_it_cost(attempt: Attempt, claims: JobClaims, job_id: str) -> None:
    attempt(Specialists(reporter=REPORT, charter=CHARTS), REPORT_AND_CHARTS, DONE)
    job = claims.get(job_id)
    assert job is not None
    assert (job.status, job.degraded_reason) == (JobStatus.COMPLETED, None)
    assert job.summary == "Delivered: a report of 1 word and 0 charts."
    assert set(job.usage) == {"planner", "reporter", "charter"}
    assert float(job.cost_usd) == pytest.approx(2 * SPECIALIST_USD + 2 * CALL_USD)


def test_a_throttled_planner_tries_later_and_nothing_it_spent_is_forgotten(
    attempt: Attempt, claims: JobClaims, job_id: str
) -> None:
    with pytest.raises(TryLater):
        attempt(Specialists(), REPORT_AND_CHARTS, THROTTLED)
    waiting = claims.get(job_id)
    assert waiting is not None
    assert waiting.status is JobStatus.PENDING
    specialists = Specialists(reporter=REPORT, charter=CHARTS)
    attempt(specialists, REPORT_AND_CHARTS, DONE, receive=2)
    job = claims.get(job_id)
    assert job is not None
    assert (job.status, job.attempts) == (JobStatus.COMPLETED, 2)
    assert float(job.cost_usd) == pytest.approx(4 * SPECIALIST_USD + 4 * CALL_USD), "both attempts of both specialists"


def test_after_the_last_receive_a_throttled_job_has_failed(attempt: Attempt, claims: JobClaims, job_id: str) -> None:
    attempt(Specialists(), THROTTLED, receive=3)
    job = claims.get(job_id)
    assert job is not None
    assert job.status is JobStatus.FAILED
    assert job.errors["planner"]["kind"] == "model_throttled"


@pytest.mark.parametrize(("receive", "status"), [(1, JobStatus.PENDING), (3, JobStatus.FAILED)])
def test_a_bug_gives_the_job_back_and_fails_it_the_last_time(
    attempt: Attempt, claims: JobClaims, job_id: str, receive: int, status: JobStatus
) -> None:
    class Broken(Specialists):
        async def __call__(self, name: str, request: AgentRequest) -> AgentReply:
            raise ZeroDivisionError("a bug")

    with pytest.raises(ZeroDivisionError):
        attempt(Broken(), REPORT_AND_CHARTS, receive=receive)
    job = claims.get(job_id)
    assert job is not None
    assert job.status is status


def test_a_planner_whose_claim_was_taken_over_writes_nothing(
    attempt: Attempt, db: DataApi, claims: JobClaims, job_id: str
) -> None:
    class TakesOver(Specialists):
        async def __call__(self, name: str, request: AgentRequest) -> AgentReply:
            db.execute("test", "UPDATE jobs SET claim_token = 'other' WHERE job_id = CAST(:id AS uuid)", id=job_id)
            return await super().__call__(name, request)

    # The message stays: the other planner's job may still need it.
    with pytest.raises(TryLater, match="took this job over"):
        attempt(TakesOver(reporter=REPORT), REPORT_ONLY)
    job = claims.get(job_id)
    assert job is not None
    assert (job.status, job.results) == (JobStatus.RUNNING, {})


def test_a_specialist_that_blocks_does_not_outlast_the_planners_time(
    attempt: Attempt, claims: JobClaims, job_id: str
) -> None:
    planned, waited_for = threading.Event(), list[str]()

    def block() -> None:
        planned.wait(PATIENCE_SECONDS)
        waited_for.append("charter")

    class Blocks(Specialists):
        async def __call__(self, name: str, request: AgentRequest) -> AgentReply:
            if name == "charter":
                await in_thread(block)
            return await super().__call__(name, request)

    attempt(Blocks(reporter=REPORT), REPORT_AND_CHARTS, seconds=1.5)
    assert waited_for == []
    planned.set()
    job = claims.get(job_id)
    assert job is not None
    assert job.status is JobStatus.PARTIAL
    assert {name: error["kind"] for name, error in job.errors.items()} == {"charter": "timeout"}
    assert "charts (There was not enough time" in job.summary


def test_a_job_that_another_planner_runs_is_left_to_it(db: DataApi, claims: JobClaims, job_id: str) -> None:
    claims.claim(job_id, "other", 300)
    with pytest.raises(TryLater, match="running with another planner"):
        run_job(db, job_id, 30, 1)


def test_a_message_about_no_job_is_an_error(db: DataApi) -> None:
    with pytest.raises(LookupError):
        run_job(db, str(uuid.uuid4()), 30, 1)
