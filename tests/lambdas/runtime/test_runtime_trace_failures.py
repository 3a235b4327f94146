"""What went wrong shows in the trace: each failed or cancelled observation is an ERROR with its reason."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from agents import Agent, GuardrailFunctionOutput, InputGuardrail, set_trace_processors
from langfuse import Langfuse
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from agent_runtime.agent import runner
from agent_runtime.agent.tools import tool
from agent_runtime.bedrock import capabilities, model_incidents
from agent_runtime.errors import AgentFailure
from agent_runtime.traces import tracing
from agent_runtime.traces.trace_processor import ObservationProcessor
from tests.lambdas.model_wire import MODEL, Wire, calls, out_of_time, refuses, run_agent, says
from tests.waiting import until

AGENT = Agent(name="Writer", instructions="Write.")


class Observed:
    """The observations of a test, as the Langfuse SDK would send them."""

    prompt = None

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        self.langfuse = Langfuse(
            # A new public key per test: the SDK keeps one client per key for the life of the process.
            public_key=f"pk-lf-{time.monotonic_ns()}",
            secret_key="sk-lf-x",
            base_url="http://127.0.0.1:9",
            tracer_provider=TracerProvider(),
            span_exporter=self._exporter,
        )

    def named(self, start: str) -> list[dict[str, Any]]:
        """Attributes, without their common prefix, of the observations whose names start so."""
        self.langfuse.flush()
        return [
            {key.removeprefix("langfuse.observation."): value for key, value in (span.attributes or {}).items()}
            for span in self._exporter.get_finished_spans()
            if span.name.startswith(start)
        ]

    def ending_after_their_parents(self) -> list[str]:
        """Names of observations that end after the observation that they are in."""
        self.langfuse.flush()
        spans = {span.context.span_id: span for span in self._exporter.get_finished_spans() if span.context}
        parents = {child: spans.get(span.parent.span_id) for child, span in spans.items() if span.parent}
        return [spans[child].name for child, parent in parents.items() if parent and _end(spans[child]) > _end(parent)]


def _end(span: ReadableSpan) -> int:
    assert span.end_time is not None
    return span.end_time


@pytest.fixture
def observed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Observed]:
    observed = Observed()
    set_trace_processors([ObservationProcessor(observed.langfuse)])
    monkeypatch.setattr(tracing, "tracer", lambda: observed)
    yield observed
    set_trace_processors([])


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    wire = Wire()
    server = wire.serve()
    capabilities.forget()
    monkeypatch.setattr(model_incidents.random, "random", lambda: 0.0)
    model = wire.model()
    monkeypatch.setattr(runner, "bedrock_model", lambda: model)
    yield wire
    server.stop()


def test_a_cancelled_generation_is_an_error_without_made_up_usage(wire: Wire, observed: Observed) -> None:
    wire.script = [{"hang": True}]
    out_of_time(AGENT, lambda: wire.requests)
    [generation] = observed.named("planner model call")
    assert generation["level"] == "ERROR"
    assert generation["status_message"].startswith("cancelled")
    assert json.loads(generation["usage_details"]) == {"input": 0, "output": 0, "total": 0}


def test_each_request_is_a_generation_with_its_own_reason(wire: Wire, observed: Observed) -> None:
    wire.script = [refuses("Model produced invalid sequence", "ModelErrorException", 424), says(), says("Done.")]
    run_agent(AGENT)
    refused, empty, good = observed.named("planner model call")
    assert "invalid sequence" in refused["status_message"]
    assert "no content" in empty["status_message"]
    assert json.loads(empty["usage_details"])["total"] == 15, "an empty answer is paid for"
    assert "level" not in good or good["level"] == "DEFAULT"
    causes = [json.loads(event["metadata.cause"]) for event in observed.named("Model: asked again")]
    assert causes == ["ModelErrorException", "no content"]


def test_a_cancelled_tool_is_an_error(wire: Wire, observed: Observed) -> None:
    begun = threading.Event()

    @tool
    async def wait() -> str:
        """Waits."""
        begun.set()
        await asyncio.sleep(30)
        return "never"

    wire.script = [says(calls("wait"), stop="tool_use")]
    out_of_time(Agent(name="Waiter", instructions="Wait.", tools=[wait]), begun.is_set)
    [waited] = observed.named("wait")
    assert (waited["level"], waited["status_message"]) == ("ERROR", "cancelled")


def test_a_guardrail_that_crashes_is_an_error_with_the_cause(wire: Wire, observed: Observed) -> None:
    async def crash(_context: Any, _agent: Any, _message: Any) -> GuardrailFunctionOutput:
        raise LookupError("no such pattern")

    guardrail = InputGuardrail(guardrail_function=crash, name="crashing", run_in_parallel=False)
    with pytest.raises(LookupError):
        run_agent(Agent(name="Writer", instructions="Write.", input_guardrails=[guardrail]))
    [crashed] = observed.named("crashing")
    assert (crashed["level"], crashed["status_message"]) == ("ERROR", "LookupError: no such pattern")


def test_a_wrong_answers_text_is_in_the_trace_and_not_in_the_error(wire: Wire, observed: Observed) -> None:
    wire.script = [says("half a sente", stop="max_tokens")]
    with pytest.raises(AgentFailure) as failed:
        run_agent(AGENT)
    assert "half" not in failed.value.message
    assert "half a sente" in observed.named("planner model call")[-1]["output"]


def test_a_tool_that_another_ones_failure_cancels_ends_with_it(wire: Wire, observed: Observed) -> None:
    @tool
    async def wait() -> str:
        """Waits."""
        await asyncio.sleep(30)
        return "never"

    @tool
    async def fail() -> str:
        """Fails."""
        raise LookupError("no such instrument")

    wire.script = [says(calls("wait"), calls("fail", call_id="b"), stop="tool_use")]
    with pytest.raises(LookupError):
        run_agent(Agent(name="Writer", instructions="Write.", tools=[wait, fail]))
    [waited], [failed] = observed.named("wait"), observed.named("fail")
    assert (waited["level"], waited["status_message"]) == ("ERROR", "cancelled")
    assert failed["level"] == "ERROR"
    assert "no such instrument" in failed["status_message"]
    assert observed.ending_after_their_parents() == []


def test_a_tool_in_a_thread_does_not_outlive_its_run(wire: Wire, observed: Observed) -> None:
    begun = threading.Event()

    @tool
    def block() -> str:
        """Blocks its thread until the turn around it is over."""
        begun.set()
        until(lambda: observed.named("turn"), "the turn ends")
        return "late"

    wire.script = [says(calls("block"), stop="tool_use")]
    out_of_time(Agent(name="Blocker", instructions="Block.", tools=[block]), begun.is_set)
    [blocked] = observed.named("block")
    assert (blocked["level"], blocked["status_message"]) == ("ERROR", "cancelled")
    assert "output" not in blocked
    assert observed.ending_after_their_parents() == []


def test_a_call_that_the_deadline_cuts_off_is_counted_as_made_and_unpriced(wire: Wire, observed: Observed) -> None:
    wire.script = [{"hang": True}]
    tracker = out_of_time(AGENT, lambda: wire.requests)
    assert (tracker.usage.model_calls, tracker.usage.unpriced_models) == (1, [MODEL])
    assert observed.ending_after_their_parents() == []
