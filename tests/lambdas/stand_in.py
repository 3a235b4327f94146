"""The local fake model behind a specialist's Lambda handler."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import httpx
import pytest

from agent_runtime.agent import runner
from agent_runtime.bedrock.model import BedrockModel
from local.fake_model.server import create_app
from local.processes.servers import Server
from planner.outputs import problem

MODEL = "us.amazon.nova-pro-v1:0"


class StandIn:
    """The fake model behind a specialist's Lambda handler."""

    def __init__(self, url: str, run_lambda: Any) -> None:
        self._url, self._run_lambda = url, run_lambda

    def invoke(self, handler: Any, **fields: Any) -> dict[str, Any]:
        """The output of a successful run."""
        reply = self._run_lambda(handler.handle, **fields)
        assert reply.ok, reply.error
        assert reply.usage.output_tokens > 0
        assert problem(handler.__name__.split(".")[0], reply.output) is None, "the planner accepts the output"
        return reply.output

    def fail(self, **failure: Any) -> None:
        assert httpx.post(f"{self._url}/__control", json={"fail": [failure]}).status_code == 200

    def calls(self) -> int:
        return len(httpx.get(f"{self._url}/__calls").json()["calls"])


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch, run_lambda: Any) -> Iterator[StandIn]:
    served = Server("model", create_app(latency=0))
    client = boto3.client("bedrock-runtime", region_name="us-east-1", endpoint_url=served.url)
    monkeypatch.setattr(runner, "bedrock_model", lambda: BedrockModel(MODEL, client))
    yield StandIn(served.url, run_lambda)
    served.stop()
