"""An export that only looks successful is a loss: counted, logged once with its reason, and never in the job's way."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTracePartialSuccess,
    ExportTraceServiceResponse,
)

from agent_runtime.settings import runtime_settings
from agent_runtime.traces import trace_export, tracing
from agent_runtime.traces.trace_keys import LangfuseKeys
from tests.lambdas.langfuse_wire import SCORES, SPANS, Answer, counted, langfuse_wire, losses, new_tracer, trace_a_job
from tests.lambdas.trace_store import Langfuse

PROTOBUF = "application/x-protobuf"
PARTIAL = ExportTraceServiceResponse(
    partial_success=ExportTracePartialSuccess(rejected_spans=1, error_message="too old")
).SerializeToString()


Lost = Callable[[str, Answer], dict[str, Any] | None]


@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Lost:
    """The one line about losses after a job whose requests to a path are answered so, or None."""

    def lost(path: str, answer: Answer) -> dict[str, Any] | None:
        with langfuse_wire({path: answer}) as (_, url):
            new_tracer(monkeypatch, url)
            trace_a_job()
        found = losses(caplog)
        assert counted(capsys) == len(found)
        assert len(found) <= 1
        return found[0] if found else None

    return lost


def redirect(status: int) -> Answer:
    return Answer(status, "", None, {"location": "https://langfuse.example.com/api?key=hidden"})


@pytest.mark.parametrize(
    ("answer", "count", "reason"),
    [
        pytest.param(redirect(301), 2, "answered 301, a redirect to https://langfuse.example.com,", id="moved"),
        pytest.param(redirect(307), 2, "answered 307, a redirect", id="redirect that keeps the method"),
        pytest.param(Answer(304, "", None), 2, "answered 304, a redirect, which", id="no location"),
        pytest.param(Answer(200, "<html>Sign in</html>", "text/html"), 2, "no answer of a trace server", id="a page"),
        pytest.param(Answer(200, "[1]"), 2, "no answer of a trace server", id="no object"),
        pytest.param(
            Answer(200, '{"partialSuccess": {"rejectedSpans": "1", "errorMessage": "too old"}}'),
            1,
            "partial success: too old",
            id="partial success, in JSON",
        ),
        pytest.param(Answer(200, PARTIAL, PROTOBUF), 1, "partial success: too old", id="partial success, in protobuf"),
        pytest.param(Answer(413, "{}"), 2, "answered 413", id="too large"),
    ],
)
def test_spans_that_were_not_taken_are_lost(lost: Lost, answer: Answer, count: int, reason: str) -> None:
    line = lost(SPANS, answer)
    assert line is not None
    assert (line["lost"], line["lost_scores"]) == (count, 0)
    assert reason in line["reason"]
    assert "hidden" not in line["reason"]


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, "{}"),
        Answer(200, "", None),
        Answer(200, b"", PROTOBUF),
        Answer(200, '{"partialSuccess": {}}'),
        Answer(200, ExportTraceServiceResponse().SerializeToString(), PROTOBUF),
    ],
)
def test_spans_that_were_taken_are_not_lost(lost: Lost, answer: Answer) -> None:
    assert lost(SPANS, answer) is None


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        pytest.param(Answer(400, '{"message": "must be an object"}'), "scores: answered 400", id="too old a server"),
        pytest.param(Answer(401, "{}"), "scores: answered 401", id="refused keys"),
        pytest.param(
            Answer(207, '{"accepted": 0, "rejected": 1, "errors": [{"message": "no such config"}]}'),
            "scores: 1 rejected: no such config",
            id="rejected one by one",
        ),
        pytest.param(redirect(302), "answered 302, a redirect", id="redirect"),
        pytest.param(Answer(200, "<html>", "text/html"), "without a JSON object", id="a page"),
    ],
)
def test_scores_that_were_not_taken_are_lost(lost: Lost, answer: Answer, reason: str) -> None:
    line = lost(SCORES, answer)
    assert line is not None
    assert (line["lost"], line["lost_scores"]) == (0, 1)
    assert reason in line["reason"]


def test_after_a_loss_the_next_job_is_judged_by_itself(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with langfuse_wire({SPANS: redirect(302)}) as (wire, url):
        new_tracer(monkeypatch, url)
        trace_a_job()
        wire.answers[SPANS] = Answer()
        trace_a_job()
    assert len(losses(caplog)) == 1


def test_a_second_attempt_replaces_the_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    with langfuse_wire() as (wire, url):
        new_tracer(monkeypatch, url)
        trace_a_job()
        trace_a_job()
    sent = [score["id"] for asked in wire.asked if asked.path == SCORES for score in json.loads(asked.body)]
    assert len(sent) == 2
    assert len(set(sent)) == 1


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("production", "production"),
        ("Production", "production"),
        ("Prod EU / 2", "prod-eu-2"),
        ("langfuse-Test", "test"),
        ("langfuse", "default"),
        ("x" * 256, "x" * 40),
    ],
)
def test_spans_and_scores_have_an_environment_that_langfuse_takes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture, tag: str, name: str
) -> None:
    monkeypatch.setenv("ALEX_ENVIRONMENT", tag)
    runtime_settings.cache_clear()
    langfuse = Langfuse(tmp_path)
    try:
        new_tracer(monkeypatch, langfuse.server.url, keys=LangfuseKeys.model_validate(langfuse.secret))
        trace_a_job()
        assert losses(caplog) == []
        assert langfuse.environments() == {name}
        assert {score["environment"] for score in langfuse.all_scores()} == {name}
    finally:
        langfuse.server.stop()
        runtime_settings.cache_clear()


def test_spans_are_sent_compressed(monkeypatch: pytest.MonkeyPatch) -> None:
    with langfuse_wire() as (wire, url):
        new_tracer(monkeypatch, url)
        trace_a_job()
    assert {asked.encoding for asked in wire.asked if asked.path == SPANS} == {"gzip"}


def test_a_span_that_cannot_be_masked_is_lost_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    exportable = trace_export.exportable

    def broken(attributes: Any, *rest: Any) -> Any:
        if "planner" in str(attributes):
            raise ValueError("a bug")
        return exportable(attributes, *rest)

    monkeypatch.setattr(trace_export, "exportable", broken)
    with langfuse_wire() as (wire, url):
        new_tracer(monkeypatch, url)
        trace_a_job()
    [line] = losses(caplog)
    assert line["lost"] == 1
    assert b"Portfolio Analysis Job" in wire.bodies()


def test_spans_that_the_full_queue_drops_are_lost(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with langfuse_wire() as (wire, url):
        active: Any = new_tracer(monkeypatch, url)
        processors = active.langfuse._resources.tracer_provider._active_span_processor._span_processors
        [queue] = [each._batch_processor for each in processors if hasattr(each, "_batch_processor")]
        # Nothing is sent before the flush, as while the server hangs.
        monkeypatch.setattr(queue, "_max_export_batch_size", 10_000)

        def fill() -> None:
            for _ in range(queue._max_queue_size):
                tracing.event("Decision: none")

        trace_a_job(fill)
    [line] = losses(caplog)
    assert line["lost"] == 2
    assert wire.asked
