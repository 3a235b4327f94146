"""Runs in either checkout, on its own environment and code: so it imports only what both have.

Reads portfolios by name as JSON from standard input, has each analysed by the planner's and the specialists' own code
on the fake model, and prints every request with its answer. Only the planner's database and Lambda's transport are left
out.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace
from typing import Any

MODEL = "us.amazon.nova-pro-v1:0"
ENVIRONMENT = {
    "ALEX_STACK": "bench",
    "ALEX_ENVIRONMENT": "bench",
    "ALEX_FUNCTION": "planner",
    "ALEX_TITLE": "Financial Planner",
    "POWERTOOLS_SERVICE_NAME": "planner",
    "POWERTOOLS_METRICS_NAMESPACE": "Alex",
    "LANGFUSE_BASE_URL": "http://127.0.0.1:9",
    "LANGFUSE_SECRET_ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:none",
    "BEDROCK_MODEL_ID": MODEL,
    "BEDROCK_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
}

Exchange = dict[str, Any]
"""`{agent, request, answer}`: a Converse body, and the content blocks of its answer."""


def _recorded(server: Any) -> list[Exchange]:
    """Every answer that the fake model gives from now on."""
    seen: list[Exchange] = []
    turn = server.turn

    def recorded(answer: Any, body: dict[str, Any]) -> Any:
        made = turn(answer, body)
        agent = server.responder_for(server.read(body))[0]
        seen.append({"agent": agent, "request": body, "answer": made.content})
        return made

    server.turn = recorded
    return seen


def _nothing(*_: Any, **__: Any) -> None:
    return


class Specialists:
    """What the planner's tools need of its runner: the specialists' own handlers, without a database."""

    def __init__(self, portfolio: Any) -> None:
        self.portfolio = portfolio
        # No user watches this job.
        self.live = SimpleNamespace(decide=_nothing, route=_nothing)

    async def tag(self) -> Any:
        from agent_runtime.portfolio.snapshot import Classification

        reply = await self._invoke("tagger", instruments=self.portfolio.unclassified())
        known = {
            symbol: Classification.model_validate({key: one[key] for key in Classification.model_fields})
            for symbol, one in reply.output["classifications"].items()
        }
        self.portfolio = self.portfolio.classified(known)
        return reply

    async def analyse(self, name: str) -> Any:
        return await self._invoke(name, portfolio=self.portfolio)

    async def _invoke(self, name: str, **fields: Any) -> Any:
        from agent_runtime.contracts import AgentReply, AgentRequest

        handle: Callable[..., dict[str, Any]] = import_module(f"{name}.handler").handle
        event = AgentRequest(job=_job(), **fields).model_dump(mode="json")
        reply = AgentReply.model_validate(await asyncio.to_thread(handle, event, _context()))
        if reply.error:
            raise RuntimeError(f"{name}: {reply.error.message}")
        return reply


def _job() -> Any:
    from agent_runtime.contracts import JobContext

    return JobContext(job_id="bench", user_id="bench", session_id="bench")


def _context() -> Any:
    return SimpleNamespace(
        function_name="bench",
        memory_limit_in_mb=1024,
        invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:bench",
        aws_request_id="bench",
        get_remaining_time_in_millis=lambda: 120_000,
    )


async def _analyse(portfolio: Any) -> None:
    from agent_runtime.agent.runner import Run
    from agent_runtime.bedrock.usage import UsageTracker
    from planner.agent import planner_agent, planner_message

    specialists: Any = Specialists(portfolio)
    await Run(_job(), UsageTracker()).agent(planner_agent(specialists), planner_message(portfolio))


def exchanges(given: dict[str, Any]) -> dict[str, list[Exchange]]:
    """The exchanges of each portfolio's analysis, by its name."""
    import boto3

    from agent_runtime.agent import runner
    from agent_runtime.bedrock.model import BedrockModel
    from agent_runtime.portfolio.snapshot import Portfolio
    from agent_runtime.traces import tracing
    from local.fake_model import server
    from local.processes.servers import Server

    seen = _recorded(server)
    served = Server("model", server.create_app(latency=0))
    client = boto3.client("bedrock-runtime", region_name="us-east-1", endpoint_url=served.url)
    replaced: dict[Any, dict[str, Any]] = {
        runner: {"bedrock_model": lambda: BedrockModel(MODEL, client)},
        # The traces of this run belong to no user.
        tracing: {"tracer": lambda: None},
    }
    for module, names in replaced.items():
        for name, value in names.items():
            setattr(module, name, value)
    found: dict[str, list[Exchange]] = {}
    for name, plain in given.items():
        seen.clear()
        asyncio.run(_analyse(Portfolio.model_validate(plain)))
        found[name] = list(seen)
    served.stop()
    return found


def main() -> None:
    os.environ.update(ENVIRONMENT)
    # Handlers write their metrics and logs to standard output.
    out, sys.stdout = sys.stdout, sys.stderr
    from agents import set_trace_processors

    set_trace_processors([])
    json.dump(exchanges(json.load(sys.stdin)), out)


if __name__ == "__main__":
    main()
