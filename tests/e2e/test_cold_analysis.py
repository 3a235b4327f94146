"""The API starts a job's functions before the planner asks for them, and their first invocations find them started."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from tests.waiting import until

pytestmark = pytest.mark.local

#: Every analysis needs these; the first one of the stack has started them.
NEEDED = ("reporter", "charter")


@pytest.fixture(scope="module")
def job(running: Any, sample: Any) -> dict[str, Any]:
    return running.analyse("cold", sample("growth"))


@pytest.mark.usefixtures("job")
@pytest.mark.parametrize("agent", NEEDED)
def test_the_api_starts_an_agent_before_the_planner_invokes_it(alex: Any, agent: str) -> None:
    calls = [call for call in alex.stack.iam_log() if call["action"] == "lambda:InvokeFunction"]
    first = {
        caller: min(call["time"] for call in calls if by(caller, call) and call["resource"].endswith(f"-{agent}:live"))
        for caller in ("api", "planner")
    }
    assert first["api"] < first["planner"]
    assert {call["decision"] for call in calls if by("api", call)} == {"Allow"}


@pytest.mark.usefixtures("job")
@pytest.mark.parametrize("agent", NEEDED)
def test_a_warm_up_starts_an_agent_and_is_no_run_of_it(alex: Any, agent: str) -> None:
    def warmed_up() -> list[dict[str, Any]]:
        return [line for line in lines(alex, agent) if line.get("message") == "warmed up"]

    (first, *_) = until(warmed_up, lambda: alex.stack.logs(agent)[-10:])
    assert first["cold_start"] is True
    own = [line for line in lines(alex, agent) if line.get("function_request_id") == first["function_request_id"]]
    assert [line["message"] for line in own] == ["warmed up"]
    assert "job_id" not in first
    metrics = [line for line in lines(alex, agent) if "_aws" in line]
    runs = [line for line in lines(alex, agent) if line.get("message") == "agent finished"]
    assert sum(len(line["AgentFailures"]) for line in metrics if "AgentFailures" in line) == len(runs)


@pytest.mark.usefixtures("job")
def test_no_start_compiles_code_of_a_function(alex: Any) -> None:
    """Python would mark what it compiles itself as checked by time: flags 0 (PEP 552)."""
    started = [*(alex.stack.aws.home / "tmp").glob("ministack-lambda-*/code")]
    assert len(started) >= len(NEEDED)
    for folder in started:
        flags = {path: path.read_bytes()[4:8] for path in folder.rglob(f"*.{sys.implementation.cache_tag}.pyc")}
        assert len(flags) == len([*folder.rglob("*.py")])
        assert set(flags.values()) == {b"\1\0\0\0"}


def by(function: str, call: dict[str, Any]) -> bool:
    return call["who"].endswith(f"/alex-local-{function}")


def lines(alex: Any, agent: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in alex.stack.logs(agent) if line.startswith("{")]
