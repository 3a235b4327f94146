"""A server in Langfuse's place that keeps every request, and a tracer that sends to it."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from agent_runtime.contracts import JobContext
from agent_runtime.telemetry import metrics
from agent_runtime.traces import trace_client, tracing
from agent_runtime.traces.trace_keys import LangfuseKeys
from local.processes.servers import Server

JOB = JobContext(job_id="job-1", user_id="u", session_id="u/2026-01-01")
SPANS, SCORES = "/api/public/otel/v1/traces", "/api/public/scores"


@dataclass
class Answer:
    status: int = 200
    body: str | bytes = "{}"
    media_type: str | None = "application/json"
    headers: dict[str, str] = field(default_factory=dict[str, str])


TAKES: dict[str, Answer] = {SPANS: Answer(), SCORES: Answer(202, '{"message": "Accepted"}')}


@dataclass
class Asked:
    method: str
    path: str
    encoding: str
    body: bytes
    """Decompressed."""
    headers: dict[str, str]
    """Their names in lower case."""


@dataclass
class LangfuseWire:
    """Answers by path; any other path with 200 and an empty object."""

    answers: dict[str, Answer]
    asked: list[Asked] = field(default_factory=list[Asked])

    async def answer(self, request: Request) -> Response:
        body, encoding = await request.body(), request.headers.get("content-encoding", "")
        body = gzip.decompress(body) if encoding == "gzip" else body
        self.asked.append(Asked(request.method, request.url.path, encoding, body, dict(request.headers)))
        answer = self.answers.get(request.url.path, Answer())
        return Response(answer.body, answer.status, answer.headers, answer.media_type)

    def bodies(self) -> bytes:
        return b"\n".join(asked.body for asked in self.asked)


@contextmanager
def langfuse_wire(answers: dict[str, Answer] | None = None) -> Generator[tuple[LangfuseWire, str]]:
    """The server, and its URL."""
    wire = LangfuseWire(TAKES | (answers or {}))
    methods = ["GET", "POST", "PUT", "PATCH"]
    server = Server("langfuse", Starlette(routes=[Route("/{path:path}", wire.answer, methods=methods)]))
    server.wait_ready()
    yield wire, server.url
    server.stop()


def new_tracer(
    monkeypatch: pytest.MonkeyPatch, url: str, content: str = "masked", keys: LangfuseKeys | None = None
) -> trace_client.Tracer:
    """A tracer of this process, with patience for slow machines. Without keys it gets its own."""
    monkeypatch.setenv("LANGFUSE_BASE_URL", url)
    monkeypatch.setenv("LANGFUSE_CONTENT", content)
    monkeypatch.setenv("LANGFUSE_FLUSH_SECONDS", "10")
    # A new public key per test: the SDK keeps one client per key for the life of the process.
    own = LangfuseKeys(public_key=f"pk-lf-{time.monotonic_ns()}", secret_key="sk-lf-x")
    active = trace_client.Tracer(keys or own)
    monkeypatch.setattr(tracing, "tracer", lambda: active)
    return active


def trace_a_job(inside: Callable[[], None] = lambda: None) -> None:
    """Two spans and one score, sent."""
    with tracing.job_trace(JOB), tracing.agent_observation("planner", "Planner", {}):
        inside()
        tracing.score(JOB, "quality", 1.0, "good")
    tracing.flush(JOB)


def counted(capsys: pytest.CaptureFixture[str]) -> int:
    """Invocations that the metric counts as lossy."""
    metrics.flush()
    written = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith('{"_aws"')]
    return sum(int(sum(line.get("TraceExportFailures", [0]))) for line in written)


def losses(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """The fields of the log lines about losses."""
    return [vars(record) for record in caplog.records if record.msg == "spans were not all sent to Langfuse"]
