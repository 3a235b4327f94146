"""The model class over Bedrock's real wire protocol, against the fake server on loopback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any, cast

import boto3
import httpx
import pytest
from agents import Agent
from botocore.config import Config

from agent_runtime.agent import runner
from agent_runtime.agent.runner import Run
from agent_runtime.bedrock.http_call import make_endable
from agent_runtime.bedrock.model import BedrockModel, bedrock_model
from agent_runtime.bedrock.usage import UsageTracker, track_usage
from agent_runtime.contracts import ErrorKind, JobContext
from agent_runtime.errors import AgentFailure
from agent_runtime.portfolio.snapshot import Instrument
from agent_runtime.telemetry import metrics
from holdings.kinds import InstrumentKind
from local.fake_model.server import create_app
from local.processes.servers import Server
from tagger.agent import question, tagger_agent
from tagger.models import TaggerOutput

NOVA = "us.amazon.nova-pro-v1:0"
HANGS = {"seconds": 4}
ARKK = Instrument(symbol="ARKK", name="ARK Innovation ETF", kind=InstrumentKind.ETF)


@pytest.fixture(scope="module")
def bedrock() -> Iterator[str]:
    server = Server("model", create_app(latency=0))
    yield server.url
    server.stop()


def fail(bedrock: str, *failures: dict[str, Any]) -> None:
    httpx.post(f"{bedrock}/__control", json={"fail": list(failures)}).raise_for_status()


def tag(
    bedrock: str, monkeypatch: pytest.MonkeyPatch, attempts: int = 3, seconds: float = 60
) -> tuple[Any, UsageTracker]:
    """Runs the tagger on ARKK; each call may take this long."""
    config = Config(retries={"total_max_attempts": 1}, read_timeout=seconds)
    client = boto3.client("bedrock-runtime", endpoint_url=bedrock, region_name="us-east-1", config=config)
    make_endable(client)
    monkeypatch.setattr(runner, "bedrock_model", lambda: BedrockModel(NOVA, client, attempts, seconds))
    usage_tracker = track_usage()
    run = Run(JobContext(job_id="j", user_id="u", session_id="s"), usage_tracker)
    return asyncio.run(run.agent(tagger_agent(["ARKK"]), question([ARKK]))).final_output, usage_tracker


def patience(failure: dict[str, Any]) -> float:
    """Seconds to wait for an answer: too short for a model that hangs, long enough for a busy machine."""
    return 2 if failure is HANGS else 60


def metric(capsys: pytest.CaptureFixture[str], name: str) -> float:
    metrics.flush()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return sum(sum(line[name]) for line in lines if name in line)


def test_the_functions_role_calls_the_model_although_the_environment_has_a_key_of_bedrock(
    bedrock: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_BEARER_TOKEN_BEDROCK", "of another account")
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", bedrock)
    bedrock_model.cache_clear()
    client = cast(Any, bedrock_model())._client
    bedrock_model.cache_clear()
    sent: list[str] = []
    client.meta.events.register("before-send", lambda request, **_: sent.append(str(request.headers["authorization"])))
    client.converse(modelId=NOVA, messages=[{"role": "user", "content": [{"text": "Hello"}]}])
    (authorization,) = sent
    assert "Credential=testing/" in authorization


def test_structured_output_is_typed_and_its_usage_recorded(bedrock: str, monkeypatch: pytest.MonkeyPatch) -> None:
    output, usage_tracker = tag(bedrock, monkeypatch)
    assert isinstance(output, TaggerOutput)
    assert [tagged.symbol for tagged in output.classifications] == ["ARKK"]
    assert usage_tracker.usage.model_calls == 1
    assert usage_tracker.usage.cost_usd > 0


def test_a_throttled_call_is_tried_again_and_counted(
    bedrock: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail(bedrock, {"match": "tagger", "error": "ThrottlingException", "times": 1})
    output, _ = tag(bedrock, monkeypatch)
    assert output.classifications
    assert metric(capsys, "ModelThrottles") == 1


def test_a_model_that_stays_throttled_is_a_failure_that_says_so(bedrock: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fail(bedrock, {"match": "tagger", "error": "ThrottlingException", "times": 2})
    with pytest.raises(AgentFailure, match="too busy; 2 attempts") as failure:
        tag(bedrock, monkeypatch, attempts=2)
    assert failure.value.kind is ErrorKind.MODEL_THROTTLED


def test_a_call_that_bedrock_refuses_says_what_has_to_be_done(bedrock: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fail(bedrock, {"match": "tagger", "error": "AccessDeniedException", "times": 1})
    with pytest.raises(AgentFailure, match=r"operator has to allow it \(AccessDeniedException\)"):
        tag(bedrock, monkeypatch)


def test_a_model_that_cannot_be_reached_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AgentFailure) as failure:
        tag("http://127.0.0.1:9", monkeypatch, attempts=1)
    assert failure.value.kind is ErrorKind.UNREACHABLE


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        pytest.param({"stop_reason": "guardrail_intervened"}, ErrorKind.MODEL_REFUSED, id="a guardrail intervened"),
        pytest.param({"stop_reason": "content_filtered"}, ErrorKind.MODEL_REFUSED, id="the content was filtered"),
        pytest.param({"stop_reason": "max_tokens"}, ErrorKind.MODEL_OUTPUT, id="cut off"),
        pytest.param({"reply": ""}, ErrorKind.MODEL_OUTPUT, id="no content"),
        pytest.param({"error": "InternalServerException"}, ErrorKind.UNREACHABLE, id="500"),
        pytest.param({"error": "ServiceUnavailableException"}, ErrorKind.MODEL_THROTTLED, id="503"),
        pytest.param({"error": "ModelTimeoutException"}, ErrorKind.TIMEOUT, id="the model's own time is up"),
        pytest.param(HANGS, ErrorKind.TIMEOUT, id="hangs"),
        pytest.param({"drop": True}, ErrorKind.UNREACHABLE, id="drops the connection"),
    ],
)
def test_each_failure_of_the_model_has_its_kind(
    bedrock: str, monkeypatch: pytest.MonkeyPatch, failure: dict[str, Any], kind: ErrorKind
) -> None:
    fail(bedrock, {"match": "tagger", "times": 9, **failure})
    with pytest.raises(AgentFailure) as raised:
        tag(bedrock, monkeypatch, attempts=1, seconds=patience(failure))
    assert raised.value.kind is kind


@pytest.mark.parametrize("failure", [HANGS, {"drop": True}, {"error": "ServiceUnavailableException"}])
def test_a_transient_failure_is_retried(bedrock: str, monkeypatch: pytest.MonkeyPatch, failure: dict[str, Any]) -> None:
    fail(bedrock, {"match": "tagger", "times": 1, **failure})
    output, usage_tracker = tag(bedrock, monkeypatch, attempts=2, seconds=patience(failure))
    assert output.classifications
    worked = "error" not in failure
    assert usage_tracker.usage.model_calls == 1 + worked, "a call that the model may have worked on is booked"
    assert usage_tracker.usage.unpriced_models == ([NOVA] if worked else [])


def test_only_function_tools_are_accepted() -> None:
    from agents import WebSearchTool

    from agent_runtime.bedrock import converse

    agent = Agent(name="x", tools=[WebSearchTool()])
    with pytest.raises(TypeError, match="only function tools"):
        converse.tool_config(agent.tools, None, agent.model_settings)
