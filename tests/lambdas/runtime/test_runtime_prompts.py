"""Instructions from Langfuse's prompt management: used under their label, and never in a run's way."""

from __future__ import annotations

import asyncio
import gzip
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from agents import Agent, set_trace_processors
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from agent_runtime import settings
from agent_runtime.agent import prompts
from agent_runtime.agent.prompts import Prompt, prompt_name
from agent_runtime.agent.runner import Run
from agent_runtime.bedrock.usage import track_usage
from agent_runtime.settings import runtime_settings
from agent_runtime.traces import tracing
from agent_runtime.traces.trace_processor import ObservationProcessor
from local.processes.servers import Server
from local.traces.ingest import observations_from_protobuf
from tests.lambdas.langfuse_wire import SPANS, new_tracer
from tests.lambdas.model_wire import JOB, Wire, says
from tests.waiting import until

PACKAGED = "# Writer\n\nYou write."
AGENT = Agent(name="Writer", instructions=PACKAGED)


@dataclass
class PromptServer:
    """Answers for every prompt; everything else with an empty object."""

    answer: Any = None
    """The prompt's text, a status, or a whole answer."""
    version: int = 3
    hanging: threading.Event | None = None
    """Until it is set, a prompt is not answered."""
    asked: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    bodies: list[bytes] = field(default_factory=list[bytes])

    async def prompt(self, request: Request) -> Response:
        self.asked.append({"name": request.path_params["name"], **request.query_params})
        while self.hanging is not None and not self.hanging.is_set():
            await asyncio.sleep(0.01)
        if isinstance(self.answer, int):
            return JSONResponse({"message": "no", "error": "LangfuseNotFoundError"}, self.answer)
        fields = {"name": request.path_params["name"], "version": self.version, "labels": ["trial"], "tags": []}
        known = {**fields, "type": "text", "config": {}, "prompt": self.answer}
        return JSONResponse(known | self.answer if isinstance(self.answer, dict) else known)

    async def other(self, request: Request) -> Response:
        if request.url.path == SPANS:
            self.bodies.append(gzip.decompress(await request.body()))
        return JSONResponse({})

    def serve(self) -> Server:
        routes = [
            Route("/api/public/v2/prompts/{name:path}", self.prompt),
            Route("/{path:path}", self.other, methods=["GET", "POST"]),
        ]
        server = Server("prompts", Starlette(routes=routes))
        server.wait_ready()
        return server

    def observations(self, kind: str) -> list[dict[str, Any]]:
        found = [each for body in self.bodies for each in observations_from_protobuf(body)]
        return [each for each in found if each["type"] == kind]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, wire: Wire) -> Iterator[PromptServer]:
    """In Langfuse's place, with the label `trial` in the settings."""
    prompt_server = PromptServer("You write well.")
    running = prompt_server.serve()
    monkeypatch.setenv("LANGFUSE_PROMPT_LABEL", "trial")
    settings.langfuse_settings.cache_clear()
    active = new_tracer(monkeypatch, running.url, "full")
    set_trace_processors([ObservationProcessor(active.langfuse)])
    # Patience for slow machines.
    monkeypatch.setattr(prompts, "WAIT_SECONDS", 60.0)
    wire.script = [says("Done.")]
    yield prompt_server
    if prompt_server.hanging is not None:
        prompt_server.hanging.set()
    set_trace_processors([])
    running.stop()
    settings.langfuse_settings.cache_clear()


def run() -> None:
    """One invocation with two runs of its agent."""

    async def twice() -> None:
        invocation = Run(JOB, track_usage())
        await invocation.agent(AGENT, "go")
        await invocation.agent(AGENT, "go again")

    with tracing.job_trace(JOB), tracing.agent_observation("writer", "Writer", {}):
        asyncio.run(twice())
    tracing.flush(JOB)


def instructions(wire: Wire) -> list[str]:
    """What the model was told, run by run."""
    return [request["system"][0]["text"] for request in wire.requests]


def complaints(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """The fields of the log lines about a prompt that was not had."""
    return [vars(record) for record in caplog.records if record.msg == "no prompt from Langfuse"]


def test_a_run_follows_the_labels_prompt_and_is_linked_to_it(server: PromptServer, wire: Wire) -> None:
    run()
    name = prompt_name(runtime_settings().alex_function)
    assert server.asked == [{"name": name, "label": "trial"}], "once for the invocation"
    assert instructions(wire) == ["You write well."] * 2
    generations, [agent] = server.observations("GENERATION"), server.observations("AGENT")
    assert [(each["promptName"], each["promptVersion"]) for each in generations] == [(name, 3)] * 2
    assert {each["version"] for each in (*generations, agent)} == {Prompt("You write well.").version}


def test_without_the_setting_nothing_is_asked_and_the_packaged_text_has_a_version(
    server: PromptServer, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    active = tracing.tracer()
    assert active is not None
    monkeypatch.setattr(active, "prompt", None)
    run()
    assert server.asked == []
    assert instructions(wire) == [PACKAGED] * 2
    generations, [agent] = server.observations("GENERATION"), server.observations("AGENT")
    assert {each["version"] for each in (*generations, agent)} == {Prompt(PACKAGED).version}
    assert [each["promptName"] for each in generations] == [None, None]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        pytest.param(404, "answered 404", id="no such prompt"),
        pytest.param(401, "answered 401", id="keys refused"),
        pytest.param(500, "answered 500", id="broken server"),
        pytest.param({"type": "chat", "prompt": [{"role": "system", "content": "x"}]}, "a text prompt", id="a chat"),
        pytest.param(" \n", "characters, not 0", id="empty"),
        pytest.param("x" * (prompts.MOST_CHARACTERS + 1), "characters, not", id="too long"),
        pytest.param({"prompt": 7}, "Error", id="no text"),
    ],
)
def test_a_prompt_that_cannot_be_used_leaves_the_packaged_one(
    server: PromptServer, wire: Wire, caplog: pytest.LogCaptureFixture, answer: Any, reason: str
) -> None:
    server.answer = answer
    run()
    asked = len(server.asked)
    run()
    assert instructions(wire) == [PACKAGED] * 4
    assert len(server.asked) == asked, "after a failure nothing is asked for a while"
    [said] = complaints(caplog)
    assert reason in said["reason"]
    assert said["used"] == "the packaged instructions"
    assert {each["version"] for each in server.observations("GENERATION")} == {Prompt(PACKAGED).version}


def test_a_server_that_hangs_is_waited_for_once_and_its_late_answer_is_for_the_next_run(
    server: PromptServer, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prompts, "WAIT_SECONDS", 0.1)
    server.hanging = threading.Event()
    run()
    run()
    assert instructions(wire) == [PACKAGED] * 4
    assert len(server.asked) == 1
    server.hanging.set()
    managed = getattr(tracing.tracer(), "prompt", None)
    assert managed is not None
    until(lambda: managed._found, "the late answer comes")
    run()
    assert instructions(wire)[4:] == ["You write well."] * 2


@pytest.mark.parametrize("answer", [503, 401, 429])
def test_while_langfuse_is_down_runs_go_on_with_the_prompt_that_they_had(
    server: PromptServer, wire: Wire, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, answer: int
) -> None:
    monkeypatch.setattr(prompts, "FRESH_SECONDS", 0.0)
    run()
    server.answer = answer
    run()
    until(lambda: complaints(caplog), "the refusal is logged")
    run()
    assert instructions(wire) == ["You write well."] * 6
    assert [said["used"] for said in complaints(caplog)] == ["the last one that it gave"]


def test_a_prompt_that_loses_its_label_is_not_used_any_more(
    server: PromptServer, wire: Wire, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(prompts, "FRESH_SECONDS", 0.0)
    run()
    server.answer = 404
    run()
    until(lambda: complaints(caplog), "the answer is logged")
    run()
    assert instructions(wire)[4:] == [PACKAGED] * 2


def test_a_new_version_is_followed_without_waiting_for_it(
    server: PromptServer, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prompts, "FRESH_SECONDS", 0.0)
    run()
    server.answer, server.version = "You write better.", 4
    managed = getattr(tracing.tracer(), "prompt", None)
    assert managed is not None
    run()
    until(lambda: managed._found.text == "You write better.", "the new version comes")
    run()
    assert instructions(wire)[4:] == ["You write better."] * 2
    assert server.observations("GENERATION")[-1]["promptVersion"] == 4


def test_a_version_is_short_and_follows_the_text() -> None:
    assert Prompt("a").version == Prompt("a").version != Prompt("b").version
    assert len(Prompt("a").version) == 12
