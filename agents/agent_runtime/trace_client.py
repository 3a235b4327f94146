"""The Langfuse client of a process: its keys, its trace ids and the bounds of its exports."""

from __future__ import annotations

import threading
import time
from contextvars import ContextVar
from dataclasses import dataclass

import httpx
from agents import set_trace_processors
from aws_lambda_powertools import Logger
from langfuse import Langfuse
from langfuse import __version__ as langfuse_version
from langfuse.span_filter import is_langfuse_span
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

from agent_runtime import metrics
from agent_runtime.settings import langfuse_settings, runtime_settings
from agent_runtime.trace_export import GuardedExporter
from agent_runtime.trace_keys import (
    KEYS_RETRY_SECONDS,
    KeyRing,
    KeysUnreadable,
    LangfuseKeys,
    ScoreAuth,
    read_keys,
    span_session,
)
from agent_runtime.trace_processor import ObservationProcessor

logger = Logger(child=True)

LONGEST_INVOCATION_SECONDS = 900
#: Headers of the SDK's own exporter. The server decodes metadata by them.
_HEADERS = {
    "x-langfuse-sdk-name": "python",
    "x-langfuse-sdk-version": langfuse_version,
    "x-langfuse-ingestion-version": "4",
}


@dataclass(frozen=True)
class RootIds:
    trace_id: int
    span_id: int


#: The ids of the root span that is opened next.
next_root: ContextVar[RootIds | None] = ContextVar("next_root", default=None)


class JobTraceIds(RandomIdGenerator):
    """Gives the next root span the ids of its job; every other id is random.

    The root's id comes from the job too: a second attempt completes the first attempt's root instead of adding another.
    """

    def generate_trace_id(self) -> int:
        chosen = next_root.get()
        return chosen.trace_id if chosen else super().generate_trace_id()

    def generate_span_id(self) -> int:
        # Called after the trace id, as the last call for this root.
        chosen = next_root.get()
        next_root.set(None)
        return chosen.span_id if chosen else super().generate_span_id()


class Tracer:
    """The Langfuse client of this process, with bounded exports."""

    def __init__(self, keys: LangfuseKeys) -> None:
        settings, runtime = langfuse_settings(), runtime_settings()
        self.ring = KeyRing(keys)
        otlp = OTLPSpanExporter(
            endpoint=f"{settings.base_url.rstrip('/')}/api/public/otel/v1/traces",
            headers=_HEADERS,
            timeout=settings.flush_seconds,
            session=span_session(self.ring),
        )
        self.exporter = GuardedExporter(otlp, self.ring, settings.content, settings.sample_rate)
        provider = TracerProvider(
            resource=Resource.create({"service.name": f"alex-{runtime.alex_function}"}), id_generator=JobTraceIds()
        )
        self.langfuse = Langfuse(
            public_key=keys.public_key,
            secret_key=keys.secret_key,
            base_url=settings.base_url,
            environment=runtime.alex_environment,
            release=runtime.alex_release,
            tracer_provider=provider,
            span_exporter=self.exporter,
            # For scores. The keys above are those of the process's first span; these are the current ones.
            httpx_client=httpx.Client(auth=ScoreAuth(self.ring), timeout=settings.flush_seconds),
            # Spans are sent at the end of an invocation: a crashed planner has sent nothing that its successor repeats.
            flush_interval=LONGEST_INVOCATION_SECONDS,
            # Otherwise, a span of an instrumented botocore would arrive as a second generation.
            should_export_span=_is_ours,
        )

    def flush(self, trace_id: int, failed: bool) -> None:
        """Sends the ended spans for as long as the settings allow, and counts the rest as lost.

        Args:
            trace_id: of this invocation's job.
            failed: send the job's spans even if the trace is not sampled.
        """
        before = self.exporter.lost
        broken: list[Exception] = []

        def send() -> None:
            try:
                self.langfuse.flush()
                if failed:
                    self.exporter.keep(trace_id)
            except Exception as error:
                broken.append(error)
            self.exporter.forget(trace_id)

        sending = threading.Thread(target=send, daemon=True)
        sending.start()
        sending.join(langfuse_settings().flush_seconds)
        lost = self.exporter.lost - before
        if sending.is_alive() or lost or broken:
            metrics.count("TraceExportFailures")
            logger.warning(
                "spans were not all sent to Langfuse", lost=lost, still_sending=sending.is_alive(), errors=broken
            )


def _is_ours(span: ReadableSpan) -> bool:
    return is_langfuse_span(span)


@dataclass
class _Process:
    """This process's tracer, if there is one yet."""

    tracer: Tracer | None = None
    keys_read_again_at: float = 0.0
    """Monotonic time before which unreadable keys are not read again."""


_process = _Process()


def tracer() -> Tracer | None:
    """The process's tracer with the current keys. None, and counted, if the keys cannot be read."""
    if time.monotonic() < _process.keys_read_again_at:
        return _process.tracer
    try:
        keys = read_keys()
    except KeysUnreadable as error:
        _process.keys_read_again_at = time.monotonic() + KEYS_RETRY_SECONDS
        metrics.count("TraceExportFailures")
        logger.warning("the Langfuse keys cannot be read", reason=str(error))
        if _process.tracer is None:
            set_trace_processors([])
        return _process.tracer
    if _process.tracer is None:
        _process.tracer = Tracer(keys)
        set_trace_processors([ObservationProcessor(_process.tracer.langfuse)])
    else:
        _process.tracer.ring.replace(keys)
    return _process.tracer
