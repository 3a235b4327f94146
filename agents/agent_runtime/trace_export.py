"""Sends spans to Langfuse: masked, sampled alike in every Lambda of a job, and never for longer than allowed."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import Status

from agent_runtime.masking import Content, exportable, masked
from agent_runtime.trace_keys import KeyRing

#: Spans held back of traces that are not sampled, in case their job fails. Beyond it the oldest are let go.
MOST_HELD_BACK = 2000
#: Jobs whose user's words are remembered; a sandbox works on one at a time.
MOST_JOBS = 16


def is_sampled(trace_id: int, rate: float) -> bool:
    """The same answer in every Lambda, because it depends on nothing but the trace id."""
    return (trace_id & 0xFFFFFFFFFFFFFFFF) < rate * (1 << 64)


def trace_id_of(span: ReadableSpan) -> int:
    return span.context.trace_id if span.context else 0


class GuardedExporter(SpanExporter):
    """What stands between the span processor and Langfuse's endpoint.

    Args:
        inner: sends spans, with the keys of `ring`.
        ring: renewed by `inner` when Langfuse refuses its keys.
        content: how much of them may leave.
        sample_rate: share of traces that are sent, 0..1.
    """

    def __init__(self, inner: SpanExporter, ring: KeyRing, content: Content, sample_rate: float) -> None:
        self._inner, self._ring, self._content, self._rate = inner, ring, content, sample_rate
        self._held: list[ReadableSpan] = []
        self._known: dict[int, Mapping[str, str]] = {}
        self._lock = threading.Lock()
        self.lost = 0
        """Spans that could not be sent."""

    def protect(self, trace_id: int, known: Mapping[str, str]) -> None:
        """From now on these values are replaced in every span of this trace."""
        with self._lock:
            self._known[trace_id] = known
            while len(self._known) > MOST_JOBS:
                del self._known[next(iter(self._known))]

    def keep(self, trace_id: int) -> None:
        """The job failed: what was held back of its trace is sent although the trace is not sampled."""
        with self._lock:
            kept = [span for span in self._held if trace_id_of(span) == trace_id]
            self._held = [span for span in self._held if trace_id_of(span) != trace_id]
        if kept:
            self._send(kept)

    def forget(self, trace_id: int) -> None:
        """This Lambda's part of the job ended well: what was held back of its trace is let go.

        A specialist cannot know that another one fails later: of an unsampled job that fails, the planner's part and
        the failing specialists' are sent, not those of the specialists that ended well.
        """
        with self._lock:
            self._held = [span for span in self._held if trace_id_of(span) != trace_id]

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        sampled = [span for span in spans if is_sampled(trace_id_of(span), self._rate)]
        with self._lock:
            self._held += [span for span in spans if not is_sampled(trace_id_of(span), self._rate)]
            del self._held[:-MOST_HELD_BACK]
        return self._send(sampled) if sampled else SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        self._inner.shutdown()

    def _send(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        keys = self._ring.keys
        result = self._inner.export([self._cleared(span) for span in spans])
        if result is not SpanExportResult.SUCCESS and self._ring.keys != keys:
            # They were rotated: nothing is lost of a trace that was under way.
            result = self._inner.export([self._cleared(span) for span in spans])
        if result is not SpanExportResult.SUCCESS:
            self.lost += len(spans)
        return result

    def _cleared(self, span: ReadableSpan) -> ReadableSpan:
        """The span as it may be sent. Events are left out: OpenTelemetry puts whole stack traces into them.

        Its name is the code's, as structural attributes are: the user's words are not looked for in it.
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
            status=Status(
                span.status.status_code, masked(description, known) if description and not full else description
            ),
            events=span.events if full else (),
            start_time=span.start_time,
            end_time=span.end_time,
        )

    def _scope(self, scope: InstrumentationScope | None) -> InstrumentationScope | None:
        """Langfuse takes a span of its SDK only with the public key that the request is signed with."""
        if scope is None or "public_key" not in (scope.attributes or {}):
            return scope
        attributes = {**(scope.attributes or {}), "public_key": self._ring.keys.public_key}
        return InstrumentationScope(scope.name, scope.version, scope.schema_url, attributes)
