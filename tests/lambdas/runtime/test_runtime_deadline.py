"""A model call ends with its run: the request is closed, none follows, and the call is booked."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from agents import Agent

from agent_runtime import deadline
from agent_runtime.agent import runner
from agent_runtime.agent.runner import Run
from agent_runtime.bedrock import capabilities, model_incidents
from agent_runtime.bedrock.usage import track_usage
from agent_runtime.errors import AgentFailure
from tests.lambdas.model_wire import JOB, MODEL, Body, Wire, out_of_time, refuses, says
from tests.waiting import PATIENCE_SECONDS, until

AGENT = Agent(name="Writer", instructions="Write.")


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    wire = Wire()
    server = wire.serve()
    capabilities.forget()
    model = wire.model(seconds=30)
    monkeypatch.setattr(runner, "bedrock_model", lambda: model)
    yield wire
    server.stop()


def left(wire: Wire, requests: int) -> bool:
    """Waits until the server has seen clients leave."""
    until(lambda: wire.left >= requests, lambda: f"{wire.left} left", every=0.01)
    return wire.left == requests


def test_a_run_that_ends_takes_its_request_with_it(wire: Wire) -> None:
    wire.script = [{"hang": True}]
    tracker = out_of_time(AGENT, lambda: wire.requests)
    assert left(wire, 1), "the connection was closed"
    assert len(wire.requests) == 1
    assert (tracker.usage.model_calls, tracker.usage.unpriced_models) == (1, [MODEL])


def test_the_next_run_gets_its_answer_on_the_same_client(wire: Wire) -> None:
    wire.script = [says("warm"), {"hang": True}, says("again")]
    tracker = track_usage()
    asyncio.run(Run(JOB, tracker).agent(AGENT, "go"))
    out_of_time(AGENT, lambda: len(wire.requests) == 2)
    assert left(wire, 1), "a connection that was used before is closed too"
    assert asyncio.run(Run(JOB, tracker).agent(AGENT, "go")).final_output == "again"


def test_a_request_that_takes_too_long_is_closed_before_the_next(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    model = wire.model(seconds=1)
    monkeypatch.setattr(runner, "bedrock_model", lambda: model)

    def hangs(_: object) -> Body:
        model._seconds = 60  # of the next request, which a busy machine may take long to answer
        return {"hang": True}

    wire.script = [hangs, says("late")]
    tracker = track_usage()
    assert asyncio.run(Run(JOB, tracker).agent(AGENT, "go")).final_output == "late"
    assert left(wire, 1)
    assert tracker.usage.model_calls == 2


def test_without_time_for_an_answer_nothing_is_asked_again(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_incidents, "LEAST_SECONDS", 2 * PATIENCE_SECONDS)
    wire.script = [refuses("busy", "ThrottlingException", 429)]

    async def short() -> None:
        async with deadline.bounded(PATIENCE_SECONDS):
            await Run(JOB, track_usage()).agent(AGENT, "go")

    with pytest.raises(AgentFailure, match="1 attempt was refused"):
        asyncio.run(short())
    assert len(wire.requests) == 1


def test_a_call_that_ended_before_its_request_was_sent_sends_none(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    wire.script = [says("never")]
    model = wire.model()
    monkeypatch.setattr(runner, "bedrock_model", lambda: model)
    about_to_send, ended, gone_on = threading.Event(), threading.Event(), threading.Event()

    def pause(**_: object) -> None:
        about_to_send.set()
        ended.wait(PATIENCE_SECONDS)

    events = model._client.meta.events
    events.register("before-send.bedrock-runtime.Converse", pause)
    events.register("response-received.bedrock-runtime.Converse", lambda **_: gone_on.set())
    out_of_time(AGENT, about_to_send.is_set)
    ended.set()
    assert gone_on.wait(PATIENCE_SECONDS), "its thread goes on, and ends"
    assert wire.requests == []
