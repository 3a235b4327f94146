"""A planner's attempt at a job, on a real PostgreSQL, with a scripted model and stand-ins for the specialists."""

from __future__ import annotations

import time
import uuid
from typing import Any

import pytest
from agents.testing import ScriptedModel, assistant_message, function_call

from agent_runtime import runner
from agent_runtime.contracts import AgentError, AgentReply, AgentRequest, ErrorKind, Usage
from agent_runtime.errors import AgentFailure
from agent_runtime.prices import TokenCounts
from agent_runtime.threads import in_thread
from agent_runtime.usage import usage_tracker
from database.data_api import DataApi
from database.job import JobStatus
from database.jobs import Jobs
from planner import job as planner_job
from planner.job import TryLater, run_job

pytestmark = pytest.mark.local

NOVA = "us.amazon.nova-pro-v1:0"
REPORT = {"markdown": "# x", "words": 1, "sections": []}
CHARTS = {"rationale": "r", "charts": []}
BOTH = [function_call(tool, {"reason": "x"}, call_id=tool) for tool in ("write_report", "make_charts")]


class Specialists:
    """Answers with these outputs; a missing one fails. Each costs a cent."""

    def __init__(self, **outputs: dict[str, Any]) -> None:
        self.outputs, self.calls = outputs, list[str]()

    async def __call__(self, name: str, request: AgentRequest) -> AgentReply:
        self.calls.append(name)
        spent = Usage(model_calls=1, cost_usd=0.01)
        if name in self.outputs:
            return AgentReply(ok=True, output=self.outputs[name], usage=spent)
        return AgentReply(ok=False, error=AgentError(kind=ErrorKind.TIMEOUT, message="too slow"), usage=spent)


class CostlyModel(ScriptedModel):
    """Books a call before it answers, as the Bedrock model does."""

    async def get_response(self, *args: Any, **kwargs: Any) -> Any:
        usage_tracker().model_call(NOVA, TokenCounts(input=1000))
        return await super().get_response(*args, **kwargs)


def attempt(
    monkeypatch: pytest.MonkeyPatch,
    db: DataApi,
    job_id: str,
    specialists: Any,
    *steps: Any,
    receive: int = 1,
    **time_left: float,
) -> None:
    model = CostlyModel(list(steps))
    monkeypatch.setattr(runner, "bedrock_model", lambda: model)
    monkeypatch.setattr(planner_job, "specialist_invoker", lambda: specialists)
    run_job(db, job_id, time_left.get("seconds", 30), receive)


THROTTLED = AgentFailure(ErrorKind.MODEL_THROTTLED, "The model was too busy.")


def test_a_job_completes_with_what_it_cost(
    monkeypatch: pytest.MonkeyPatch, db: DataApi, jobs: Jobs, job_id: str
) -> None:
    attempt(monkeypatch, db, job_id, Specialists(reporter=REPORT, charter=CHARTS), BOTH, [assistant_message("Done.")])
    job = jobs.get(job_id)
    assert job is not None
    assert (job.status, job.summary) == (JobStatus.COMPLETED, "Done.")
    assert set(job.usage) == {"planner", "reporter", "charter"}
    assert float(job.cost_usd) == pytest.approx(0.02 + 2 * 0.0008)


def test_a_throttled_planner_tries_later_and_nothing_it_spent_is_forgotten(
    monkeypatch: pytest.MonkeyPatch, db: DataApi, jobs: Jobs, job_id: str
) -> None:
    with pytest.raises(TryLater):
        attempt(monkeypatch, db, job_id, Specialists(), BOTH, THROTTLED)
    waiting = jobs.get(job_id)
    assert waiting is not None
    assert waiting.status is JobStatus.PENDING
    specialists = Specialists(reporter=REPORT, charter=CHARTS)
    attempt(monkeypatch, db, job_id, specialists, BOTH, [assistant_message("Done.")], receive=2)
    job = jobs.get(job_id)
    assert job is not None
    assert (job.status, job.attempts) == (JobStatus.COMPLETED, 2)
    assert float(job.cost_usd) == pytest.approx(4 * 0.01 + 4 * 0.0008), "both attempts of both specialists"


def test_after_the_last_receive_a_throttled_job_has_failed(
    monkeypatch: pytest.MonkeyPatch, db: DataApi, jobs: Jobs, job_id: str
) -> None:
    attempt(monkeypatch, db, job_id, Specialists(), THROTTLED, receive=3)
    job = jobs.get(job_id)
    assert job is not None
    assert job.status is JobStatus.FAILED
    assert job.errors["planner"]["kind"] == "model_throttled"


@pytest.mark.parametrize(("receive", "status"), [(1, JobStatus.PENDING), (3, JobStatus.FAILED)])
def test_a_bug_gives_the_job_back_and_fails_it_the_last_time(
    monkeypatch: pytest.MonkeyPatch, db: DataApi, jobs: Jobs, job_id: str, receive: int, status: JobStatus
) -> None:
    with pytest.raises(ZeroDivisionError):
        attempt(monkeypatch, db, job_id, Specialists(), ZeroDivisionError("a bug"), receive=receive)
    job = jobs.get(job_id)
    assert job is not None
    assert job.status is status


def test_a_planner_whose_claim_was_taken_over_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, db: DataApi, jobs: Jobs, job_id: str
) -> None:
    class TakesOver(Specialists):
        async def __call__(self, name: str, request: AgentRequest) -> AgentReply:
            db.execute("test", "UPDATE jobs SET claim_token = 'other' WHERE job_id = CAST(:id AS uuid)", id=job_id)
            return await super().__call__(name, request)

    # Its message stays: the other planner's job may need it yet.
    with pytest.raises(TryLater, match="took this job over"):
        attempt(monkeypatch, db, job_id, TakesOver(reporter=REPORT), BOTH[:1], [assistant_message("Done.")])
    job = jobs.get(job_id)
    assert job is not None
    assert (job.status, job.results) == (JobStatus.RUNNING, {})


def test_a_specialist_that_blocks_does_not_outlast_the_planners_time(
    monkeypatch: pytest.MonkeyPatch, db: DataApi, jobs: Jobs, job_id: str
) -> None:
    class Blocks(Specialists):
        async def __call__(self, name: str, request: AgentRequest) -> AgentReply:
            if name == "charter":
                await in_thread(time.sleep, 8)
            return await super().__call__(name, request)

    started = time.monotonic()
    attempt(monkeypatch, db, job_id, Blocks(reporter=REPORT), BOTH, seconds=1.5)
    assert time.monotonic() - started < 6
    job = jobs.get(job_id)
    assert job is not None
    assert job.status is JobStatus.PARTIAL
    assert job.errors["planner"]["kind"] == "timeout"


def test_a_job_that_another_planner_runs_is_left_to_it(db: DataApi, jobs: Jobs, job_id: str) -> None:
    jobs.claim(job_id, "other", 300)
    with pytest.raises(TryLater, match="running with another planner"):
        run_job(db, job_id, 30, 1)


def test_a_message_about_no_job_is_an_error(db: DataApi) -> None:
    with pytest.raises(LookupError):
        run_job(db, str(uuid.uuid4()), 30, 1)
