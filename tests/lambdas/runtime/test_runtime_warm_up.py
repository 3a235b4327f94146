"""A warm-up starts a function and leaves no trace: no metric, no span, no work."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent_runtime.contracts import AgentReply, ErrorKind
from agent_runtime.handler import agent_handler
from agent_runtime.start import warm_up
from agent_runtime.start.warm_up_event import EVENT
from agent_runtime.telemetry import metrics
from agent_runtime.traces.trace_keys import KeysUnreadable, LangfuseKeys
from tests.lambdas.lambda_context import CONTEXT
from tests.lambdas.runtime.test_runtime_cold_start import printed


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a warm-up prepares, in order."""
    done: list[str] = []

    def read_keys() -> LangfuseKeys:
        done.append("keys")
        return LangfuseKeys(public_key="p", secret_key="s")

    monkeypatch.setattr(warm_up, "bedrock_model", lambda: done.append("model"))
    monkeypatch.setattr(warm_up, "read_keys", read_keys)
    monkeypatch.setattr(warm_up, "tracer", lambda: done.append("tracer"))
    return done


def handled(event: Any) -> Any:
    async def work(*_: Any) -> dict[str, Any]:
        raise AssertionError("a warm-up does no work")

    return agent_handler(work)(event, CONTEXT)


def test_a_warm_up_prepares_the_first_invocation_and_counts_nothing(
    prepared: list[str], capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    assert handled(json.loads(json.dumps(EVENT))) == {"warmedUp": True}
    metrics.flush()
    assert prepared == ["model", "keys", "tracer"]
    assert "_aws" not in capsys.readouterr().out
    assert [record.message for record in caplog.records] == ["warmed up"]


LOADED = """
import json, sys, {function}.handler
from types import SimpleNamespace
from agent_runtime.start import warm_up

def unreadable():
    raise warm_up.KeysUnreadable("GetParameterError")

def loaded():
    return [name in sys.modules for name in ("genai_prices.data", "faithfulness")]

warm_up.bedrock_model, warm_up.read_keys = lambda: None, unreadable
context = SimpleNamespace(function_name="f", memory_limit_in_mb=512, invoked_function_arn="a", aws_request_id="r")
before = loaded()
print(json.dumps([{function}.handler.handle({{"warmUp": True}}, context), before, loaded()]))
"""


@pytest.mark.parametrize(
    ("function", "loads"), [("tagger", False), ("reporter", True), ("charter", True), ("retirement", True)]
)
def test_a_warm_up_loads_what_the_first_invocation_would_load(function: str, loads: bool) -> None:
    reply, before, after = printed(LOADED.format(function=function))
    assert reply == {"warmedUp": True}
    assert before == [False, False]
    assert after == [loads, loads]


def test_unreadable_keys_are_left_to_the_job_which_counts_them(
    prepared: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unreadable() -> LangfuseKeys:
        raise KeysUnreadable("GetParameterError")

    monkeypatch.setattr(warm_up, "read_keys", unreadable)
    assert handled(EVENT) == {"warmedUp": True}
    metrics.flush()
    assert prepared == ["model"]
    assert "_aws" not in capsys.readouterr().out


def test_a_warm_up_that_fails_is_no_failed_invocation(
    prepared: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise RuntimeError("no region")

    monkeypatch.setattr(warm_up, "bedrock_model", broken)
    assert handled(EVENT) == {"warmedUp": False}
    # Where another test has loaded the module under no service, its line is also that of a library.
    assert {record.levelname for record in caplog.records} == {"WARNING"}


@pytest.mark.parametrize("event", [{"warmUp": False}, {"warmUp": 1}, {"warmUp": True, "job": {}}, {"warmUp": "true"}])
def test_an_event_that_only_looks_like_a_warm_up_is_refused(prepared: list[str], event: dict[str, Any]) -> None:
    reply = AgentReply.model_validate(handled(event))
    assert reply.error
    assert reply.error.kind is ErrorKind.BAD_REQUEST
    assert prepared == []
