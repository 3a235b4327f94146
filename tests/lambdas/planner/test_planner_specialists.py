"""The planner's specialists and tools: each runs once, all of one turn at the same time, and failures stay separate."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from unittest.mock import create_autospec

import pytest
from agents.testing import ScriptedModel, assistant_message, function_call

from agent_runtime.agent.runner import Run
from agent_runtime.bedrock.usage import UsageTracker
from agent_runtime.contracts import AgentError, AgentReply, AgentRequest, ErrorKind, JobContext, Usage
from agent_runtime.portfolio.snapshot import Account, Classification, Instrument, Portfolio, Position, RetirementGoal
from database.job import JobStatus
from holdings.kinds import InstrumentKind
from planner.agent import planner_agent, planner_message
from planner.claim import Claim
from planner.errors import LostClaim
from planner.needs import needs
from planner.outcome import outcome
from planner.progress import Progress
from planner.specialists import SpecialistRunner
from tests.lambdas.conftest import ScriptModel
from tests.waiting import PATIENCE_SECONDS

SPLITS = {"asset_classes": {"equity": 100}, "regions": {"north_america": 100}, "sectors": {"technology": 100}}
ARKK = {"rationale": "an innovation fund", **SPLITS}
OUTPUTS: dict[str, dict[str, Any]] = {
    "tagger": {"rationale": "r", "classifications": {"ARKK": ARKK}, "instruments_tagged": 1},
    "reporter": {"markdown": "# x", "words": 1, "sections": []},
    "charter": {"rationale": "r", "charts": []},
    "retirement": {"explanation": "x", "success_rate": 85.0},
}


def portfolio() -> Portfolio:
    arkk = Instrument(symbol="ARKK", name="ARK Innovation", kind=InstrumentKind.ETF)
    account = Account(
        name="Mine", kind="ira", positions=[Position(instrument=arkk, quantity=Decimal(10), unit_price=Decimal(50))]
    )
    return Portfolio(accounts=[account], goal=RetirementGoal(years_until_retirement=20, target_annual_income=40_000))


@dataclass(frozen=True)
class Planning:
    """A job as the planner's model works on it."""

    claim: Any
    progress: Progress
    runner: SpecialistRunner


Plan = Callable[..., None]


class Specialists:
    """Answers like the specialist Lambdas, and keeps the requests."""

    def __init__(self, failing: str = "", together: int = 1) -> None:
        self.failing = failing
        #: Each of this number of calls waits until all have come.
        self.together = threading.Barrier(together, timeout=PATIENCE_SECONDS)
        self.calls: list[str] = []
        self.requests: dict[str, AgentRequest] = {}

    async def __call__(self, name: str, request: AgentRequest) -> AgentReply:
        self.calls.append(name)
        self.requests[name] = request
        await asyncio.to_thread(self.together.wait)
        if name == self.failing:
            return AgentReply(ok=False, error=AgentError(kind=ErrorKind.TIMEOUT, message="too slow"))
        return AgentReply(ok=True, output=OUTPUTS[name], usage=Usage(cost_usd=0.01))


def planning(invoke: Specialists, stored: dict[str, dict[str, Any]] | None = None) -> Planning:
    """A job whose earlier attempt left the results `stored`."""
    claim = create_autospec(Claim, instance=True)
    progress = Progress(results=dict(stored or {}), earlier={}, needed=needs(portfolio()))
    runner = SpecialistRunner(JobContext(job_id="j", user_id="u", session_id="s"), portfolio(), invoke, claim, progress)
    return Planning(claim, progress, runner)


@pytest.fixture
def plan(script_model: ScriptModel) -> Plan:
    """`plan(planning, *steps)` runs the planner's model, which takes these turns."""

    def run(job: Planning, *steps: Any) -> None:
        script_model(ScriptedModel(list(steps)))
        agent, message = planner_agent(job.runner), planner_message(job.runner.portfolio)
        asyncio.run(Run(JobContext(job_id="j", user_id="u", session_id="s"), UsageTracker()).agent(agent, message))

    return run


TAG = [function_call("tag_instruments", {"symbols": ["ARKK"], "reason": "unknown"}, call_id="t")]
ALL = [
    function_call(tool, {"reason": "x"}, call_id=tool) for tool in ("write_report", "make_charts", "project_retirement")
]
DONE = [assistant_message("All done.")]


def test_specialists_called_in_one_turn_run_at_the_same_time(plan: Plan) -> None:
    specialists = Specialists(together=3)
    job = planning(specialists, stored={"tagger": OUTPUTS["tagger"]})
    plan(job, ALL, DONE)
    assert sorted(specialists.calls) == ["charter", "reporter", "retirement"]


def test_the_other_specialists_get_the_taggers_result(plan: Plan) -> None:
    specialists = Specialists()
    job = planning(specialists)
    plan(job, TAG, ALL, DONE)
    assert specialists.calls[0] == "tagger"
    seen = specialists.requests["charter"].portfolio
    assert seen is not None
    assert seen.unclassified() == []
    described = {"name": "ARK Innovation", "kind": "etf"}
    tags = {"ARKK": {"classification": SPLITS, "rationale": "an innovation fund", **described}}
    assert [call.args[3] for call in job.claim.store.call_args_list if call.args[0] == "tagger"] == [tags]


def test_a_specialist_asked_for_twice_runs_once(plan: Plan) -> None:
    specialists = Specialists()
    twice = [function_call("write_report", {"reason": str(n)}, call_id=str(n)) for n in range(2)]
    plan(planning(specialists), twice, DONE)
    assert specialists.calls == ["tagger", "reporter"]


def test_a_failing_specialist_leaves_the_others_results(plan: Plan) -> None:
    job = planning(Specialists(failing="reporter"))
    plan(job, TAG, ALL, DONE)
    ended = outcome(job.progress)
    assert ended.status is JobStatus.PARTIAL
    assert set(job.progress.results) == {"tagger", "charter", "retirement"}
    assert "the report (too slow)" in ended.summary


def test_results_of_an_earlier_attempt_are_not_bought_again(plan: Plan) -> None:
    specialists = Specialists()
    job = planning(specialists, stored={"tagger": OUTPUTS["tagger"], "reporter": OUTPUTS["reporter"]})
    plan(job, ALL, DONE)
    assert sorted(specialists.calls) == ["charter", "retirement"]
    assert job.runner.portfolio.unclassified() == []


def test_without_a_goal_no_retirement_is_projected(plan: Plan) -> None:
    specialists = Specialists()
    job = planning(specialists)
    job.runner.portfolio.goal = None
    plan(job, ALL[2:], DONE)
    assert specialists.calls == []


def test_a_lost_claim_ends_the_run(plan: Plan) -> None:
    job = planning(Specialists())
    job.claim.store.side_effect = LostClaim("j")
    with pytest.raises(LostClaim):
        plan(job, ALL)


def test_the_models_input_holds_no_free_text_of_the_user() -> None:
    mine = portfolio()
    mine.accounts[0].name = "SECRET NAME"
    mine.notes = "SECRET NOTE"
    assert "SECRET" not in planner_message(mine)


@pytest.mark.parametrize(
    ("results", "failed", "status"),
    [
        pytest.param(set(OUTPUTS), set(), JobStatus.COMPLETED, id="all that is needed is there"),
        pytest.param({"reporter"}, set(), JobStatus.PARTIAL, id="a report alone is not all"),
        pytest.param(set(OUTPUTS) - {"tagger"}, {"tagger"}, JobStatus.PARTIAL, id="nothing was classified"),
        pytest.param({"reporter"}, {"charter"}, JobStatus.PARTIAL, id="something is there and something failed"),
        pytest.param({"tagger"}, {"reporter"}, JobStatus.FAILED, id="tags alone are no result"),
        pytest.param(set(), set(), JobStatus.FAILED, id="a planner that calls no specialist has failed"),
    ],
)
def test_the_status_follows_from_what_was_delivered(results: set[str], failed: set[str], status: JobStatus) -> None:
    errors = {name: AgentError(kind=ErrorKind.INTERNAL, message="m") for name in failed}
    outputs = {name: OUTPUTS[name] for name in results}
    assert outcome(Progress(results=outputs, earlier={}, errors=errors, needed=list(OUTPUTS))).status is status


def test_a_classification_must_sum_to_100() -> None:
    with pytest.raises(ValueError, match="sum to 100, these sum to 90"):
        Classification.model_validate({**SPLITS, "regions": {"europe": 90}})
