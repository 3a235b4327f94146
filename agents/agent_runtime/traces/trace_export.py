"""Sends spans to Langfuse: masked, sampled alike in every Lambda of a job, and within a time limit."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

from aws_lambda_powertools import Logger
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import Status

from agent_runtime.privacy.masking import Content, masked
from agent_runtime.privacy.trace_masking import exportable, sayable
from agent_runtime.traces.trace_answers import SpanAnswers
from agent_runtime.traces.trace_keys import KeyRing

logger = Logger(child=True)

#: Spans of unsampled traces that are held back in case their job fails. Beyond that, the oldest are dropped.
MOST_HELD_BACK = 2000
#: Jobs whose user's words are remembered. A sandbox runs one at a time.
MOST_JOBS = 16


def is_sampled(trace_id: int, rate: float) -> bool:
    """The same answer in every Lambda, because it depends only on the trace id."""
    return (trace_id & 0xFFFFFFFFFFFFFFFF) < rate * (1 << 64)


def trace_id_of(span: ReadableSpan) -> int:
    return span.context.trace_id if span.context else 0


class GuardedExporter(SpanExporter):
    """Masks and samples spans between the span processor and Langfuse's endpoint.

    Args:
        inner: sends spans, with the keys of `ring`.
        ring: renewed by `inner` when Langfuse refuses its keys.
        content: how much of the spans may be sent.
        sample_rate: share of traces that are sent, 0..1.
        answers: to the requests of `inner`.
    """

    def __init__(
        self,
        inner: SpanExporter,
        ring: KeyRing,
        content: Content,
        sample_rate: float,
        answers: SpanAnswers | None = None,
    ) -> None:
        self._inner, self._ring, self._content, self._rate = inner, ring, content, sample_rate
        self._answers = answers or SpanAnswers()
        self._held: list[ReadableSpan] = []
        self._known: dict[int, Mapping[str, str]] = {}
        self._lock = threading.Lock()
        self.lost = 0
        """Spans that could not be sent."""
        self._seen = 0

    @property
    def reason(self) -> str:
        """Why the last spans were lost, as far as it is known."""
        return self._answers.reason

    def dropped_of(self, ended: int) -> int:
        """Spans that ended and never came here, of this many that have ended so far. Each is told once."""
        dropped = max(0, ended - self._seen)
        self._seen += dropped
        return dropped

    def forget_reason(self) -> None:
        self._answers.reason = ""

    def comment(self, text: str, trace_id: int) -> str | None:
        """A score's comment as it may be sent."""
        if self._content is Content.METADATA:
            return None
        return sayable(text, self._content, self._known.get(trace_id, {}))

    def protect(self, trace_id: int, known: Mapping[str, str]) -> None:
        """Replaces these values in every span of this trace from now on."""
        with self._lock:
            self._known[trace_id] = known
            while len(self._known) > MOST_JOBS:
                del self._known[next(iter(self._known))]

    def keep(self, trace_id: int) -> None:
        """Sends the held-back spans of a failed job although its trace is not sampled."""
        with self._lock:
            kept = [span for span in self._held if trace_id_of(span) == trace_id]
            self._held = [span for span in self._held if trace_id_of(span) != trace_id]
        if kept:
            self._send(kept)

    def forget(self, trace_id: int) -> None:
        """Drops the held-back spans of a job whose part in this Lambda ended well.

        A specialist cannot know that another one fails later. Of an unsampled job that fails, the spans of the planner
        and of the failed specialists are sent; those of the successful specialists are not.
        """
        with self._lock:
            self._held = [span for span in self._held if trace_id_of(span) != trace_id]

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self._seen += len(spans)
        sampled = [span for span in spans if is_sampled(trace_id_of(span), self._rate)]
        with self._lock:
            self._held += [span for span in spans if not is_sampled(trace_id_of(span), self._rate)]
            del self._held[:-MOST_HELD_BACK]
        return self._send(sampled) if sampled else SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        self._inner.shutdown()

    def _send(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        keys = self._ring.keys
        lost, result = self._sent(spans)
        if result is not SpanExportResult.SUCCESS and self._ring.keys != keys:
            # The keys were rotated. Sending again loses no span of a trace under way.
            lost, result = self._sent(spans)
        self.lost += lost
        return result

    def _sent(self, spans: Sequence[ReadableSpan]) -> tuple[int, SpanExportResult]:
        """Sends the spans once. Returns how many were lost."""
        ready: list[ReadableSpan] = []
        for span in spans:
            try:
                ready.append(self._cleared(span))
            except Exception:
                # Left out: what cannot be masked must not leave, and must not take the others with it.
                logger.exception("a span cannot be masked")
        if not ready:
            return len(spans), SpanExportResult.FAILURE
        result = self._inner.export(ready)
        if result is not SpanExportResult.SUCCESS:
            return len(spans), result
        return len(spans) - len(ready) + self._answers.rejected, result

    def _cleared(self, span: ReadableSpan) -> ReadableSpan:
        """The span as it may be sent. Events are left out: OpenTelemetry puts whole stack traces into them.

        The name comes from the code, like structural attributes: the user's words are not looked for in it.
        """
        full = self._content is Content.FULL
        known = self._known.get(trace_id_of(span), {})
        description = span.status.description
        return ReadableSpan(
            name=span.name if full else masked(span.name),
            context=span.context,
            parent=span.parent,
            resource=span.resource,
            attributes=exportable(span.attributes or {}, self._content, known),
            kind=span.kind,
            instrumentation_scope=self._scope(span.instrumentation_scope),
            status=Status(span.status.status_code, description if full else sayable(description, self._content, known)),
            events=span.events if full else (),
            start_time=span.start_time,
            end_time=span.end_time,
        )

    def _scope(self, scope: InstrumentationScope | None) -> InstrumentationScope | None:
        """Langfuse accepts a span of its SDK only with the public key that signs the request."""
        if scope is None or "public_key" not in (scope.attributes or {}):
            return scope
        attributes = {**(scope.attributes or {}), "public_key": self._ring.keys.public_key}
        return InstrumentationScope(scope.name, scope.version, scope.schema_url, attributes)
