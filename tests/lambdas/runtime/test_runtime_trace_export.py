"""Exported spans: sampled alike everywhere, kept when a job fails, without stack traces."""

from __future__ import annotations

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import Status, StatusCode

from agent_runtime.privacy.masking import Content
from agent_runtime.traces.trace_export import GuardedExporter, is_sampled
from agent_runtime.traces.trace_keys import KeyRing, LangfuseKeys


def traced(content: Content, rate: float) -> tuple[GuardedExporter, InMemorySpanExporter, int]:
    """An exporter after one span with an exception, the sent spans, and the span's trace id."""
    sent = InMemorySpanExporter()
    ring = KeyRing(LangfuseKeys(public_key="pk-lf-1", secret_key="sk-lf-1"))
    exporter = GuardedExporter(sent, ring, content, rate)
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with provider.get_tracer("t").start_as_current_span("nest egg of jane@mail.example.com") as span:
        span.record_exception(ValueError("a stack trace with secrets"))
        span.set_status(Status(StatusCode.ERROR, "nest egg of jane@mail.example.com"))
        trace_id = span.get_span_context().trace_id
        exporter.protect(trace_id, {"nest egg": "[account 1]"})
    return exporter, sent, trace_id


def test_a_span_leaves_without_events_and_with_its_texts_masked() -> None:
    _, sent, _ = traced(Content.MASKED, 1.0)
    [span] = sent.get_finished_spans()
    assert span.events == ()
    assert span.status.description == "[account 1] of [e-mail]"
    assert span.end_time


def test_user_words_do_not_rename_a_span() -> None:
    _, sent, _ = traced(Content.MASKED, 1.0)
    [span] = sent.get_finished_spans()
    assert span.name == "nest egg of [e-mail]"


def test_an_unsampled_trace_is_held_back_and_dropped() -> None:
    exporter, sent, trace_id = traced(Content.MASKED, 0.0)
    assert sent.get_finished_spans() == ()
    exporter.forget(trace_id)
    exporter.keep(trace_id)
    assert sent.get_finished_spans() == ()


def test_an_unsampled_trace_of_a_failed_job_is_sent() -> None:
    exporter, sent, trace_id = traced(Content.MASKED, 0.0)
    exporter.keep(trace_id)
    assert len(sent.get_finished_spans()) == 1


def test_sampling_depends_on_the_trace_alone_and_keeps_its_share() -> None:
    ids = [(n * 0x9E3779B97F4A7C15) & ((1 << 128) - 1) for n in range(1, 2001)]
    share = sum(is_sampled(trace_id, 0.25) for trace_id in ids) / len(ids)
    assert 0.22 < share < 0.28
    assert all(is_sampled(trace_id, 1.0) for trace_id in ids)
    assert not any(is_sampled(trace_id, 0.0) for trace_id in ids)
