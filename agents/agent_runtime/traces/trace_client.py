"""The Langfuse client of a process: its keys, its trace ids and the bounds of its exports."""

from __future__ import annotations

import os
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
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

from agent_runtime.agent.prompts import ManagedPrompt, prompt_name
from agent_runtime.settings import langfuse_settings, runtime_settings
from agent_runtime.telemetry import metrics
from agent_runtime.traces.trace_answers import SpanAnswers
from agent_runtime.traces.trace_export import GuardedExporter
from agent_runtime.traces.trace_identity import environment_name
from agent_runtime.traces.trace_keys import (
    KEYS_RETRY_SECONDS,
    KeyRing,
    KeysUnreadable,
    LangfuseKeys,
    ScoreAuth,
    read_keys,
    span_session,
)
from agent_runtime.traces.trace_processor import ObservationProcessor
from agent_runtime.traces.trace_scores import ScoreLedger

logger = Logger(child=True)

LONGEST_INVOCATION_SECONDS = 900
#: Of the time that tracing may add. The rest is for recording spans, and for the report of a loss.
_SHARE_OF_SENDING = 0.95
#: Read by the SDK. A text that is a data URI would be decoded and uploaded before it is masked.
_MEDIA_UPLOAD = "LANGFUSE_MEDIA_UPLOAD_ENABLED"
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


class _Ended(SpanProcessor):
    """Counts the spans that must reach the exporter: the SDK drops those that its queue has no room for."""

    def __init__(self) -> None:
        self.count = 0

    def on_end(self, span: ReadableSpan) -> None:
        self.count += _is_ours(span)


class Tracer:
    """The Langfuse client of this process, with bounded exports."""

    def __init__(self, keys: LangfuseKeys) -> None:
        settings, runtime = langfuse_settings(), runtime_settings()
        os.environ[_MEDIA_UPLOAD] = "false"
        self.ring, self.scores, self._ended = KeyRing(keys), ScoreLedger(), _Ended()
        answers = SpanAnswers()
        otlp = OTLPSpanExporter(
            endpoint=f"{settings.base_url.rstrip('/')}/api/public/otel/v1/traces",
            headers=_HEADERS,
            timeout=settings.flush_seconds,
            # The only encoding that Langfuse's server decodes.
            compression=Compression.Gzip,
            session=span_session(self.ring, answers),
        )
        self.exporter = GuardedExporter(otlp, self.ring, settings.content, settings.sample_rate, answers)
        provider = TracerProvider(
            resource=Resource.create({"service.name": f"alex-{runtime.alex_function}"}), id_generator=JobTraceIds()
        )
        provider.add_span_processor(self._ended)
        self.langfuse = Langfuse(
            public_key=keys.public_key,
            secret_key=keys.secret_key,
            base_url=settings.base_url,
            environment=environment_name(runtime.alex_environment),
            release=runtime.alex_release,
            tracer_provider=provider,
            span_exporter=self.exporter,
            # For scores and prompts. The keys above are those of the process's first span; these are the current ones.
            httpx_client=httpx.Client(
                auth=ScoreAuth(self.ring),
                timeout=settings.flush_seconds,
                # Reading the bundle of certificate authorities takes 15 ms. Plain HTTP has no use for it.
                verify=settings.base_url.startswith("https:"),
                event_hooks={"response": [self.scores.look]},
            ),
            # Spans are sent at the end of an invocation: a crashed planner has sent nothing that its successor repeats.
            flush_interval=LONGEST_INVOCATION_SECONDS,
            # Otherwise, a span of an instrumented botocore would arrive as a second generation.
            should_export_span=_is_ours,
        )
        name, label = prompt_name(runtime.alex_function), settings.prompt_label
        self.prompt = ManagedPrompt(self.langfuse, name, label) if label else None

    def flush(self, trace_id: int, failed: bool) -> None:
        """Sends the ended spans for as long as the settings allow, and counts the rest as lost.

        Args:
            trace_id: of this invocation's job.
            failed: send the job's spans even if the trace is not sampled.
        """
        before, ended = self.exporter.lost, self._ended.count
        self.exporter.forget_reason()
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
        sending.join(_SHARE_OF_SENDING * langfuse_settings().flush_seconds)
        lost = self.exporter.lost - before
        if not sending.is_alive():
            lost += self.exporter.dropped_of(ended)
        self._report(lost, sending.is_alive(), broken)

    def _report(self, lost: int, still_sending: bool, broken: list[Exception]) -> None:
        """Counts and logs what did not arrive, once for the invocation."""
        lost_scores, about_scores = self.scores.settle()
        if not (lost or lost_scores or still_sending or broken):
            return
        metrics.count("TraceExportFailures")
        logger.warning(
            "spans were not all sent to Langfuse",
            lost=lost,
            lost_scores=lost_scores,
            still_sending=still_sending,
            reason="; ".join(filter(None, (self.exporter.reason, about_scores))),
            errors=broken,
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
