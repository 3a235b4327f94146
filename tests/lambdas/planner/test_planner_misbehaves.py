"""A planner's model that is no help: the job still ends with everything that the portfolio needs, and says so."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from agents.testing import assistant_message, function_call

from agent_runtime.contracts import AgentReply, AgentRequest, ErrorKind
from agent_runtime.errors import AgentFailure
from agent_runtime.threads import in_thread
from database.accounts import Accounts
from database.data_api import DataApi
from database.job import Job, JobStatus
from database.job_claims import JobClaims
from database.users import Users
from planner import budget
from tests.lambdas.database_fixtures import hold
from tests.lambdas.planner.test_planner_specialists import OUTPUTS
from tests.lambdas.planner_fixtures import (
    CHARTS,
    DONE,
    REPORT,
    REPORT_AND_CHARTS,
    REPORT_ONLY,
    TAG,
    Attempt,
    SlowModel,
    Specialists,
    StubbornModel,
)

pytestmark = pytest.mark.local

NEEDED = {"tagger", "reporter", "charter", "retirement"}
PROJECTION = [function_call("project_retirement", {"reason": "x"}, call_id="project_retirement")]
EVERYTHING = [*TAG, *REPORT_AND_CHARTS, *PROJECTION]
HOSTILE = '{"tool": "generate_report"} What is your next question?'


def failure(kind: ErrorKind) -> AgentFailure:
    return AgentFailure(kind, HOSTILE)


class Watching(Specialists):
    """Keeps what each specialist was told."""

    def __init__(self, **outputs: Any) -> None:
        super().__init__(**(outputs or OUTPUTS))
        self.requests = dict[str, AgentRequest]()

    async def __call__(self, name: str, request: AgentRequest) -> AgentReply:
        self.requests[name] = request.model_copy(deep=True)
        return await super().__call__(name, request)


@pytest.fixture
def stored(db: DataApi, job_id: str) -> Callable[[], Job]:
    def read() -> Job:
        job = JobClaims(db).get(job_id)
        assert job is not None
        return job

    return read


@pytest.fixture
def with_everything(db: DataApi, stored: Callable[[], Job]) -> None:
    """The job's portfolio holds an unclassified instrument and has a goal, so that it needs every specialist."""
    owner = stored().user_id
    [account] = Accounts(db).list_for(owner)
    hold(db, owner, account.account_id, "ARKK", 1, Decimal("70.27"), name="ARK Innovation ETF", kind="etf")
    goal = {"years_until_retirement": 20, "target_annual_income": 40_000, "annual_contribution": 0}
    set_goal(db, owner, goal)


def set_goal(db: DataApi, owner: str, goal: dict[str, Any]) -> None:
    sql = "UPDATE users SET goal = CAST(:goal AS jsonb) WHERE user_id = :owner"
    db.execute("test", sql, goal=goal, owner=owner)
    assert Users(db).get(owner).goal is not None


def call(tool: str, arguments: Any, call_id: str = "odd") -> Any:
    return function_call(tool, arguments, call_id=call_id)


#: Turns of a model, and what the user reads of it.
ENDINGS = {
    "ends at once": ([[assistant_message("All done, the client is rich.")]], "left out the classification, the report"),
    "calls only one of four": ([REPORT_ONLY, DONE], "left out the classification, the charts and the retirement proj"),
    "refuses": ([failure(ErrorKind.MODEL_REFUSED)], "refused to answer"),
    "is stopped by a guardrail": ([failure(ErrorKind.GUARDRAIL)], "was stopped by a guardrail"),
    "is too busy": ([failure(ErrorKind.MODEL_THROTTLED)], "was too busy"),
    "does not answer": ([failure(ErrorKind.TIMEOUT)], "did not decide in time"),
    "is away": ([failure(ErrorKind.UNREACHABLE)], "could not be reached"),
    "answers with nothing": ([failure(ErrorKind.MODEL_OUTPUT)], "gave no usable answer"),
    "hits a bug of ours": ([KeyError("content")], "could not be run"),
    "breaks off after a good call": ([[*TAG], failure(ErrorKind.MODEL_OUTPUT)], "with the report, the charts and"),
}


@pytest.mark.usefixtures("with_everything")
@pytest.mark.parametrize("how", ENDINGS)
def test_however_the_model_ends_the_job_delivers_everything_and_says_that_code_decided(
    attempt: Attempt, stored: Callable[[], Job], how: str
) -> None:
    turns, told = ENDINGS[how]
    specialists = Watching()
    attempt(specialists, *turns)
    job = stored()
    assert (job.status, set(job.results), job.errors) == (JobStatus.COMPLETED, NEEDED, {})
    assert told in (job.degraded_reason or ""), job.degraded_reason
    assert (specialists.calls[0], sorted(specialists.calls)) == ("tagger", sorted(NEEDED)), (
        "each once, the tagger first"
    )
    for name in NEEDED - {"tagger"}:
        seen = specialists.requests[name].portfolio
        assert seen is not None
        assert seen.unclassified() == []


BAD_CALLS = {
    "an unknown tool": [call("generate_report", {"reason": "x"})],
    "a missing argument": [call("write_report", {})],
    "a wrong type": [call("tag_instruments", {"symbols": "ARKK", "reason": "x"})],
    "arguments that are no JSON": [call("write_report", '{"reason": ')],
    "one good, one unknown": [*REPORT_ONLY, call("get_quotes", {})],
    "one id for two calls": [call("write_report", {"reason": "a"}), call("make_charts", {"reason": "b"})],
}


@pytest.mark.usefixtures("with_everything")
@pytest.mark.parametrize("how", BAD_CALLS)
def test_calls_that_are_wrong_in_every_turn_lose_nothing(attempt: Attempt, stored: Callable[[], Job], how: str) -> None:
    specialists = Watching()
    # As many turns as there can be: whether the model is told or its run ends at once, the job is the same.
    attempt(specialists, model=StubbornModel(BAD_CALLS[how]))
    job = stored()
    assert (job.status, set(job.results), job.errors) == (JobStatus.COMPLETED, NEEDED, {})
    assert (specialists.calls[0], sorted(specialists.calls)) == ("tagger", sorted(NEEDED))
    assert job.degraded_reason


@pytest.mark.usefixtures("with_everything")
@pytest.mark.parametrize("turn", [EVERYTHING, EVERYTHING[::-1]], ids=["tagger first", "tagger last"])
def test_a_model_that_calls_everything_in_one_turn_gets_it_in_order(
    attempt: Attempt, stored: Callable[[], Job], turn: Any
) -> None:
    specialists = Watching()
    attempt(specialists, turn, DONE)
    assert (specialists.calls[0], sorted(specialists.calls)) == ("tagger", sorted(NEEDED))
    analysts = [specialists.requests[name].portfolio for name in ("reporter", "charter", "retirement")]
    assert [seen and seen.unclassified() for seen in analysts] == [[], [], []]
    assert (stored().status, stored().degraded_reason) == (JobStatus.COMPLETED, None), "it did leave nothing out"


@pytest.mark.usefixtures("with_everything")
def test_a_model_that_forgets_the_classification_gets_it_before_the_analysts(
    attempt: Attempt, stored: Callable[[], Job]
) -> None:
    specialists = Watching()
    attempt(specialists, [*REPORT_AND_CHARTS, *PROJECTION], DONE)
    assert specialists.calls[0] == "tagger"
    assert stored().degraded_reason == (
        "The planner's model left out the classification; the deterministic plan finishes the job."
    )


@pytest.mark.parametrize(
    "last",
    [
        pytest.param(failure(ErrorKind.MODEL_OUTPUT), id="an empty turn"),
        pytest.param(failure(ErrorKind.MODEL_THROTTLED), id="too busy"),
        pytest.param([assistant_message("")], id="blanks"),
        pytest.param([assistant_message(HOSTILE)], id="raw JSON"),
    ],
)
def test_closing_words_change_nothing_once_everything_is_there(
    attempt: Attempt, stored: Callable[[], Job], last: Any
) -> None:
    attempt(Specialists(reporter=REPORT, charter=CHARTS), REPORT_AND_CHARTS, last)
    job = stored()
    assert (job.status, job.degraded_reason, job.errors) == (JobStatus.COMPLETED, None, {})
    assert job.summary == "Delivered: a report of 1 word and 0 charts."


def test_turns_without_end_are_ended(attempt: Attempt, stored: Callable[[], Job]) -> None:
    specialists = Specialists(reporter=REPORT, charter=CHARTS)
    turns = [[call("write_report", {"reason": "again"}, call_id=f"turn {number}")] for number in range(8)]
    attempt(specialists, *turns)
    job = stored()
    assert (job.status, sorted(specialists.calls)) == (JobStatus.COMPLETED, ["charter", "reporter"])
    assert job.degraded_reason == (
        "The planner's model gave no usable answer; the deterministic plan finishes the job with the charts."
    )


@pytest.mark.parametrize("bound", ["MOST_USD", "MOST_TOKENS"])
def test_a_model_that_has_used_up_its_budget_is_not_asked_again(
    monkeypatch: pytest.MonkeyPatch, attempt: Attempt, stored: Callable[[], Job], bound: str
) -> None:
    monkeypatch.setattr(budget, bound, 0.0001 if bound == "MOST_USD" else 900)
    attempt(Specialists(reporter=REPORT, charter=CHARTS), REPORT_ONLY)
    job = stored()
    assert (job.status, job.usage["planner"]["model_calls"]) == (JobStatus.COMPLETED, 1)
    assert "used up its budget; the deterministic plan finishes the job with the charts" in (job.degraded_reason or "")


def test_a_failed_job_tells_its_user_what_to_do_and_not_what_the_model_said(
    attempt: Attempt, stored: Callable[[], Job]
) -> None:
    class WithRawText(Specialists):
        async def __call__(self, name: str, request: AgentRequest) -> AgentReply:
            return AgentReply(ok=False, error=failure(ErrorKind.MODEL_OUTPUT).as_error())

    attempt(WithRawText(), [assistant_message(HOSTILE)])
    job = stored()
    assert (job.status, job.degraded_reason) == (JobStatus.FAILED, None)
    assert "generate_report" not in json.dumps([job.summary, job.errors])
    assert job.summary.startswith(
        "Nothing could be delivered. Missing: the report (The reporter's model gave no usable"
    )
    assert job.summary.endswith("Start the analysis again; if it fails again, use another model.")


def test_a_slow_model_makes_way_in_time(attempt: Attempt, stored: Callable[[], Job]) -> None:
    attempt(Specialists(reporter=REPORT, charter=CHARTS), seconds=4, model=SlowModel(DONE))
    job = stored()
    assert (job.status, set(job.results)) == (JobStatus.COMPLETED, {"reporter", "charter"})
    assert "did not decide in time" in (job.degraded_reason or "")


@pytest.mark.usefixtures("with_everything")
def test_a_run_that_ends_while_the_tagger_works_takes_no_specialist_with_it(
    attempt: Attempt, stored: Callable[[], Job]
) -> None:
    class SlowTagger(Watching):
        async def __call__(self, name: str, request: AgentRequest) -> AgentReply:
            if name == "tagger":
                await in_thread(time.sleep, 5.5)
            return await super().__call__(name, request)

    specialists = SlowTagger()
    # The model's run must end after 4.8 s, for the others to fit in.
    attempt(specialists, EVERYTHING, seconds=8)
    assert (specialists.calls[0], sorted(specialists.calls)) == ("tagger", sorted(NEEDED))
    assert (stored().status, stored().degraded_reason) == (JobStatus.COMPLETED, None)


@pytest.mark.usefixtures("with_everything")
def test_instruments_that_stay_unclassified_make_the_job_partial(attempt: Attempt, stored: Callable[[], Job]) -> None:
    nothing = {**OUTPUTS["tagger"], "classifications": {}}
    attempt(Watching(**{**OUTPUTS, "tagger": nothing}), EVERYTHING, DONE)
    job = stored()
    assert (job.status, set(job.results)) == (JobStatus.PARTIAL, NEEDED)
    assert job.errors["tagger"]["message"] == "Not classified: ARKK."


def test_a_portfolio_without_value_needs_no_model(attempt: Attempt, db: DataApi, stored: Callable[[], Job]) -> None:
    db.execute("test", "UPDATE accounts SET cash = 0 WHERE user_id = :owner", owner=stored().user_id)
    specialists = Specialists()
    attempt(specialists)
    job = stored()
    assert (job.status, specialists.calls) == (JobStatus.FAILED, [])
    assert job.summary == (
        "Nothing could be delivered. The portfolio holds neither cash nor positions. "
        "Change the portfolio, then start the analysis again."
    )
