"""One job, one trace: observations in Langfuse that span all Lambdas of a job.

The trace id comes from the job id. The planner opens the root; every other Lambda continues under the span whose W3C
carrier came with its invocation. Nothing here may fail or hold up a job: without keys, or without a server that
answers, agents run the same and the loss is counted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Any

from langfuse import Langfuse, LangfuseAgent, LangfuseSpan, propagate_attributes
from opentelemetry import context as otel_context
from opentelemetry import propagate

from agent_runtime.agent.prompts import Prompt, current_prompt
from agent_runtime.contracts import JobContext
from agent_runtime.portfolio.snapshot import Instrument, Portfolio
from agent_runtime.privacy.user_words import user_text
from agent_runtime.settings import langfuse_settings
from agent_runtime.telemetry import safe_logs
from agent_runtime.traces.trace_client import RootIds, next_root, tracer
from agent_runtime.traces.trace_export import is_sampled
from agent_runtime.traces.trace_identity import bounded

TRACE_NAME = "portfolio-analysis"
ROOT_NAME = "📊 Portfolio Analysis Job"

_agent: ContextVar[LangfuseAgent | None] = ContextVar("agent_observation", default=None)
_reasoning: ContextVar[list[str] | None] = ContextVar("reasoning", default=None)


def protect(job: JobContext, portfolio: Portfolio | None, instruments: Iterable[Instrument] = ()) -> None:
    """Masks the user's free text in this job's trace and logs."""
    words = user_text(portfolio, instruments)
    safe_logs.protect(words)
    active = tracer()
    if active is not None:
        active.exporter.protect(trace_id_of(job), words)


def trace_id_of(job: JobContext) -> int:
    return int(Langfuse.create_trace_id(seed=job.job_id), 16)


def _root_span_id(job: JobContext) -> int:
    return int.from_bytes(hashlib.sha256(f"root of {job.job_id}".encode()).digest()[:8], "big")


@contextmanager
def job_trace(job: JobContext, since: datetime | None = None, **metadata: Any) -> Generator[LangfuseSpan | None]:
    """Opens the root observation of a job. Only the planner does.

    Args:
        since: start of the job's first attempt. Langfuse replaces an observation only by one of the same id and start.
    """
    active = tracer()
    if active is None:
        yield None
        return
    next_root.set(RootIds(trace_id_of(job), _root_span_id(job)))
    fields = {"job_id": job.job_id, "user_id": bounded(job.user_id), **metadata}
    with (
        _propagated(job),
        active.langfuse.start_as_current_observation(
            as_type="span", name=ROOT_NAME, input=fields, metadata=fields
        ) as root,
    ):
        if since is not None:
            _begun_at(root, since)
        yield root


def _begun_at(root: LangfuseSpan, since: datetime) -> None:
    # The SDK takes no start from its caller. Never after now, whatever the clocks: what is inside starts later.
    span: Any = root._otel_span  # pyright: ignore[reportPrivateUsage]
    microseconds = (since - datetime.fromtimestamp(0, UTC)) // timedelta(microseconds=1)
    span._start_time = min(span.start_time, microseconds * 1000)


@contextmanager
def continued_trace(job: JobContext) -> Generator[None]:
    """Continues the caller's trace: observations inside nest under the caller's span."""
    if tracer() is None:
        yield
        return
    token = otel_context.attach(propagate.extract(job.trace))
    try:
        with _propagated(job):
            yield
    finally:
        otel_context.detach(token)


def _propagated(job: JobContext) -> Any:
    """Job id as metadata: a UUID, far below the 198 characters that Langfuse takes of a propagated value."""
    return propagate_attributes(
        user_id=bounded(job.user_id),
        session_id=bounded(job.session_id),
        trace_name=TRACE_NAME,
        tags=["portfolio"],
        metadata={"job_id": job.job_id},
    )


@contextmanager
def agent_observation(name: str, title: str, request: Any) -> Generator[LangfuseAgent | None]:
    """The observation of one agent's whole work in this Lambda. `note` adds metadata to it."""
    active = tracer()
    if active is None:
        yield None
        return
    with active.langfuse.start_as_current_observation(
        as_type="agent", name=title, input=request, metadata={"agent": name}
    ) as observation:
        steps: list[str] = []
        tokens = _agent.set(observation), _reasoning.set(steps)
        try:
            yield observation
        finally:
            if steps:
                observation.update(metadata={"reasoning": steps})
            _agent.reset(tokens[0])
            _reasoning.reset(tokens[1])


async def prompt(packaged: str) -> Prompt:
    """This function's instructions: those of Langfuse's prompt management if the stack uses them, else the packaged."""
    active = tracer()
    managed = active.prompt if active is not None else None
    found = await managed.find() if managed is not None else None
    return found or Prompt(packaged)


@contextmanager
def prompted(prompt: Prompt) -> Generator[None]:
    """Names the version of the instructions on this agent's observation and on each model call inside."""
    observation = _agent.get()
    if observation is not None:
        observation.update(version=prompt.version)
    token = current_prompt.set(prompt)
    try:
        yield
    finally:
        current_prompt.reset(token)


def carrier() -> dict[str, str]:
    """W3C carrier of the current span, for an invocation."""
    headers: dict[str, str] = {}
    propagate.inject(headers)
    return headers


def event(name: str, **metadata: Any) -> None:
    """Records an event: a decision, a routing, a result."""
    active = tracer()
    if active is not None:
        active.langfuse.create_event(name=name, metadata=metadata or None)


def note(**metadata: Any) -> None:
    """Adds metadata to this agent's observation."""
    observation = _agent.get()
    if observation is not None:
        observation.update(metadata=metadata)


def reasoning(step: str) -> None:
    """Adds a step of the model's reasoning to this agent's observation, in order."""
    steps = _reasoning.get()
    if steps is not None:
        steps.append(step)


def score(job: JobContext, name: str, value: float, comment: str) -> None:
    """Scores the job's trace, 0..1. Does nothing for a trace that is not sent.

    A later attempt at the job replaces the score: its id comes from the job and the name.
    """
    active = tracer()
    if active is None or not is_sampled(trace_id_of(job), langfuse_settings().sample_rate):
        return
    trace_id = f"{trace_id_of(job):032x}"
    score_id = f"{trace_id}-{name}"
    active.scores.expect(score_id)
    active.langfuse.create_score(
        score_id=score_id,
        trace_id=trace_id,
        name=name,
        value=value,
        data_type="NUMERIC",
        comment=active.exporter.comment(comment, trace_id_of(job)),
    )


def flush(job: JobContext, failed: bool = False) -> None:
    """Sends the spans of this invocation, for a failed job even if its trace is not sampled."""
    active = tracer()
    if active is not None:
        active.flush(trace_id_of(job), failed)
