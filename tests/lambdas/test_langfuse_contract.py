"""What agents send, read as Langfuse's server reads it, rule by rule."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from agents import set_trace_processors
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from agent_runtime.agent import runner
from agent_runtime.bedrock import model_incidents
from agent_runtime.traces import tracing
from agent_runtime.traces.trace_processor import ObservationProcessor
from local.traces.ingest import MalformedSpans
from tests.conftest import ENVIRONMENT
from tests.lambdas.langfuse_wire import JOB, SCORES, SPANS, Asked, langfuse_wire, new_tracer, trace_a_job
from tests.lambdas.model_wire import Body, Wire
from tests.langfuse_contract import crafted
from tests.langfuse_contract.breaks import BREAKS
from tests.langfuse_contract.sent import Sent, changed
from tests.langfuse_contract.table import ALL, ELSEWHERE, NOT_TOUCHED, RULES

ROOT = Path(__file__).resolve().parents[2]
LARGEST_BODY = 16 * 1024 * 1024


class Job:
    """The requests of the crafted job, to Langfuse and to the model."""

    def __init__(self, asked: list[Asked], model: list[Body]) -> None:
        self.requests = [each for each in asked if each.path == SPANS]
        self.scores = [json.loads(each.body) for each in asked if each.path == SCORES]
        self.model = model
        self.bodies = [each.body for each in self.requests]
        self.sent = Sent.of(self.bodies)


@pytest.fixture(scope="module")
def job() -> Iterator[Job]:
    wire = Wire()
    model = wire.serve()
    with pytest.MonkeyPatch.context() as patch, langfuse_wire() as (langfuse, url):
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        patch.setattr(model_incidents.random, "random", lambda: 0.0)
        bedrock = wire.model()
        patch.setattr(runner, "bedrock_model", lambda: bedrock)
        active = new_tracer(patch, url, "full")
        set_trace_processors([ObservationProcessor(active.langfuse)])
        crafted.run(wire)
        set_trace_processors([])
        yield Job(langfuse.asked, wire.requests)
    model.stop()


@pytest.mark.parametrize("rule", RULES)
def test_what_is_sent_follows_the_rule(job: Job, rule: str) -> None:
    assert RULES[rule](job.sent) == []


@pytest.mark.parametrize("rule", RULES)
def test_a_span_of_another_shape_breaks_the_rule(job: Job, rule: str) -> None:
    change: Callable[[Span], None] = BREAKS[rule]
    assert RULES[rule](Sent.of(changed(job.bodies, change))) != []


def test_every_rule_is_held_or_not_touched() -> None:
    assert sorted([*RULES, *ELSEWHERE, *NOT_TOUCHED]) == sorted(ALL)


@pytest.mark.parametrize("where", sorted(set(ELSEWHERE.values())))
def test_a_rule_that_another_test_holds_has_that_test(where: str) -> None:
    file, _, name = where.partition("::")
    assert f"def {name}(" in (ROOT / file).read_text()


def test_the_job_has_what_the_rules_are_about(job: Job) -> None:
    types = {step.row["type"] for step in job.sent.steps}
    assert types == {"SPAN", "AGENT", "CHAIN", "GENERATION", "TOOL", "GUARDRAIL", "EVENT"}
    shown = [step.row["toolCallNames"] for step in job.sent.generations]
    assert sorted(shown) == [[], [], ["price", "price"], ["submit_opinion"]]
    assert "thinking" in job.sent.generations[0].data("output")
    messages = {step.row["statusMessage"] for step in job.sent.steps if step.row["level"] == "ERROR"}
    assert any(str(message).startswith("cancelled") for message in messages)
    assert "LookupError: no such pattern" in messages
    guarded = {step.row["level"]: step.row["statusMessage"] for step in job.sent.typed("GUARDRAIL")}
    assert guarded == {"ERROR": "LookupError: no such pattern", "WARNING": "triggered"}


def test_each_generation_shows_the_tools_that_bedrock_was_sent(job: Job) -> None:
    for step, request in zip(job.sent.generations, job.model, strict=True):
        specs = [each["toolSpec"] for each in request["toolConfig"]["tools"]]
        shown = {name: json.loads(each) for name, each in step.row["toolDefinitions"].items()}
        assert {name: json.loads(each["parameters"]) for name, each in shown.items()} == {
            spec["name"]: spec["inputSchema"]["json"] for spec in specs
        }


def test_a_request_is_compressed_protobuf_of_a_new_sdk(job: Job) -> None:
    for request in job.requests:
        assert (request.headers["content-type"], request.encoding) == ("application/x-protobuf", "gzip")
        assert request.headers["x-langfuse-ingestion-version"] == "4"
        assert request.headers["x-langfuse-sdk-name"] == "python"
        assert int(request.headers["x-langfuse-sdk-version"].split(".")[0]) >= 5
        assert len(request.body) < LARGEST_BODY
        assert len(gzip.compress(request.body)) < len(request.body) / 3


def test_every_span_is_taken(job: Job) -> None:
    assert {step.scope for step in job.sent.steps} == {"langfuse-sdk"}

    def without_id(span: Span) -> None:
        span.span_id = b""

    with pytest.raises(MalformedSpans):
        Sent.of(changed(job.bodies, without_id))


def test_scores_go_as_a_list(job: Job) -> None:
    assert [[score["name"] for score in scores] for scores in job.scores] == [["quality"]]


def test_another_attempt_replaces_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    since = datetime.now(UTC) - timedelta(minutes=7, microseconds=3)
    with langfuse_wire() as (wire, url):
        new_tracer(monkeypatch, url)
        for attempt in (1, 2):
            with tracing.job_trace(JOB, since, attempt=attempt):
                pass
            tracing.flush(JOB)
    first, second = Sent.of(each.body for each in wire.asked if each.path == SPANS).steps
    assert (
        {first.row["startTime"]} == {second.row["startTime"]} == {since.isoformat(timespec="microseconds")[:-6] + "Z"}
    )
    assert first.row["id"] == second.row["id"]
    assert first.row["metadata"]["attempt"] != second.row["metadata"]["attempt"]


def test_a_root_never_starts_after_what_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with langfuse_wire() as (wire, url):
        new_tracer(monkeypatch, url)
        with tracing.job_trace(JOB, datetime.now(UTC) + timedelta(minutes=1)):
            tracing.event("Decision: none")
        tracing.flush(JOB)
    steps = Sent.of(each.body for each in wire.asked if each.path == SPANS).steps
    [root] = [step for step in steps if step.row["isRootObservation"]]
    assert all(root.row["startTime"] <= step.row["startTime"] for step in steps)


def test_the_smallest_trace_follows_the_rules_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with langfuse_wire() as (wire, url):
        new_tracer(monkeypatch, url)
        trace_a_job()
    sent = Sent.of(each.body for each in wire.asked if each.path == SPANS)
    assert [rule for rule, holds in RULES.items() if holds(sent)] == []
