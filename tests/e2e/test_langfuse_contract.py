"""The spans of a real job, read as Langfuse's server reads them. `tests/langfuse_contract/table.py` lists the rules."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from bench.recorded_spans import has_root, recorded_spans, sizes
from cli.run.portfolio_file import PortfolioFile
from tests.langfuse_contract.sent import Sent
from tests.langfuse_contract.table import RULES
from tests.waiting import until


@pytest.fixture(scope="module")
def bodies(running: Any, sample: Callable[[str], PortfolioFile]) -> list[bytes]:
    """What all functions sent of one job."""
    with recorded_spans() as recorded:
        job = running.analyse("langfuse-contract", sample("growth"))
        assert job["status"] == "completed"
        until(lambda: has_root(recorded), "the root is sent")
    return recorded


@pytest.fixture(scope="module")
def sent(bodies: list[bytes]) -> Sent:
    return Sent.of(bodies)


@pytest.mark.parametrize("rule", RULES)
def test_a_job_follows_the_rule(sent: Sent, rule: str) -> None:
    assert RULES[rule](sent) == []


def test_every_generation_shows_its_tools_and_its_calls(sent: Sent) -> None:
    by_agent: dict[str, set[str]] = {}
    for step in sent.generations:
        assert step.row["toolDefinitions"], step.name
        agent = sent.above(step, "AGENT")
        assert agent is not None
        name = agent.row["metadata"]["agent"]
        assert step.row["name"] == f"{name} model call"
        by_agent.setdefault(name, set()).update(step.row["toolCallNames"])
    assert by_agent == {
        "planner": {"tag_instruments", "write_report", "make_charts", "project_retirement"},
        "tagger": {"submit_tagger_output"},
        "reporter": {"portfolio_metrics"},
        "charter": {"aggregate_portfolio", "submit_chart_set"},
        "retirement": {"run_projection"},
    }


def test_each_agent_has_a_version_of_its_own_instructions(sent: Sent) -> None:
    versions = {agent.row["metadata"]["agent"]: agent.row["version"] for agent in sent.typed("AGENT")}
    assert len(set(versions.values())) == len(versions) == 5


def test_a_specialists_answer_is_shown_as_it_was_called(sent: Sent) -> None:
    [tagged] = [step for step in sent.generations if "submit_tagger_output" in step.row["toolCallNames"]]
    arguments = json.loads(json.loads(tagged.row["toolCalls"][0])["arguments"])
    assert {each["symbol"] for each in arguments["classifications"]} == {"ARKK", "SOFI"}


def test_a_third_of_the_bytes_goes_over_the_wire_at_most(bodies: list[bytes]) -> None:
    plain, compressed = sizes(bodies)
    assert compressed < plain / 3
