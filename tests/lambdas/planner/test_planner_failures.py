"""Failures around a planner's attempt, on a real PostgreSQL: the job ends, and nothing is paid for twice."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from agents.testing import assistant_message

from agent_runtime.contracts import AgentReply, AgentRequest
from agent_runtime.settings import planner_settings
from database.accounts import Accounts
from database.data_api import DataApi
from database.errors import DatabaseUnavailable
from database.instruments import Instruments
from database.job import Job, JobStatus
from database.job_claims import JobClaims
from database.job_writes import MAX_OUTPUT_BYTES
from database.users import Users
from planner import claim, job_trace
from planner.errors import TryLater
from planner.job import run_job
from tests.lambdas.database_fixtures import hold
from tests.lambdas.planner.test_planner_specialists import OUTPUTS
from tests.lambdas.planner_fixtures import (
    CALL_USD,
    CHARTS,
    CHARTS_ONLY,
    DONE,
    REPORT,
    REPORT_AND_CHARTS,
    REPORT_ONLY,
    SPECIALIST_USD,
    TAG,
    Attempt,
    Specialists,
)

pytestmark = pytest.mark.local

AGENTS = Path(__file__).resolve().parents[3] / "agents"


class Killed(BaseException):
    """A kill. A BaseException, because a killed process does not run any `except Exception` either."""


def stored(db: DataApi, job_id: str) -> Job:
    job = JobClaims(db).get(job_id)
    assert job is not None
    return job


def end_lease(db: DataApi, job_id: str) -> None:
    db.execute("test", "UPDATE jobs SET lease_until = now() WHERE job_id = CAST(:id AS uuid)", id=job_id)


@pytest.mark.parametrize(
    "garbage",
    [
        pytest.param({}, id="nothing in it"),
        pytest.param({"markdown": 7, "words": "many", "sections": None}, id="other types"),
        pytest.param({**REPORT, "markdown": "x" * MAX_OUTPUT_BYTES}, id="too much"),
        pytest.param({**REPORT, "markdown": "a\x00b"}, id="a character that PostgreSQL does not have"),
        pytest.param({**REPORT, "markdown": "a\ud800b"}, id="half a character"),
        pytest.param({**REPORT, "score": float("nan")}, id="no number"),
        pytest.param({**REPORT, "deep": [1e300] * 300}, id="more text in the database than on the wire"),
        pytest.param(None, id="ok without an output"),
    ],
)
def test_garbage_from_a_specialist_is_an_error_and_other_results_are_kept(
    attempt: Attempt, db: DataApi, job_id: str, garbage: dict[str, Any] | None
) -> None:
    attempt(Specialists(reporter=garbage, charter=CHARTS), REPORT_AND_CHARTS, DONE)
    job = stored(db, job_id)
    assert job.status is JobStatus.PARTIAL
    assert (set(job.results), set(job.errors)) == ({"charter"}, {"reporter"})
    assert float(job.cost_usd) == pytest.approx(2 * SPECIALIST_USD + 2 * CALL_USD), "garbage was paid for too"


def test_a_result_of_exactly_the_size_that_fits_is_stored(attempt: Attempt, db: DataApi, job_id: str) -> None:
    empty = len('{"markdown": "", "words": 1, "sections": []}')
    exact = {**REPORT, "markdown": "x" * (MAX_OUTPUT_BYTES - empty)}
    attempt(Specialists(reporter=exact, charter=CHARTS), REPORT_AND_CHARTS, DONE)
    assert stored(db, job_id).status is JobStatus.COMPLETED


@pytest.mark.parametrize("said", ["a\x00b", "x" * 100_000], ids=["a NUL", "100,000 characters"])
def test_unstorable_words_of_the_planner_do_not_break_the_job(
    attempt: Attempt, db: DataApi, job_id: str, said: str
) -> None:
    attempt(Specialists(reporter=REPORT, charter=CHARTS), REPORT_AND_CHARTS, [assistant_message(said)])
    assert stored(db, job_id).status is JobStatus.COMPLETED


def test_a_killed_planners_usage_is_stored_and_its_results_are_reused(
    attempt: Attempt, db: DataApi, job_id: str
) -> None:
    class KilledWithTheCharter(Specialists):
        async def __call__(self, name: str, request: AgentRequest) -> AgentReply:
            if name == "charter":
                raise Killed
            return await super().__call__(name, request)

    with pytest.raises(Killed):
        attempt(KilledWithTheCharter(reporter=REPORT), REPORT_ONLY, CHARTS_ONLY)
    half = stored(db, job_id)
    assert (half.status, set(half.results)) == (JobStatus.RUNNING, {"reporter"})
    with pytest.raises(TryLater):
        attempt(Specialists(), receive=2)
    end_lease(db, job_id)
    again = Specialists(charter=CHARTS)
    attempt(again, REPORT_AND_CHARTS, DONE, receive=2)
    job = stored(db, job_id)
    assert (job.status, job.attempts, again.calls) == (JobStatus.COMPLETED, 2, ["charter"])
    # The killed planner's second call came after its last write: the trace has it, the job does not.
    assert float(job.cost_usd) == pytest.approx(2 * SPECIALIST_USD + 3 * CALL_USD)


def test_a_job_survives_a_short_database_outage_without_calling_a_specialist_twice(
    monkeypatch: pytest.MonkeyPatch, attempt: Attempt, db: DataApi, job_id: str
) -> None:
    monkeypatch.setattr(claim, "PAUSE_SECONDS", 0.01)
    owner = stored(db, job_id).user_id
    [account] = Accounts(db).list_for(owner)
    hold(db, owner, account.account_id, "ARKK", 1, Decimal("70.27"), name="ARK Innovation ETF", kind="etf")
    outages = {"Jobs.store_result": 3, "Jobs.finish": 3}
    real = DataApi._execute

    def sometimes(self: DataApi, operation: str, *args: Any, **options: Any) -> Any:
        # The statement runs and its answer is lost: the worse of the two cases.
        answer = real(self, operation, *args, **options)
        if outages.get(operation, 0):
            outages[operation] -= 1
            raise DatabaseUnavailable("away")
        return answer

    monkeypatch.setattr(DataApi, "_execute", sometimes)
    specialists = Specialists(tagger=OUTPUTS["tagger"], reporter=REPORT, charter=CHARTS)
    attempt(specialists, TAG, REPORT_AND_CHARTS, DONE)
    job = stored(db, job_id)
    assert (job.status, job.attempts) == (JobStatus.COMPLETED, 1), job.errors
    assert sorted(specialists.calls) == ["charter", "reporter", "tagger"]
    assert float(job.cost_usd) == pytest.approx(3 * SPECIALIST_USD + 3 * CALL_USD)
    tagged = Instruments(db).find(owner, "ARKK")
    assert tagged is not None
    assert tagged.classification is not None


def test_waiting_for_the_database_ends_with_the_planners_time(
    monkeypatch: pytest.MonkeyPatch, attempt: Attempt, db: DataApi, job_id: str
) -> None:
    def away(*_: Any) -> bool:
        raise DatabaseUnavailable("away")

    monkeypatch.setattr(JobClaims, "store_result", away)
    with pytest.raises(DatabaseUnavailable):
        attempt(Specialists(reporter=REPORT), REPORT_ONLY, seconds=2)
    assert stored(db, job_id).status is JobStatus.PENDING


def test_a_bug_after_the_end_of_a_job_does_not_change_its_status(
    monkeypatch: pytest.MonkeyPatch, attempt: Attempt, db: DataApi, job_id: str
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(job_trace, "scores", broken)
    attempt(Specialists(reporter=REPORT, charter=CHARTS), REPORT_AND_CHARTS, DONE, receive=3)
    assert stored(db, job_id).status is JobStatus.COMPLETED


@pytest.mark.parametrize("hours", [-24 * 40, -5, 5, 24 * 40])
def test_a_wrong_lambda_clock_does_not_affect_the_job(
    monkeypatch: pytest.MonkeyPatch, attempt: Attempt, db: DataApi, job_id: str, hours: int
) -> None:
    right = time.time
    monkeypatch.setattr(time, "time", lambda: right() + hours * 3600)
    sessions = list[str]()

    class LooksAtTheLease(Specialists):
        async def __call__(self, name: str, request: AgentRequest) -> AgentReply:
            sessions.append(request.job.session_id)
            [row] = db.query("test", "SELECT *, now() AS now FROM jobs WHERE job_id = CAST(:id AS uuid)", id=job_id)
            assert timedelta(0) < row["lease_until"] - row["now"] <= timedelta(seconds=planner_settings().lease_seconds)
            with pytest.raises(TryLater):
                run_job(db, job_id, 30, 1)
            return await super().__call__(name, request)

    attempt(LooksAtTheLease(reporter=REPORT, charter=CHARTS), REPORT_AND_CHARTS, DONE)
    job = stored(db, job_id)
    assert job.status is JobStatus.COMPLETED
    assert job.finished_at is not None
    assert abs(job.finished_at.timestamp() - right()) < 60
    assert set(sessions) == {f"{Users(db).pseudonym_of(job.user_id)}/{job.created_at.date().isoformat()}"}


def test_no_function_uses_its_wall_clock() -> None:
    """OpenTelemetry takes the times of spans. Everything else uses the database's clock or a monotonic one."""
    wall_clock = re.compile(r"time\.time\(|time_ns\(|datetime\.now|utcnow|date\.today")
    found = [path.name for path in AGENTS.rglob("*.py") if wall_clock.search(path.read_text(encoding="utf-8"))]
    assert found == []
