"""Maps the Agents SDK's spans to Langfuse observations."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from typing import Any, Literal

from agents.tracing import Span, Trace, TracingProcessor
from agents.tracing.span_data import (
    AgentSpanData,
    FunctionSpanData,
    GenerationSpanData,
    GuardrailSpanData,
    SpanData,
    TaskSpanData,
    TurnSpanData,
)
from langfuse import Langfuse
from opentelemetry import context as otel_context
from opentelemetry import trace as otel_trace

from agent_runtime.agent.prompts import current_prompt
from agent_runtime.settings import runtime_settings
from agent_runtime.traces.trace_generation import generation_fields

ObservationKind = Literal["chain", "tool", "generation", "guardrail", "span"]
MAX_STATUS_MESSAGE = 900


@dataclass
class _Open:
    """An open SDK span: its observation, whether the span owns it, and the token of its context."""

    observation: Any
    owned: bool
    token: Any
    handled: BaseException | None = None
    """The exception that was being handled when the span started. Another one at its end is the span's own."""
    parent_id: str | None = None
    """Of the SDK's span around it."""


class ObservationProcessor(TracingProcessor):
    """Starts an observation when an SDK span starts, completes it when the span ends.

    The SDK's task and agent spans are left out: the handler's own agent observation represents both. Exceptions of this
    class do not fail the run: the SDK catches and logs them.
    """

    def __init__(self, langfuse: Langfuse) -> None:
        self._langfuse = langfuse
        self._open: dict[str, _Open] = {}

    def on_trace_start(self, trace: Trace) -> None:
        """The job's trace was opened by the handler."""

    def on_trace_end(self, trace: Trace) -> None:
        """The job's trace is closed by the handler."""

    def on_span_start(self, span: Span[Any]) -> None:
        parent = self._open.get(span.parent_id or "")
        if isinstance(span.span_data, TaskSpanData | AgentSpanData):
            above = parent.observation if parent else None
            self._open[span.span_id] = _Open(above, owned=False, token=None, parent_id=span.parent_id)
            return
        kind, name = _kind_and_name(span.span_data)
        start: Any = parent.observation if parent and parent.observation is not None else self._langfuse
        prompt = current_prompt.get() if kind == "generation" else None
        written: Any = {"version": prompt.version, "prompt": prompt.link} if prompt else {}
        observation = start.start_observation(name=name, as_type=kind, **written)
        # Current while the span is open, so that an invocation made inside a tool nests under that tool.
        token = otel_context.attach(otel_trace.set_span_in_context(observation._otel_span))
        self._open[span.span_id] = _Open(observation, True, token, sys.exception(), span.parent_id)

    def on_span_end(self, span: Span[Any]) -> None:
        self._cancel_below(span.span_id)
        entry = self._open.pop(span.span_id, None)
        if entry is None or not entry.owned:
            return
        otel_context.detach(entry.token)
        try:
            entry.observation.update(**_fields(span.span_data))
            message = _error(span, entry)
            if message:
                entry.observation.update(level="ERROR", status_message=message[:MAX_STATUS_MESSAGE])
        finally:
            entry.observation.end()

    def _cancel_below(self, span_id: str) -> None:
        """Ends open spans below a span that ends, e.g. a tool in a thread, which nothing can stop."""
        for child in [each for each, entry in list(self._open.items()) if entry.parent_id == span_id]:
            self._cancel_below(child)
            entry = self._open.pop(child, None)
            if entry is not None and entry.owned:
                entry.observation.update(level="ERROR", status_message="cancelled")
                entry.observation.end()

    def force_flush(self) -> None:
        """The handler flushes, within its time limit."""

    def shutdown(self) -> None:
        """Nothing to close: a warm Lambda keeps using the client."""


def _error(span: Span[Any], entry: _Open) -> str | None:
    """What the SDK says of the span's error; else the exception that ends it, which the SDK does not note."""
    if span.error:
        return f"{span.error['message']}: {json.dumps(span.error.get('data'), default=str)}"
    raised = sys.exception()
    if raised is None or raised is entry.handled:
        return None
    return "cancelled" if isinstance(raised, asyncio.CancelledError) else f"{type(raised).__name__}: {raised}"


def _kind_and_name(data: SpanData) -> tuple[ObservationKind, str]:
    if isinstance(data, TurnSpanData):
        return "chain", f"turn {data.turn}"
    if isinstance(data, FunctionSpanData):
        return "tool", data.name
    if isinstance(data, GenerationSpanData):
        # Langfuse compares versions of observations of one name. The model has a separate field.
        return "generation", f"{runtime_settings().alex_function} model call"
    if isinstance(data, GuardrailSpanData):
        return "guardrail", data.name
    return "span", getattr(data, "name", None) or data.type


def _fields(data: SpanData) -> dict[str, Any]:
    if isinstance(data, GenerationSpanData):
        return generation_fields(data)
    if isinstance(data, FunctionSpanData):
        return {"input": _decoded(data.input), "output": _decoded(data.output)}
    if isinstance(data, GuardrailSpanData):
        outcome = {"level": "WARNING", "status_message": "triggered"} if data.triggered else {"level": "DEFAULT"}
        return {"output": {"triggered": data.triggered}, **outcome}
    if isinstance(data, TurnSpanData):
        return {"metadata": {"turn": data.turn}}
    return {}


def _decoded(text: Any) -> Any:
    """Tool inputs and outputs are JSON texts. Langfuse shows them better as data."""
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
