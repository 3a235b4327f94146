"""A job that meets what real ones seldom do: reasoning, a retry, a cancelled call, two guardrails."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from agents import Agent, GuardrailFunctionOutput, InputGuardrail
from pydantic import BaseModel

from agent_runtime.agent.output_validation import CheckedOutput
from agent_runtime.agent.runner import Run
from agent_runtime.agent.tools import tool
from agent_runtime.bedrock.usage import track_usage
from agent_runtime.contracts import JobContext, Usage
from agent_runtime.errors import AgentFailure
from agent_runtime.traces import tracing
from tests.lambdas.model_wire import Wire, calls, ended_at, says

JOB = JobContext(job_id="crafted", user_id="u", session_id="u/2026-01-01")


class Opinion(BaseModel):
    """Whether to buy."""

    buy: bool


@tool
async def price(symbol: str) -> str:
    """The price of an instrument."""
    return f'{{"symbol": "{symbol}", "usd": 250}}'


def _guardrail(name: str, crash: bool) -> InputGuardrail[Any]:
    async def check(_context: Any, _agent: Any, _message: Any) -> GuardrailFunctionOutput:
        if crash:
            raise LookupError("no such pattern")
        return GuardrailFunctionOutput(output_info="no", tripwire_triggered=True)

    return InputGuardrail(guardrail_function=check, name=name, run_in_parallel=False)


THOUGHTS = [
    {"reasoningContent": {"reasoningText": {"text": "I need prices.", "signature": "c2ln"}}},
    {"reasoningContent": {"redactedContent": "MTIz"}},
]
SCRIPT = [
    says(
        *THOUGHTS,
        "Let me see.",
        calls("price", {"symbol": "VTI"}),
        calls("price", {"symbol": "BND"}, "b"),
        stop="tool_use",
    ),
    says(),
    says("Two prices.", calls("submit_opinion", {"buy": True}, "c"), stop="tool_use"),
    {"hang": True},
]


def run(wire: Wire) -> None:
    """The job, with `SCRIPT` as the model's answers."""
    wire.script = [*SCRIPT]
    adviser = Agent(name="Adviser", instructions="Advise.", tools=[price], output_type=CheckedOutput(Opinion))
    with tracing.job_trace(JOB, attempt=1) as root, tracing.agent_observation("adviser", "Adviser", {"go": 1}):
        invocation = Run(JOB, track_usage())
        _run(invocation, adviser)
        _run(invocation, adviser, lambda: len(wire.requests) == len(SCRIPT))
        for name, crash in (("crashing", True), ("refusing", False)):
            _run(invocation, Agent(name="Adviser", instructions="Advise.", input_guardrails=[_guardrail(name, crash)]))
        tracing.event("Decision: none", tools=["price"])
        tracing.note(status="completed", **Usage().model_dump(mode="json"))
        tracing.score(JOB, "quality", 1.0, "good")
        assert root is not None
        root.update(output={"status": "completed"}, metadata={"status": "completed"})
    tracing.flush(JOB)


def _run(invocation: Run, agent: Agent[Any], end: Callable[[], bool] = lambda: False) -> None:
    try:
        asyncio.run(ended_at(invocation.agent(agent, "Shall I buy?"), end))
    except (TimeoutError, AgentFailure, LookupError) as error:
        tracing.event("Failed", kind=type(error).__name__)
