"""A scripted Converse server on loopback, and the runtime's model on it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from agents import Agent
from botocore.config import Config
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from agent_runtime.agent import runner
from agent_runtime.agent.runner import Run
from agent_runtime.bedrock import capabilities
from agent_runtime.bedrock.http_call import make_endable
from agent_runtime.bedrock.model import BedrockModel
from agent_runtime.bedrock.usage import UsageTracker, track_usage
from agent_runtime.contracts import JobContext, Usage
from local.processes.servers import Server
from tests.waiting import PATIENCE_SECONDS

MODEL = "us.amazon.nova-pro-v1:0"
JOB = JobContext(job_id="j", user_id="u", session_id="s")
USAGE = {"inputTokens": 10, "outputTokens": 5, "totalTokens": 15}

Body = dict[str, Any]
Step = Body | Callable[[Body], Body]


def says(*blocks: Body | str, stop: str = "end_turn") -> Body:
    """An answer of these blocks; a str is a text block."""
    content = [{"text": block} if isinstance(block, str) else block for block in blocks]
    return {"content": content, "stop": stop}


def calls(name: str, arguments: Any = None, call_id: str = "a") -> Body:
    """A block that calls a tool."""
    return {"toolUse": {"toolUseId": call_id, "name": name, "input": {} if arguments is None else arguments}}


def refuses(message: str, error: str = "ValidationException", status: int = 400) -> Body:
    return {"error": error, "status": status, "message": message}


class _Dropped(Response):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"output": ', "more_body": False})


@dataclass
class Wire:
    """Answers each request with the next step of its script; the last step repeats.

    A step is `says(…)`, `refuses(…)`, `{"drop": True}`, `{"raw": "…"}`, `{"hang": True}` (until the client leaves),
    or a function of the request that returns one.
    """

    script: list[Step] = field(default_factory=list[Step])
    requests: list[Body] = field(default_factory=list[Body])
    left: int = 0
    """Hanging requests whose client left."""
    url: str = ""

    async def converse(self, request: Request) -> Response:
        body = json.loads(await request.body())
        step = self.script[min(len(self.requests), len(self.script) - 1)]
        self.requests.append(body)
        step = step(body) if callable(step) else step
        if step.get("hang"):
            while not await request.is_disconnected():
                await asyncio.sleep(0.01)
            self.left += 1
        if step.get("drop"):
            return _Dropped()
        if "raw" in step:
            return Response(step["raw"], media_type="application/json")
        if "error" in step:
            return JSONResponse({"message": step["message"]}, step["status"], {"x-amzn-errortype": step["error"]})
        message = {"role": "assistant", "content": step.get("content", [])}
        return JSONResponse({"output": {"message": message}, "stopReason": step.get("stop"), "usage": USAGE})

    def serve(self) -> Server:
        server = Server(
            "wire", Starlette(routes=[Route("/model/{model:path}/converse", self.converse, methods=["POST"])])
        )
        self.url = server.url
        return server

    def model(self, attempts: int = 5, seconds: float = 30) -> BedrockModel:
        config = Config(retries={"total_max_attempts": 1}, read_timeout=60)
        client = boto3.client("bedrock-runtime", endpoint_url=self.url, region_name="us-east-1", config=config)
        make_endable(client)
        return BedrockModel(MODEL, client, attempts, seconds)


@dataclass
class Ran:
    """How a run ended."""

    output: Any
    usage: Usage


def run_agent(agent: Agent[Any], message: str = "go", **options: Any) -> Ran:
    """Runs the agent on the model that the test put into the runner's place."""
    tracker = track_usage()
    result = asyncio.run(Run(JOB, tracker).agent(agent, message, **options))
    return Ran(result.final_output, tracker.usage)


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """A scripted Converse server that answers every agent, before which no capability is known."""
    wire = Wire()
    server = wire.serve()
    capabilities.forget()
    model = wire.model()
    monkeypatch.setattr(runner, "bedrock_model", lambda: model)
    yield wire
    server.stop()
    capabilities.forget()


async def ended_at(work: Coroutine[Any, Any, Any], reached: Callable[[], Any]) -> None:
    """Does the work, whose time is over as soon as it has reached this point.

    Raises:
        TimeoutError: then, as at the deadline of a run.
    """

    async def watch() -> None:
        while not reached():
            await asyncio.sleep(0.01)
        end.reschedule(0)

    async with asyncio.timeout(PATIENCE_SECONDS) as end:
        watching = asyncio.create_task(watch())
        await work
        watching.cancel()


def out_of_time(agent: Agent[Any], reached: Callable[[], Any]) -> UsageTracker:
    """Runs the agent until then; what the run has used."""
    tracker = track_usage()
    with pytest.raises(TimeoutError):
        asyncio.run(ended_at(Run(JOB, tracker).agent(agent, "go"), reached))
    assert reached(), "it has not come so far"
    return tracker
