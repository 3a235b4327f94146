"""Under `masked` and `metadata`, the user's text leaves a function by no way: spans, media, scores, logs, metrics.

Each way carries the same canary. What arrives at the server, and what the function writes, is searched for it in every
encoding.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, cast

import pytest
from agents import Agent, GuardrailFunctionOutput, InputGuardrail, set_trace_processors
from opentelemetry.trace import get_current_span

from agent_runtime.agent import runner
from agent_runtime.agent.runner import Run
from agent_runtime.agent.tools import tool
from agent_runtime.bedrock import capabilities
from agent_runtime.bedrock.usage import track_usage
from agent_runtime.contracts import JobContext
from agent_runtime.handler import logger as handler_logger
from agent_runtime.portfolio.snapshot import Account, Instrument, Portfolio, Position
from agent_runtime.telemetry import metrics, safe_logs
from agent_runtime.traces import trace_identity, tracing
from agent_runtime.traces.trace_client import Tracer
from agent_runtime.traces.trace_processor import ObservationProcessor
from holdings.kinds import InstrumentKind
from tests.canary.searching import Output, leaks
from tests.lambdas.langfuse_wire import LangfuseWire, langfuse_wire, new_tracer
from tests.lambdas.model_wire import Wire, calls, refuses, says

WORDS = "my late aunt's cottage in Oberammergau"
DATA_URI = "data:text/plain;base64," + base64.b64encode(WORDS.encode()).decode()
MAIL = "ada.lovelace.1815@mail.example.com"
CANARIES = {"words": WORDS, "address": MAIL, "data URI": DATA_URI.partition(",")[2]}
SAID = f"{WORDS} and {MAIL} and {DATA_URI}"

INSTRUMENT = Instrument(symbol="COTTAGE", name=WORDS, kind=InstrumentKind.OTHER)
PORTFOLIO = Portfolio(
    accounts=[
        Account(
            name=WORDS.upper(),
            kind="ira",
            positions=[Position(instrument=INSTRUMENT, quantity=Decimal(1), unit_price=Decimal(1))],
        )
    ],
    notes=f"I inherited a house. It is {WORDS}! {DATA_URI}",
)
USER = MAIL
JOB = JobContext(
    job_id="job-canary",
    user_id=trace_identity.bounded(USER),
    session_id=trace_identity.session_id(USER, date(2026, 1, 1)),
)


class Left:
    """All that left the function."""

    def __init__(self, wire: LangfuseWire, stdout: Callable[[], str]) -> None:
        self._wire, self._stdout = wire, stdout

    def by_any_way(self) -> list[Output]:
        sent = [Output("request", f"{each.method} {each.path}", repr(each)) for each in self._wire.asked]
        return [*sent, Output("output", "of the function", self._stdout())]


@pytest.fixture(params=["masked", "metadata"])
def content(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def left(
    content: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[tuple[Left, Tracer]]:
    written, handler = io.StringIO(), cast(logging.StreamHandler[Any], handler_logger.registered_handler)
    earlier = handler.setStream(written)
    with langfuse_wire() as (wire, url):
        tracer = new_tracer(monkeypatch, url, content)
        set_trace_processors([ObservationProcessor(tracer.langfuse)])
        tracing.protect(JOB, PORTFOLIO)
        yield Left(wire, lambda: "".join((written.getvalue(), *capfd.readouterr()))), tracer
        set_trace_processors([])
        safe_logs.protect({})
    if earlier is not None:
        handler.setStream(earlier)


def raise_it() -> None:
    raise LookupError(f"cannot read {SAID}")


def in_an_observation(tracer: Tracer) -> None:
    with tracer.langfuse.start_as_current_observation(as_type="span", name="step", input=SAID, output=SAID) as span:
        span.update(metadata={"quoted": SAID, "inside": {"deep": [SAID]}}, status_message=SAID, version=SAID)


def in_an_exception(tracer: Tracer) -> None:
    with (
        contextlib.suppress(LookupError),
        tracer.langfuse.start_as_current_observation(as_type="span", name="failing"),
    ):
        raise_it()


def in_media(tracer: Tracer) -> None:
    source = {"type": "base64", "media_type": "text/plain", "data": DATA_URI.partition(",")[2]}
    for form in (DATA_URI, [DATA_URI], {"content": [{"type": "image", "source": source}]}, {"text": DATA_URI}):
        with tracer.langfuse.start_as_current_observation(
            as_type="span", name="media", input=form, output=form
        ) as span:
            span.update(metadata={"picture": DATA_URI})


def in_an_event_and_notes(_: Tracer) -> None:
    tracing.event("Decision: it is so", reason=SAID)
    tracing.note(quoted=SAID)
    tracing.reasoning(SAID)


def in_a_score(_: Tracer) -> None:
    tracing.score(JOB, "quality", 0.5, SAID)


def in_a_span_event(tracer: Tracer) -> None:
    with tracer.langfuse.start_as_current_observation(as_type="span", name="eventful"):
        get_current_span().add_event("quoted", {"text": SAID})
        get_current_span().record_exception(LookupError(SAID))


WAYS: dict[str, Callable[[Tracer], None]] = {
    "an observation": in_an_observation,
    "an exception": in_an_exception,
    "media": in_media,
    "an event and notes": in_an_event_and_notes,
    "a score's comment": in_a_score,
    "a span's event": in_a_span_event,
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_nothing_leaves_in_a_trace(left: tuple[Left, Tracer], way: Callable[[Tracer], None]) -> None:
    out, tracer = left
    with tracing.job_trace(JOB, quoted=SAID), tracing.agent_observation("planner", "Planner", {"said": SAID}):
        way(tracer)
    tracing.flush(JOB)
    found = out.by_any_way()
    assert leaks(found, CANARIES) == []
    paths = {output.where for output in found if output.kind == "request"}
    assert "POST /api/public/otel/v1/traces" in paths, "the trace itself was sent"
    assert not [path for path in paths if "media" in path]


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    wire = Wire()
    server = wire.serve()
    capabilities.forget()
    model = wire.model(attempts=1)
    monkeypatch.setattr(runner, "bedrock_model", lambda: model)
    yield wire
    server.stop()
    capabilities.forget()


@tool
def look_up(text: str) -> str:
    """Looks up."""
    return f"found {text}"


@tool
def failing(text: str) -> str:
    """Fails."""
    raise LookupError(f"not found: {text}")


async def crash(_context: Any, _agent: Any, message: Any) -> GuardrailFunctionOutput:
    raise LookupError(f"no pattern for {message}")


RUNS: dict[str, list[Any]] = {
    "an answer": [says(f"You told me: {SAID}")],
    "reasoning": [says({"reasoningContent": {"reasoningText": {"text": SAID}}}, "Done.")],
    "a refusal": [refuses(f"Malformed input: {SAID}")],
    "a tool's arguments and result": [says(calls("look_up", {"text": SAID}), stop="tool_use"), says("Done.")],
    "a tool's error": [says(calls("failing", {"text": SAID}), stop="tool_use")],
    "wrong arguments": [says(calls("look_up", {"texts": SAID}), stop="tool_use"), says("Done.")],
    "an unknown tool": [says(calls(WORDS, {"text": SAID}), stop="tool_use"), says("Done.")],
    "a stop": [says(SAID, stop="max_tokens")],
}


@pytest.mark.parametrize("script", RUNS.values(), ids=RUNS.keys())
def test_nothing_leaves_while_an_agent_runs(left: tuple[Left, Tracer], wire: Wire, script: list[Any]) -> None:
    out, _ = left
    wire.script = script
    agent = Agent(name="Writer", instructions="Write.", tools=[look_up, failing])
    with (
        tracing.job_trace(JOB),
        tracing.agent_observation("reporter", "Report Writer", {}),
        contextlib.suppress(Exception),
    ):
        asyncio.run(Run(JOB, track_usage()).agent(agent, SAID))
    tracing.flush(JOB)
    metrics.flush()
    assert wire.requests, "the model was asked"
    assert leaks(out.by_any_way(), CANARIES) == []


def test_nothing_leaves_when_a_guardrail_crashes(left: tuple[Left, Tracer], wire: Wire) -> None:
    out, _ = left
    guardrail = InputGuardrail(guardrail_function=crash, name="crashing", run_in_parallel=False)
    agent = Agent(name="Writer", instructions="Write.", input_guardrails=[guardrail])
    with (
        tracing.job_trace(JOB),
        tracing.agent_observation("reporter", "Report Writer", {}),
        pytest.raises(LookupError),
    ):
        asyncio.run(Run(JOB, track_usage()).agent(agent, SAID))
    tracing.flush(JOB)
    assert leaks(out.by_any_way(), CANARIES) == []


LIBRARIES = """
import logging, threading, warnings
import langfuse
from agent_runtime import handler
from agent_runtime.telemetry import safe_logs

def fail():
    raise LookupError(said)

def stack_trace():
    try:
        fail()
    except LookupError:
        logging.getLogger("openai.agents").exception("Error getting response")

said = open(0).read()
safe_logs.protect({said.partition(" and ")[0]: "[client notes]"})
logging.getLogger("langfuse").warning("Dropped %s", said)
logging.getLogger("httpx").error("Sent %s", said)
stack_trace()
thread = threading.Thread(target=fail)
thread.start()
thread.join()
warnings.warn(said)
"""


def test_nothing_leaves_in_the_lines_of_libraries_and_threads() -> None:
    """In a process of its own: a function sets its loggers up once, for good."""
    names = dict.fromkeys(("ALEX_STACK", "ALEX_ENVIRONMENT", "ALEX_FUNCTION", "ALEX_TITLE"), "x")
    environment = {**os.environ, **names, "PYTHONPATH": "agents", "POWERTOOLS_SERVICE_NAME": "reporter"}
    ran = subprocess.run(
        [sys.executable, "-c", LIBRARIES], input=SAID, env=environment, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(lines) == 5
    assert all("[client notes]" in json.dumps(line) for line in lines)
    assert leaks([Output("log", "of the function", ran.stdout)], CANARIES) == []


def test_full_content_shows_what_the_others_hide(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Otherwise, the searches above would prove nothing."""
    with langfuse_wire() as (wire, url):
        tracer = new_tracer(monkeypatch, url, "full")
        with tracing.job_trace(JOB):
            in_media(tracer)
            in_an_observation(tracer)
            in_a_score(tracer)
        tracing.flush(JOB)
        found = leaks(Left(wire, lambda: "".join(capfd.readouterr())).by_any_way(), CANARIES)
    assert {leak.secret for leak in found} == CANARIES.keys()
    assert not [each.path for each in wire.asked if "media" in each.path], "nothing is uploaded under any setting"
