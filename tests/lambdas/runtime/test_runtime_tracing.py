"""Tracing never holds up a job: export is bounded, and lost spans are counted."""

from __future__ import annotations

import json
import socket
import threading
import time
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date
from typing import Any

import boto3
import pytest
from aws_lambda_powertools.utilities.parameters import SecretsProvider
from botocore.stub import Stubber
from langfuse import Langfuse
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from agent_runtime.contracts import JobContext
from agent_runtime.telemetry import metrics
from agent_runtime.traces import trace_client, trace_keys, tracing
from agent_runtime.traces.trace_identity import MAX_LENGTH, bounded, session_id
from agent_runtime.traces.trace_keys import LangfuseKeys
from local.processes.servers import Server

JOB = JobContext(job_id="job-1", user_id="u", session_id="u/2026-01-01")
#: Far above the bound that these tests set, far below an endless wait.
PATIENCE_SECONDS = 5


@contextmanager
def silent_server() -> Generator[str]:
    """Accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        accepted: list[socket.socket] = []
        threading.Thread(target=lambda: accepted.append(server.accept()[0]), daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        for connection in accepted:
            connection.close()


@contextmanager
def answering(status: int, body: str) -> Generator[str]:
    """Gives the same answer to every request."""

    async def answer(_request: Request) -> Response:
        return Response(body, status)

    server = Server("langfuse", Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])]))
    server.wait_ready()
    yield server.url
    server.stop()


@pytest.fixture
def refusing() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return f"http://127.0.0.1:{port}"


def traced(monkeypatch: pytest.MonkeyPatch, base_url: str) -> float:
    """Seconds that a small trace and its flush take with this server."""
    monkeypatch.setenv("LANGFUSE_BASE_URL", base_url)
    monkeypatch.setenv("LANGFUSE_FLUSH_SECONDS", "0.5")
    # A new public key per test: the SDK keeps one client per key for the life of the process.
    active = trace_client.Tracer(LangfuseKeys(public_key=f"pk-lf-{time.monotonic_ns()}", secret_key="sk-lf-x"))
    monkeypatch.setattr(tracing, "tracer", lambda: active)
    with tracing.job_trace(JOB), tracing.agent_observation("planner", "Planner", {}):
        tracing.event("Decision: none")
    started = time.monotonic()
    tracing.flush(JOB)
    return time.monotonic() - started


def counted(capsys: pytest.CaptureFixture[str]) -> bool:
    metrics.flush()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    return any(line.get("TraceExportFailures") for line in lines)


def test_a_server_that_hangs_costs_no_more_than_the_bound(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with silent_server() as url:
        assert traced(monkeypatch, url) < PATIENCE_SECONDS
    assert counted(capsys)


def test_a_server_that_refuses_costs_no_more_than_the_bound(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], refusing: str
) -> None:
    assert traced(monkeypatch, refusing) < PATIENCE_SECONDS
    assert counted(capsys)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(401, "{}", id="wrong keys"),
        pytest.param(429, "slow down", id="too many requests"),
        pytest.param(500, "oops", id="server error"),
    ],
)
def test_a_server_that_does_not_take_the_spans_is_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], status: int, body: str
) -> None:
    with answering(status, body) as url:
        assert traced(monkeypatch, url) < PATIENCE_SECONDS
    assert counted(capsys)


def test_a_server_that_answers_garbage_does_not_hold_up_a_job(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(200, "<html>not protobuf</html>") as url:
        assert traced(monkeypatch, url) < PATIENCE_SECONDS


def test_the_trace_id_comes_from_the_job(monkeypatch: pytest.MonkeyPatch, refusing: str) -> None:
    monkeypatch.setenv("LANGFUSE_BASE_URL", refusing)
    active = trace_client.Tracer(LangfuseKeys(public_key=f"pk-lf-{time.monotonic_ns()}", secret_key="sk-lf-x"))
    monkeypatch.setattr(tracing, "tracer", lambda: active)
    with tracing.job_trace(JOB) as root:
        carrier = tracing.carrier()
        assert root is not None
        assert root.trace_id == Langfuse.create_trace_id(seed="job-1")
        assert root.trace_id in carrier["traceparent"]
    child_job = JOB.model_copy(update={"trace": carrier})
    with tracing.continued_trace(child_job), tracing.agent_observation("tagger", "InstrumentTagger", {}) as child:
        assert child is not None
        assert child.trace_id == root.trace_id


def attributes_of(observation: Any) -> dict[str, Any]:
    return dict(observation._otel_span.attributes)


@pytest.mark.parametrize("length", [1, 189, 190, 200, 201, 255])
def test_every_user_id_that_the_api_accepts_reaches_the_trace(
    monkeypatch: pytest.MonkeyPatch, refusing: str, length: int
) -> None:
    monkeypatch.setenv("LANGFUSE_BASE_URL", refusing)
    active = trace_client.Tracer(LangfuseKeys(public_key=f"pk-lf-{time.monotonic_ns()}", secret_key="sk-lf-x"))
    monkeypatch.setattr(tracing, "tracer", lambda: active)
    user = "u" * length
    job = JobContext(job_id=str(uuid.uuid4()), user_id=user, session_id=f"{user}/2026-01-31")
    with tracing.job_trace(job) as root:
        assert root is not None
        sent = attributes_of(root)
    assert sent["user.id"] == (user if length <= 200 else bounded(user))
    assert sent["session.id"] == bounded(job.session_id)
    assert json.loads(sent["langfuse.trace.metadata.job_id"]) == job.job_id


def test_a_bounded_id_is_the_users_own_and_stays_the_same() -> None:
    long, other = "u" * 254 + "1", "u" * 254 + "2"
    assert bounded(long) == bounded(long) == bounded(bounded(long))
    assert bounded(long) != bounded(other)
    assert bounded(long).startswith("u" * 160)
    assert len(bounded(long)) == MAX_LENGTH
    assert bounded("user-1") == "user-1"


def test_an_address_is_no_name_of_a_user() -> None:
    subject = "ada@mail.example.com"
    assert bounded(subject) == bounded(bounded(subject)) != bounded("bob@mail.example.com")
    assert bounded(subject).startswith("user~")
    assert session_id(subject, date(2026, 1, 31)) == f"{bounded(subject)}/2026-01-31"


@pytest.mark.parametrize("subject", ["u" * 189, "u" * 230, "u" * 255, "ada@mail.example.com"])
def test_no_subject_makes_the_sdk_complain(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, refusing: str, subject: str
) -> None:
    monkeypatch.setenv("LANGFUSE_BASE_URL", refusing)
    active = trace_client.Tracer(LangfuseKeys(public_key=f"pk-lf-{time.monotonic_ns()}", secret_key="sk-lf-x"))
    monkeypatch.setattr(tracing, "tracer", lambda: active)
    job = JobContext(job_id="j", user_id=subject, session_id=session_id(subject, date(2026, 1, 31)))
    with tracing.job_trace(job) as root:
        assert root is not None
        sent = attributes_of(root)
    assert sent["user.id"] == json.loads(sent["langfuse.observation.metadata.user_id"]) == bounded(subject)
    assert sent["session.id"] == job.session_id
    assert [record for record in caplog.records if record.name.startswith("langfuse")] == []


def test_a_users_jobs_of_one_day_share_a_session_that_langfuse_takes() -> None:
    day = date(2026, 1, 31)
    assert session_id("user-1", day) == "user-1/2026-01-31"
    assert len(session_id("u" * 255, day)) == MAX_LENGTH
    assert session_id("u" * 255, day) != session_id("u" * 255, date(2026, 2, 1))


def test_without_a_client_everything_still_runs() -> None:
    with tracing.job_trace(JOB) as root, tracing.agent_observation("planner", "Planner", {}) as planner:
        tracing.event("Decision: none")
        tracing.note(words=3)
    assert (root, planner, tracing.carrier()) == (None, None, {})


@pytest.mark.parametrize("value", ["abc", "{}", '{"public_key": "", "secret_key": "x"}', "[1]"])
def test_a_malformed_secret_costs_the_trace_and_not_the_job(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], value: str
) -> None:
    client = boto3.client("secretsmanager", region_name="us-east-1")
    with Stubber(client) as stub:
        stub.add_response("get_secret_value", {"Name": "n", "SecretString": value})
        provider = SecretsProvider(boto3_client=client)
        monkeypatch.setattr(trace_keys, "secrets_provider", lambda: provider)
        monkeypatch.setattr(trace_client, "_process", trace_client._Process())
        assert trace_client.tracer() is None
        assert trace_client.tracer() is None, "asked for once, not at every event"
    assert counted(capsys)
