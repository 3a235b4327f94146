"""Overhead of tracing a warm invocation, while Langfuse answers, refuses, and hangs."""

from __future__ import annotations

import asyncio
import io
import logging
import os
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from statistics import median

from agents import Agent, RunConfig, Runner, set_trace_processors
from agents.testing import ScriptedModel, assistant_message

from agent_runtime import settings
from agent_runtime.contracts import JobContext
from agent_runtime.telemetry import metrics
from agent_runtime.traces import trace_client, tracing
from agent_runtime.traces.trace_processor import ObservationProcessor
from bench.table import Row
from local.processes.servers import Server
from local.traces.keys import KeyPair, ProjectKeys
from local.traces.store import create_app

ROUNDS = 9
KEYS = {"public_key": "pk-lf-bench", "secret_key": "sk-lf-bench"}
ENVIRONMENT = {
    "ALEX_STACK": "bench",
    "ALEX_ENVIRONMENT": "bench",
    "ALEX_FUNCTION": "reporter",
    "ALEX_TITLE": "bench",
    "LANGFUSE_SECRET_ARN": "unused",
    "POWERTOOLS_SERVICE_NAME": "reporter",
}


def measure() -> Iterator[Row]:
    """An agent run with an instant model, without and with its observation and flush."""
    os.environ |= ENVIRONMENT
    # Warnings about the intentionally absent server would appear between the rows.
    logging.disable(logging.CRITICAL)
    set_trace_processors([])
    tracing.tracer = lambda: None
    off = _median(_invocation)
    yield Row("tracing", "an invocation without tracing", off, 1.0)
    for label, server in (("answers", _answering), ("refuses", _refusing), ("hangs", _hanging)):
        with server() as url:
            on = _with_langfuse(url, label)
        yield Row("tracing", f"with it, Langfuse {label}", on, on / off)


def _with_langfuse(url: str, label: str) -> float:
    os.environ["LANGFUSE_BASE_URL"] = url
    settings.langfuse_settings.cache_clear()
    # One public key per server: the SDK keeps one client per key for the life of the process.
    public_key = KEYS["public_key"] if label == "answers" else f"pk-lf-{label}"
    active = trace_client.Tracer(trace_client.LangfuseKeys(public_key=public_key, secret_key=KEYS["secret_key"]))
    tracing.tracer = lambda: active
    set_trace_processors([ObservationProcessor(active.langfuse)])
    return _median(_invocation)


def _median(work: Callable[[], None]) -> float:
    work()
    taken: list[float] = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    with redirect_stdout(io.StringIO()):
        metrics.flush()
    return median(taken)


def _invocation() -> None:
    job = JobContext(job_id=str(time.monotonic_ns()), user_id="u", session_id="s")
    with tracing.job_trace(job), tracing.agent_observation("reporter", "Report Writer", {"portfolio": "x" * 2000}):
        agent = Agent(name="Report Writer", instructions="Write.")
        model = ScriptedModel([[assistant_message("A report. " * 200)]])
        asyncio.run(Runner.run(agent, "Go.", run_config=RunConfig(model=model)))
    tracing.flush(job)


@contextmanager
def _answering() -> Generator[str]:
    with tempfile.TemporaryDirectory() as folder:
        server = Server("traces", create_app(Path(folder) / "traces.db", ProjectKeys(KeyPair(**KEYS))))
        server.wait_ready()
        yield server.url
        server.stop()


@contextmanager
def _refusing() -> Generator[str]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    yield f"http://127.0.0.1:{port}"


@contextmanager
def _hanging() -> Generator[str]:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        held: list[socket.socket] = []

        def accept() -> None:
            while True:
                try:
                    held.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
