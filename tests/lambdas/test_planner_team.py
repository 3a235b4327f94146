"""The planner's team and tools: who is called, once, at the same time, and what is kept when one fails."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from agents.testing import ScriptedModel, assistant_message, function_call

from agent_runtime import runner
from agent_runtime.contracts import AgentError, AgentReply, AgentRequest, ErrorKind, JobContext, Usage
from agent_runtime.portfolio import Account, Classification, Instrument, Portfolio, Position, RetirementGoal
from agent_runtime.runner import Run
from agent_runtime.usage import UsageTracker
from database.job import JobStatus
from planner.agent import planner_agent, planner_message
from planner.outcome import outcome
from planner.specialists import SpecialistRunner

ARKK = {
    "rationale": "an innovation fund",
    "asset_classes": {"equity": 100},
    "regions": {"north_america": 100},
    "sectors": {"technology": 100},
}
OUTPUTS: dict[str, dict[str, Any]] = {
    "tagger": {"rationale": "r", "classifications": {"ARKK": ARKK}, "instruments_tagged": 1},
    "reporter": {"markdown": "# x", "words": 1, "sections": []},
    "charter": {"rationale": "r", "charts": []},
    "retirement": {"explanation": "x", "success_rate": 85.0},
}


def portfolio() -> Portfolio:
    arkk = Instrument(symbol="ARKK", name="ARK Innovation", kind="etf")
    account = Account(name="Mine", kind="ira", positions=[Position(instrument=arkk, quantity=10, unit_price=50)])
    return Portfolio(accounts=[account], goal=RetirementGoal(years_until_retirement=20, target_annual_income=40_000))


class Specialists:
    """Answers like the specialist Lambdas; remembers what it was asked."""

    def __init__(self, seconds: float = 0.0, failing: str = "") -> None:
        self.seconds, self.failing = seconds, failing
        self.calls: list[str] = []
        self.requests: dict[str, AgentRequest] = {}

    async def __call__(self, name: str, request: AgentRequest) -> AgentReply:
        self.calls.append(name)
        self.requests[name] = request
        await asyncio.to_thread(time.sleep, self.seconds)
        if name == self.failing:
            return AgentReply(ok=False, error=AgentError(kind=ErrorKind.TIMEOUT, message="too slow"))
        return AgentReply(ok=True, output=OUTPUTS[name], usage=Usage(cost_usd=0.01))


def team(
    specialists: Specialists, done: dict[str, dict[str, Any]] | None = None, store: Any = None
) -> SpecialistRunner:
    context = JobContext(job_id="j", user_id="u", session_id="s")
    return SpecialistRunner(context, portfolio(), specialists, store or (lambda *_: None), lambda _: None, done or {})


def plan(members: SpecialistRunner, *steps: Any) -> str:
    model = ScriptedModel([*steps, [assistant_message("All done.")]])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "bedrock_model", lambda: model)
        run = Run(members._context, UsageTracker()).agent(planner_agent(members), planner_message(members.portfolio))
        return str(asyncio.run(run).final_output)


TAG = [function_call("tag_instruments", {"symbols": ["ARKK"], "reason": "unknown"}, call_id="t")]
ALL = [
    function_call(tool, {"reason": "x"}, call_id=tool) for tool in ("write_report", "make_charts", "project_retirement")
]


def test_specialists_called_in_one_turn_run_at_the_same_time() -> None:
    specialists = Specialists(seconds=0.3)
    started = time.monotonic()
    plan(team(specialists), ALL)
    assert sorted(specialists.calls) == ["charter", "reporter", "retirement"]
    assert time.monotonic() - started < 3 * 0.3


def test_what_the_tagger_found_reaches_the_other_specialists() -> None:
    specialists = Specialists()
    plan(team(specialists), TAG, ALL)
    assert specialists.calls[0] == "tagger"
    seen = specialists.requests["charter"].portfolio
    assert seen is not None
    assert seen.unclassified() == []


def test_a_specialist_asked_for_twice_runs_once() -> None:
    specialists = Specialists()
    twice = [function_call("write_report", {"reason": str(n)}, call_id=str(n)) for n in range(2)]
    plan(team(specialists), twice)
    assert specialists.calls == ["reporter"]


def test_a_failing_specialist_leaves_the_others_results() -> None:
    members = team(Specialists(failing="reporter"))
    plan(members, TAG, ALL)
    ended = outcome(members.results, members.errors, "All done.")
    assert ended.status is JobStatus.PARTIAL
    assert set(members.results) == {"tagger", "charter", "retirement"}
    assert "reporter: too slow" in ended.summary


def test_results_of_an_earlier_attempt_are_not_bought_again() -> None:
    specialists = Specialists()
    members = team(specialists, done={"tagger": OUTPUTS["tagger"], "reporter": OUTPUTS["reporter"]})
    plan(members, ALL)
    assert sorted(specialists.calls) == ["charter", "retirement"]
    assert members.portfolio.unclassified() == []


def test_without_a_goal_nobody_projects_a_retirement() -> None:
    specialists = Specialists()
    members = team(specialists)
    members.portfolio.goal = None
    plan(members, ALL[2:])
    assert specialists.calls == []


def test_a_result_that_cannot_be_stored_ends_the_run() -> None:
    def lost(*_: Any) -> None:
        raise LookupError("the claim is lost")

    with pytest.raises(LookupError, match="claim is lost"):
        plan(team(Specialists(), store=lost), ALL)


def test_the_models_input_holds_no_free_text_of_the_user() -> None:
    mine = portfolio()
    mine.accounts[0].name = "SECRET NAME"
    mine.notes = "SECRET NOTE"
    assert "SECRET" not in planner_message(mine)


@pytest.mark.parametrize(
    ("results", "failed", "status"),
    [
        pytest.param({"reporter"}, set(), JobStatus.COMPLETED, id="all that was asked for is there"),
        pytest.param({"reporter"}, {"charter"}, JobStatus.PARTIAL, id="something is there and something failed"),
        pytest.param({"tagger"}, {"reporter"}, JobStatus.FAILED, id="tags alone are no result"),
        pytest.param(set(), set(), JobStatus.FAILED, id="a planner that calls nobody has failed"),
    ],
)
def test_the_status_follows_from_what_was_delivered(results: set[str], failed: set[str], status: JobStatus) -> None:
    errors = {name: AgentError(kind=ErrorKind.INTERNAL, message="m") for name in failed}
    assert outcome({name: OUTPUTS[name] for name in results}, errors, "s").status is status


def test_a_classification_must_sum_to_100() -> None:
    with pytest.raises(ValueError, match="sum to 100, these sum to 90"):
        Classification.model_validate(
            {**{k: v for k, v in ARKK.items() if k != "rationale"}, "regions": {"europe": 90}}
        )
