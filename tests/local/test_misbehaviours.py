"""The fake model's named misbehaviours, over HTTP: each agent's work is played to its end without the agent."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from starlette.testclient import TestClient

import charter.agent
import charter.tools
import planner.agent
import reporter.agent
import retirement.agent
import retirement.tools
import tagger.agent
from agent_runtime.agent.prompting import compact
from agent_runtime.portfolio.exposure import Dimension, exposure
from agent_runtime.portfolio.snapshot import Account, Classification, Instrument, Portfolio, Position, RetirementGoal
from holdings.kinds import InstrumentKind
from local.errors import LocalError
from local.fake_model.behaviours import AGENTS, BEHAVIOURS
from local.fake_model.behaviours.chosen import ALWAYS, parse_misbehaviour
from local.fake_model.known_instruments import known
from local.fake_model.server import create_app
from reporter.facts import ReportFacts
from reporter.shown import shown
from reporter.tools import compute_metrics
from retirement.assumptions import asset_mix
from retirement.facts import ProjectionFacts
from retirement.projection import project

CASES = [(agent, name) for name, behaviour in BEHAVIOURS.items() for agent in behaviour.agents]
#: More turns than the well-behaved planner needs, with a correction.
MOST_TURNS = 6
MODEL = "us.amazon.nova-pro-v1:0"
TOOLS = {
    "planner": ["tag_instruments", "write_report", "make_charts", "project_retirement"],
    "tagger": ["submit_tagger_output"],
    "reporter": ["portfolio_metrics"],
    "charter": ["aggregate_portfolio", "submit_chart_set"],
    "retirement": ["run_projection"],
}
GOAL = RetirementGoal(years_until_retirement=12, target_annual_income=40_000, annual_contribution=9_000)
UNTAGGED = Instrument(symbol="ARKK", name="ARK Innovation ETF", kind=InstrumentKind.ETF)


@cache
def portfolio(*, tagged: bool = True) -> Portfolio:
    positions = [Position(instrument=_instrument("VTI"), quantity=Decimal(100), unit_price=Decimal(290))]
    positions += [Position(instrument=_instrument("BND"), quantity=Decimal(100), unit_price=Decimal("72.5"))]
    if not tagged:
        positions.append(Position(instrument=UNTAGGED, quantity=Decimal(10), unit_price=Decimal(70)))
    account = Account(name="Brokerage", kind="taxable", cash=Decimal(5_000), positions=positions)
    return Portfolio(accounts=[account], goal=GOAL, notes="")


def _instrument(symbol: str) -> Instrument:
    found = known(symbol)
    assert found
    splits: Any = {"asset_classes": found.asset_classes, "regions": found.regions, "sectors": found.sectors}
    return Instrument(symbol=symbol, name=symbol, kind=InstrumentKind.ETF, classification=Classification(**splits))


def question(agent: str) -> str:
    questions = {
        "planner": lambda: planner.agent.planner_message(portfolio(tagged=False)),
        "tagger": lambda: tagger.agent.question([UNTAGGED]),
        "reporter": lambda: reporter.agent.question(portfolio()),
        "charter": lambda: charter.agent.question(portfolio()),
        "retirement": lambda: retirement.agent.QUESTION,
    }
    return questions[agent]()


@cache
def projected() -> str:
    mix = asset_mix(exposure(portfolio(), Dimension.ASSET_CLASS))
    projection = project(portfolio().value, mix, GOAL)
    digest = retirement.tools.digest(projection)
    return compact(retirement.tools.shown(digest) | {"statements": ProjectionFacts(projection).given(digest)})


@cache
def measured() -> str:
    metrics = compute_metrics(portfolio())
    return compact(shown(metrics, portfolio()) | {"statements": ReportFacts(portfolio()).given(metrics)})


def output_of(use: dict[str, Any]) -> str:
    """What the agent's tool would answer."""
    if use["name"] in TOOLS["planner"]:
        return '{"ok": true}'
    if use["name"] == "portfolio_metrics":
        return measured()
    if use["name"] == "run_projection":
        return projected()
    if use["name"] == "aggregate_portfolio" and isinstance(use["input"].get("dimension"), str):
        shares = charter.tools.rows(portfolio(), Dimension(use["input"]["dimension"]))
        return compact({"dimension": use["input"]["dimension"], "slices": shares})
    return f"Tool '{use['name']}' cannot be called like this."


class Played:
    """One agent's work from its question to its last turn."""

    def __init__(self, agent: str, *misbehaviours: dict[str, Any]) -> None:
        self.server = TestClient(create_app(latency=0), raise_server_exceptions=True)
        asked = self.server.post("/__control", json={"behave": list(misbehaviours)})
        assert asked.status_code == 200, asked.text
        specs = [{"toolSpec": {"name": name, "inputSchema": {"json": {"type": "object"}}}} for name in TOOLS[agent]]
        self.turns: list[dict[str, Any]] = []
        self.errors: list[str] = []
        self.body: dict[str, Any] = {
            "messages": [{"role": "user", "content": [{"text": question(agent)}]}],
            "system": [{"text": "You are an agent."}, {"cachePoint": {"type": "default"}}],
            "toolConfig": {"tools": specs, "toolChoice": {"any": {}}},
            "inferenceConfig": {"maxTokens": 1_500},
        }
        while len(self.turns) + len(self.errors) < MOST_TURNS and self._turn():
            pass

    def _turn(self) -> bool:
        """Whether another turn follows."""
        answer = self.server.post(f"/model/{MODEL}/converse", json=self.body)
        if not answer.is_success:
            self.errors.append(answer.headers["x-amzn-errortype"])
            return True
        if not answer.text.endswith("}"):
            self.errors.append("torn")
            return True
        self.turns.append(answer.json())
        message = answer.json()["output"]["message"]
        uses = [block["toolUse"] for block in message["content"] if "toolUse" in block]
        if not uses or any(use["name"].startswith("submit_") for use in uses):
            return False
        ids = [use["toolUseId"] for use in uses]
        if len(set(ids)) < len(ids) or "\n" in str(message):
            return False  # Bedrock takes no such turn back
        results = [
            {"toolResult": {"toolUseId": use["toolUseId"], "content": [{"text": output_of(use)}]}} for use in uses
        ]
        self.body["messages"] += [message, {"role": "user", "content": results}]
        return True

    @property
    def behaviours(self) -> list[str | None]:
        """Of each call that was understood."""
        return [call.get("behaviour") for call in self.server.get("/__calls").json()["calls"]]

    @property
    def text(self) -> str:
        return json.dumps(self.turns[-1]["output"], ensure_ascii=False)


@pytest.mark.parametrize(("agent", "behaviour"), CASES, ids=[f"{agent}-{name}" for agent, name in CASES])
def test_each_misbehaviour_shows_in_the_work_of_each_of_its_agents(agent: str, behaviour: str) -> None:
    asked = {"agent": agent, "behaviour": behaviour, "times": 1, "seconds": 0}
    played = Played(agent, asked)
    assert played.behaviours.count(behaviour) == 1
    assert played.turns, "it is well-behaved again"


@pytest.mark.parametrize("agent", AGENTS)
def test_a_well_behaved_agent_ends_by_itself(agent: str) -> None:
    played = Played(agent)
    assert not played.errors
    assert len(played.turns) <= 3
    assert played.turns[-1]["stopReason"] == ("tool_use" if agent in {"tagger", "charter"} else "end_turn")


def test_it_misbehaves_as_often_as_asked_and_in_the_order_asked() -> None:
    chosen = [("throttled-once", 2), ("unknown-tool", 1)]
    played = Played("planner", *({"agent": "planner", "behaviour": name, "times": n} for name, n in chosen))
    assert played.behaviours == ["throttled-once", "throttled-once", "unknown-tool", None, None, None]


def test_a_trait_lasts_and_a_slip_does_not() -> None:
    assert Played("planner", {"agent": "planner", "behaviour": "endless-turns"}).behaviours == ["endless-turns"] * 6
    assert Played("planner", {"agent": "planner", "behaviour": "early-end"}).behaviours == ["early-end"]


def test_redacted_reasoning_must_come_back_as_it_was() -> None:
    played = Played("planner", {"agent": "planner", "behaviour": "redacted-reasoning"})
    assert not played.errors
    played.body["messages"][1]["content"][0]["reasoningContent"]["redactedContent"] = "b3RoZXI="
    refused = played.server.post(f"/model/{MODEL}/converse", json=played.body)
    assert "passed back as it was given" in refused.json()["message"]


def test_a_reused_call_id_is_refused_when_it_comes_back() -> None:
    assert "ValidationException" in Played("planner", {"agent": "planner", "behaviour": "reused-call-id"}).errors


@pytest.mark.parametrize(
    ("agent", "behaviour", "stated"),
    [
        ("reporter", "invented-figures", "$547.0 million"),
        ("reporter", "false-top-holding", "The largest holding is BND with 61.5%"),
        ("reporter", "garbled-figures", "."),
        ("reporter", "chinese-sentence", "投资组合"),
        ("reporter", "no-tool-used", "Acme Widgets"),
        ("retirement", "misplaced-figure", "the median balance at retirement is $41,250"),
        ("planner", "false-absence", "does not have any holdings"),
        ("tagger", "invented-figures", '"percent": 200'),
        ("charter", "double-keys", '"key": "sector"'),
    ],
)
def test_a_false_statement_is_made(agent: str, behaviour: str, stated: str) -> None:
    assert stated in Played(agent, {"agent": agent, "behaviour": behaviour}).text
    assert stated == "." or stated not in Played(agent).text or behaviour == "double-keys"


def test_a_slow_answer_can_be_told_its_delay() -> None:
    played = Played("reporter", {"agent": "reporter", "behaviour": "slow", "seconds": 0.2})
    started, ended = (played.server.get("/__calls").json()["calls"][0][name] for name in ("started", "ended"))
    assert 0.2 <= ended - started < 5


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"agent": "writer", "behaviour": "blank"}, "no agent 'writer'; the agents: planner, tagger, reporter"),
        ({"agent": "planner", "behaviour": "rude"}, "no behaviour 'rude'; the behaviours: all-in-one-turn, analysts"),
        ({"agent": "tagger", "behaviour": "only-report"}, "only-report is for planner, not for tagger"),
        ({"agent": "planner", "behaviour": "blank", "times": 0}, "greater than or equal to 1"),
        ({"agent": "planner", "behaviour": "blank", "often": 1}, "Extra inputs are not permitted"),
    ],
)
def test_a_wrong_request_is_refused_with_what_there_is(asked: dict[str, Any], reason: str) -> None:
    server = TestClient(create_app(latency=0))
    answer = server.post("/__control", json={"behave": [asked]})
    assert answer.status_code == 400
    assert reason in answer.text


def test_failures_and_misbehaviours_are_set_apart() -> None:
    server = TestClient(create_app(latency=0))
    server.post("/__control", json={"behave": [{"agent": "planner", "behaviour": "blank"}]})
    counts = server.post("/__control", json={"fail": [{"match": "tagger", "error": "ThrottlingException"}]}).json()
    assert counts == {"failures": 1, "misbehaviours": 1}
    assert server.post("/__control", json={"fail": [], "behave": []}).json() == {"failures": 0, "misbehaviours": 0}


@pytest.mark.parametrize(
    ("text", "times"),
    [("planner:blank", 1), ("planner:blank:3", 3), ("planner:only-report", ALWAYS), ("planner:only-report:1", 1)],
)
def test_a_misbehaviour_is_named_on_the_command_line(text: str, times: int) -> None:
    assert parse_misbehaviour(text).times == times


@pytest.mark.parametrize(
    ("text", "problem", "hint"),
    [
        ("writer:blank", "no agent 'writer'", "the agents: planner, tagger, reporter, charter, retirement"),
        ("planner", "no behaviour ''", "those of the planner: all-in-one-turn, analysts-first, blank"),
        ("tagger:only-report", "only-report makes no sense for the tagger", "it is for: planner"),
        ("planner:blank:0", "'0' is not a number of times", "AGENT:BEHAVIOUR[:TIMES]"),
        ("planner:blank:many", "'many' is not a number of times", "AGENT:BEHAVIOUR[:TIMES]"),
    ],
)
def test_a_wrong_name_on_the_command_line_is_answered_with_the_right_ones(text: str, problem: str, hint: str) -> None:
    with pytest.raises(LocalError) as refused:
        parse_misbehaviour(text)
    assert problem in refused.value.problem
    assert "\n" not in refused.value.problem
    assert hint in refused.value.hint
