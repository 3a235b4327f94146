"""A job at work as its user sees it meanwhile: who is at work, what was decided, and how few statements that takes."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from agent_runtime.contracts import AgentReply, AgentRequest, Usage
from agent_runtime.portfolio.snapshot import RetirementGoal
from agent_runtime.threads import in_thread
from database.accounts import Accounts
from database.data_api import DataApi
from database.errors import DatabaseUnavailable
from database.job import Job, JobStatus
from database.job_claims import JobClaims
from database.job_progress import AgentProgress, AgentState
from database.jobs import Jobs
from database.users import Users
from holdings.document import AccountKind
from planner.errors import TryLater
from planner.live import MOST_CHARACTERS, MOST_SENTENCES, Live
from tests.lambdas.database_fixtures import hold
from tests.lambdas.planner_fixtures import (
    CHARTS,
    DONE,
    REPORT,
    REPORT_AND_CHARTS,
    TAG,
    Attempt,
    Specialists,
)

pytestmark = pytest.mark.local

SPLITS = {"asset_classes": {"equity": 100}, "regions": {"north_america": 100}, "sectors": {"technology": 100}}
TAGGED = {
    "rationale": "r",
    "classifications": {"ARKK": {"rationale": "x", **SPLITS}},
    "instruments_tagged": 1,
    "decided": ["Tagged: ARKK → ARK Innovation ETF (100% equity)"],
}
WRITTEN = REPORT | {"decided": ["Generated: 1 word analysis"]}
DRAWN = CHARTS | {"decided": ["Created: 0 visualizations"]}
PATIENCE_SECONDS = 30.0

Look = Callable[[], dict[str, AgentProgress]]


class Watched(Specialists):
    """Each specialist goes on only when the user sees that it is at work; `seen` is what the user saw then."""

    def __init__(self, look: Look, **outputs: Any) -> None:
        super().__init__(**outputs)
        self._look, self.seen = look, dict[str, dict[str, AgentProgress]]()

    async def __call__(self, name: str, request: AgentRequest) -> AgentReply:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (seen := await in_thread(self._look))[name].state is not AgentState.RUNNING:
            assert time.monotonic() < deadline, f"{name} is never seen at work"
            await asyncio.sleep(0.02)
        self.seen[name] = seen
        return await super().__call__(name, request)


@pytest.fixture
def owner(db: DataApi, user_id: str) -> str:
    """A user with an unclassified instrument."""
    account = Accounts(db).create(user_id, "Brokerage", AccountKind.TAXABLE, Decimal(1000))
    hold(db, user_id, account.account_id, "ARKK", 10, Decimal("70.271"), name="ARK Innovation ETF", kind="etf")
    return user_id


@pytest.fixture
def job_id(db: DataApi, owner: str) -> str:
    return Jobs(db).create(owner, str(uuid.uuid4())).job_id


@pytest.fixture
def stored(db: DataApi, owner: str, job_id: str) -> Callable[[], Job]:
    return lambda: Jobs(db).get_for(owner, job_id)


@pytest.fixture
def look(stored: Callable[[], Job]) -> Look:
    return lambda: {step.agent: step for step in stored().steps}


@pytest.fixture
def statements(db: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Operations on the database, in order, without those of `look`."""
    asked: list[str] = []
    call = db._call

    def recorded(operation: str, method: str, **request: Any) -> Any:
        if operation not in {"Jobs.head_for", "Jobs.results"}:
            asked.append(operation)
        return call(operation, method, **request)

    monkeypatch.setattr(db, "_call", recorded)
    return asked


def states(steps: dict[str, AgentProgress]) -> dict[str, str]:
    return {agent: str(step.state) for agent, step in steps.items()}


def test_users_see_agents_at_work_and_what_they_decided(
    attempt: Attempt, look: Look, stored: Callable[[], Job]
) -> None:
    specialists = Watched(look, tagger=TAGGED, reporter=WRITTEN, charter=DRAWN)
    attempt(specialists, TAG, REPORT_AND_CHARTS, DONE)

    tagging = specialists.seen["tagger"]
    assert states(tagging) == {
        "planner": "running", "tagger": "running", "reporter": "waiting", "charter": "waiting", "retirement": "skipped"
    }  # fmt: skip
    assert tagging["planner"].decided == ["Missing data for ARKK", "Routing to: InstrumentTagger"]
    writing = specialists.seen["reporter"]
    assert writing["tagger"].state is AgentState.COMPLETED
    assert writing["tagger"].decided == ["Tagged: ARKK → ARK Innovation ETF (100% equity)"]
    assert writing["planner"].decided[2:] == ["Routing to: Report Writer", "Routing to: Chart Maker"]
    ended = look()
    assert set(states(ended).values()) == {"completed", "skipped"}
    assert ended["charter"].decided == ["Created: 0 visualizations"]
    for agent in ("planner", "tagger", "reporter", "charter"):
        step = ended[agent]
        assert step.started_at is not None
        assert step.finished_at is not None
        assert step.started_at <= step.finished_at
    assert ended["tagger"].started_at == tagging["tagger"].started_at
    job = stored()
    assert job.positions == 1
    assert job.value is not None
    assert (job.value.amount, job.value.currency) == (Decimal("1702.71"), "USD")
    assert "decided" not in job.results["reporter"], "a result holds what it held before"


def test_progress_takes_two_statements_more_where_a_classification_is_needed(
    attempt: Attempt, look: Look, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.announcer.GATHER_SECONDS", 0.5)
    attempt(Watched(look, tagger=TAGGED, reporter=WRITTEN, charter=DRAWN), TAG, REPORT_AND_CHARTS, DONE)
    assert statements.count("Jobs.show") == 2
    assert sorted(set(statements)) == [
        *("Jobs.claim", "Jobs.finish", "Jobs.show", "Jobs.store_result", "Snapshots.read", "Snapshots.take"),
    ]


def test_what_ends_at_once_takes_no_statement_more(
    attempt: Attempt, look: Look, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.announcer.GATHER_SECONDS", 3600)
    attempt(Specialists(tagger=TAGGED, reporter=WRITTEN, charter=DRAWN), TAG, REPORT_AND_CHARTS, DONE)
    assert "Jobs.show" not in statements
    assert set(states(look()).values()) == {"completed", "skipped"}
    assert look()["tagger"].decided == ["Tagged: ARKK → ARK Innovation ETF (100% equity)"]


def test_a_failed_specialist_is_seen_as_failed(attempt: Attempt, look: Look) -> None:
    attempt(Watched(look, tagger=TAGGED, charter=DRAWN), TAG, REPORT_AND_CHARTS, DONE)
    ended = look()
    assert states(ended) == {
        "planner": "completed", "tagger": "completed", "reporter": "failed", "charter": "completed",
        "retirement": "skipped",
    }  # fmt: skip
    assert ended["reporter"].finished_at is not None


def test_a_second_attempt_goes_on_where_the_first_has_ended(
    attempt: Attempt, look: Look, claims: JobClaims, job_id: str
) -> None:
    class Dies(Watched):
        async def __call__(self, name: str, request: AgentRequest) -> AgentReply:
            reply = await super().__call__(name, request)
            if name == "charter":
                raise ZeroDivisionError("a bug")
            return reply

    with pytest.raises(ZeroDivisionError):
        attempt(Dies(look, tagger=TAGGED, reporter=WRITTEN, charter=DRAWN), TAG, REPORT_AND_CHARTS)
    between = look()
    assert between["planner"].state is AgentState.WAITING
    assert (between["tagger"].state, between["charter"].state) == (AgentState.COMPLETED, AgentState.WAITING)

    second = Watched(look, reporter=WRITTEN, charter=DRAWN)
    attempt(second, REPORT_AND_CHARTS, DONE, receive=2)
    seen = second.seen["charter"]
    assert seen["tagger"] == between["tagger"], "what had ended stays as it was"
    assert seen["planner"].decided[0] == "Missing data for ARKK"
    assert set(states(look()).values()) == {"completed", "skipped"}
    job = claims.get(job_id)
    assert job is not None
    assert job.status is JobStatus.COMPLETED


def test_a_redriven_job_begins_with_what_it_has(attempt: Attempt, look: Look, db: DataApi, job_id: str) -> None:
    """As `alex redrive` opens it again."""
    attempt(Specialists(tagger=TAGGED, charter=DRAWN), TAG, REPORT_AND_CHARTS, DONE)
    db.execute(
        "Test",
        """
        UPDATE jobs SET status = 'pending', attempts = 0, claim_token = NULL, lease_until = NULL, finished_at = NULL,
            errors = '{}', summary = '' WHERE job_id = CAST(:id AS uuid)
        """,
        id=job_id,
    )
    assert states(look())["reporter"] == "waiting"
    specialists = Watched(look, reporter=WRITTEN)
    attempt(specialists, REPORT_AND_CHARTS, DONE)
    assert specialists.calls == ["reporter"]
    assert set(states(look()).values()) == {"completed", "skipped"}


def test_a_lost_attempt_shows_nothing_more(
    attempt: Attempt, look: Look, claims: JobClaims, job_id: str, db: DataApi
) -> None:
    class LosesItsClaim(Watched):
        async def __call__(self, name: str, request: AgentRequest) -> AgentReply:
            reply = await super().__call__(name, request)
            db.execute(
                "Test",
                "UPDATE jobs SET lease_until = now() - interval '1 second' WHERE job_id = CAST(:id AS uuid)",
                id=job_id,
            )
            assert claims.claim(job_id, "another planner", 300)
            return reply

    with pytest.raises(TryLater):
        attempt(LosesItsClaim(look, tagger=TAGGED), TAG)
    assert look()["tagger"].state is AgentState.WAITING


def test_a_job_goes_on_when_its_progress_cannot_be_written(
    attempt: Attempt, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def away(*_: Any) -> bool:
        tried.append("show")
        raise DatabaseUnavailable("a moment")

    class Slow(Specialists):
        async def __call__(self, name: str, request: AgentRequest) -> AgentReply:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not tried:
                assert time.monotonic() < deadline
                await asyncio.sleep(0.01)
            return await super().__call__(name, request)

    monkeypatch.setattr(JobClaims, "show", away)
    attempt(Slow(tagger=TAGGED, reporter=WRITTEN, charter=DRAWN), TAG, REPORT_AND_CHARTS, DONE)
    ended = look()
    assert set(states(ended).values()) == {"completed", "skipped"}
    assert all(step.started_at for step in ended.values() if step.state is AgentState.COMPLETED)


def test_what_the_deterministic_plan_decides_is_told_too(attempt: Attempt, look: Look, db: DataApi, owner: str) -> None:
    goal = RetirementGoal(years_until_retirement=9, target_annual_income=9, annual_contribution=0)
    Users(db).put(owner, "", goal, "")
    attempt(Specialists(tagger=TAGGED, reporter=WRITTEN, charter=DRAWN), TAG, DONE)
    told = look()["planner"].decided
    assert told[2].startswith("The planner's model left out the report, the charts and the retirement projection")
    assert told[3:] == ["Routing to: Report Writer", "Routing to: Chart Maker", "Routing to: Retirement Specialist"]
    assert look()["retirement"].state is AgentState.FAILED


def test_what_an_agent_has_decided_is_bounded() -> None:
    live = Live()
    live.tell("tagger", [f"Tagged: {n} {'x' * 500}\x00\ud800" for n in range(99)])
    entry = live.everything()["tagger"]
    assert len(entry["decided"]) == MOST_SENTENCES
    assert {len(sentence) for sentence in entry["decided"]} == {MOST_CHARACTERS}
    live.tell("charter", ["\x00\ud800"])
    assert live.everything()["charter"]["decided"] == ["\ufffd?"]


@pytest.mark.parametrize("told", ["text", [1, None, {}], {"a": 1}, None])
def test_a_specialist_that_tells_nonsense_is_not_quoted(attempt: Attempt, look: Look, told: Any) -> None:
    attempt(
        Specialists(tagger=TAGGED, reporter=REPORT | {"decided": told}, charter=DRAWN), TAG, REPORT_AND_CHARTS, DONE
    )
    assert (look()["reporter"].state, look()["reporter"].decided) == (AgentState.COMPLETED, [])


def test_a_specialist_without_usage_that_fails_is_shown_at_once(attempt: Attempt, look: Look) -> None:
    class Unreachable(Watched):
        async def __call__(self, name: str, request: AgentRequest) -> AgentReply:
            reply = await super().__call__(name, request)
            return reply if reply.ok else reply.model_copy(update={"usage": Usage()})

    attempt(Unreachable(look, tagger=TAGGED, charter=DRAWN), TAG, REPORT_AND_CHARTS, DONE)
    assert look()["reporter"].state is AgentState.FAILED
