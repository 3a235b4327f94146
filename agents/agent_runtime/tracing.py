"""One job, one trace: observations in Langfuse that span all Lambdas of a job.

The trace id comes from the job id, the planner opens the root, and every other Lambda continues under the span whose
W3C carrier came with its invocation. Nothing here may fail or hold up a job: without keys, or without a server that
answers, agents run the same and the loss is counted.
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from agents import set_trace_processors
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.parameters import get_secret
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError
from langfuse import Langfuse, LangfuseAgent, LangfuseSpan, propagate_attributes
from langfuse import __version__ as langfuse_version
from langfuse.span_filter import is_langfuse_span
from opentelemetry import context as otel_context
from opentelemetry import propagate
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

from agent_runtime import metrics
from agent_runtime.contracts import JobContext
from agent_runtime.settings import langfuse_settings, runtime_settings

logger = Logger(child=True)

TRACE_NAME = "portfolio-analysis"
ROOT_NAME = "📊 Portfolio Analysis Job"
KEYS_MAX_AGE_SECONDS = 300

_next_trace_id: ContextVar[int | None] = ContextVar("next_trace_id", default=None)
_agent: ContextVar[LangfuseAgent | None] = ContextVar("agent_observation", default=None)


class JobTraceIds(RandomIdGenerator):
    """Gives the next root span the trace id of its job; every other id is random."""

    def generate_trace_id(self) -> int:
        chosen = _next_trace_id.get()
        _next_trace_id.set(None)
        return chosen or super().generate_trace_id()


class CountingExporter(SpanExporter):
    """Passes spans on and remembers how many could not be sent."""

    def __init__(self, inner: SpanExporter) -> None:
        self._inner = inner
        self.lost = 0

    def export(self, spans: Any) -> SpanExportResult:
        result = self._inner.export(spans)
        if result is not SpanExportResult.SUCCESS:
            self.lost += len(spans)
        return result

    def shutdown(self) -> None:
        self._inner.shutdown()


class Tracer:
    """The Langfuse client of this process and what bounds its exports."""

    def __init__(self, keys: dict[str, str]) -> None:
        settings, runtime = langfuse_settings(), runtime_settings()
        self.exporter = CountingExporter(
            OTLPSpanExporter(
                endpoint=f"{settings.base_url.rstrip('/')}/api/public/otel/v1/traces",
                headers=_headers(keys),
                timeout=settings.flush_seconds,
            )
        )
        self.provider = TracerProvider(
            resource=Resource.create({"service.name": f"alex-{runtime.alex_function}"}), id_generator=JobTraceIds()
        )
        self.langfuse = Langfuse(
            public_key=keys["public_key"],
            secret_key=keys["secret_key"],
            base_url=settings.base_url,
            environment=runtime.alex_environment,
            release=runtime.alex_release,
            tracer_provider=self.provider,
            span_exporter=self.exporter,
            # Without this, a span of an instrumented botocore would arrive as a second generation.
            should_export_span=_is_ours,
        )

    def flush(self) -> None:
        """Sends what has ended, for as long as the settings allow; the rest is counted as lost."""
        before = self.exporter.lost
        sending = threading.Thread(target=self.provider.force_flush, daemon=True)
        sending.start()
        sending.join(langfuse_settings().flush_seconds)
        lost = self.exporter.lost - before
        if sending.is_alive() or lost:
            metrics.count("TraceExportFailures")
            logger.warning("spans were not all sent to Langfuse", lost=lost, still_sending=sending.is_alive())


def _headers(keys: dict[str, str]) -> dict[str, str]:
    basic = base64.b64encode(f"{keys['public_key']}:{keys['secret_key']}".encode()).decode()
    return {
        "Authorization": f"Basic {basic}",
        # What the SDK's own exporter says of itself: the server decodes metadata by it.
        "x-langfuse-sdk-name": "python",
        "x-langfuse-sdk-version": langfuse_version,
        "x-langfuse-public-key": keys["public_key"],
        "x-langfuse-ingestion-version": "4",
    }


def _is_ours(span: ReadableSpan) -> bool:
    return is_langfuse_span(span)


@lru_cache
def tracer() -> Tracer | None:
    """The process's tracer; None when its keys cannot be read, which is logged and counted once."""
    try:
        secret = get_secret(langfuse_settings().secret_arn, max_age=KEYS_MAX_AGE_SECONDS, transform="json")
    except GetParameterError as error:
        metrics.count("TraceExportFailures")
        logger.warning("no trace: the Langfuse keys cannot be read", reason=str(error))
        set_trace_processors([])
        return None
    # Imported here: the processor needs this module.
    from agent_runtime.trace_processor import ObservationProcessor

    ready = Tracer(secret)  # pyright: ignore[reportArgumentType]
    set_trace_processors([ObservationProcessor(ready.langfuse)])
    return ready


@contextmanager
def job_trace(job: JobContext, **metadata: Any) -> Generator[LangfuseSpan | None]:
    """The root observation of a job; only the planner opens it."""
    active = tracer()
    if active is None:
        yield None
        return
    _next_trace_id.set(int(Langfuse.create_trace_id(seed=job.job_id), 16))
    fields = {"job_id": job.job_id, "user_id": job.user_id, **metadata}
    with (
        _propagated(job),
        active.langfuse.start_as_current_observation(
            as_type="span", name=ROOT_NAME, input=fields, metadata=fields
        ) as root,
    ):
        yield root


@contextmanager
def continued_trace(job: JobContext) -> Generator[None]:
    """Continues the caller's trace, so that what is observed inside nests under the caller's span."""
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
    return propagate_attributes(
        user_id=job.user_id,
        session_id=job.session_id,
        trace_name=TRACE_NAME,
        tags=["portfolio"],
        metadata={"job_id": job.job_id},
    )


@contextmanager
def agent_observation(name: str, title: str, request: Any) -> Generator[LangfuseAgent | None]:
    """The observation of one agent's whole work in this Lambda; `note` and `fail` write on it."""
    active = tracer()
    if active is None:
        yield None
        return
    with active.langfuse.start_as_current_observation(
        as_type="agent", name=title, input=request, metadata={"agent": name}
    ) as observation:
        token = _agent.set(observation)
        try:
            yield observation
        finally:
            _agent.reset(token)


def carrier() -> dict[str, str]:
    """W3C carrier of the current span, to send with an invocation."""
    headers: dict[str, str] = {}
    propagate.inject(headers)
    return headers


def event(name: str, **metadata: Any) -> None:
    """A moment worth seeing: a decision, a routing, a result."""
    active = tracer()
    if active is not None:
        active.langfuse.create_event(name=name, metadata=metadata or None)


def note(**metadata: Any) -> None:
    """Custom metadata on this agent's observation."""
    observation = _agent.get()
    if observation is not None:
        observation.update(metadata=metadata)


def flush() -> None:
    active = tracer()
    if active is not None:
        active.flush()
