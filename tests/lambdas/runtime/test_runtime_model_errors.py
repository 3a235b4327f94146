"""Every way in which a model call can go wrong, over the wire: asked again or final, how often, booked how."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import botocore.session
import pytest
from agents import Agent, ModelSettings

from agent_runtime.agent import runner
from agent_runtime.bedrock import capabilities, model_incidents
from agent_runtime.bedrock.model_errors import ANSWERED, ANSWERS, CONNECTION, ERRORS, THROTTLED, Handling, Wait
from agent_runtime.errors import AgentFailure
from agent_runtime.telemetry import metrics
from tests.lambdas.model_wire import Body, Ran, Wire, refuses, run_agent, says

GOOD = says("Done.")
HANGS = {"hang": True}
#: How the server makes each failure of the connection that it can make.
BREAKS = {
    "connection dropped": {"drop": True},
    "answer unreadable": {"raw": "<html>"},
    "no answer in time": HANGS,
}
EMPTY = {
    "no content": says(),
    "blanks only": says(" \n"),
    "reasoning only": says({"reasoningContent": {"reasoningText": {"text": "hm", "signature": "s"}}}),
}
STATUS = {"AccessDeniedException": 403, "ModelTimeoutException": 408, "ModelErrorException": 424}


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    wire = Wire()
    server = wire.serve()
    capabilities.forget()
    monkeypatch.setattr(model_incidents.random, "random", lambda: 0.0)
    # Short only where the model hangs: a busy machine may take a second for an answer.
    monkeypatch.setattr(runner, "bedrock_model", lambda: wire.model(seconds=1 if HANGS in wire.script else 60))
    yield wire
    server.stop()


def asked() -> Ran:
    return run_agent(Agent(name="Writer", instructions="Write.", model_settings=ModelSettings(max_tokens=100)))


def error_step(code: str) -> Body:
    status = STATUS.get(code, 429 if code in THROTTLED else 500 if code == "InternalServerException" else 400)
    return refuses(f"{code} of the test", code, status)


CASES: list[Any] = [
    *[pytest.param(error_step(code), handling, id=code) for code, handling in ERRORS.items()],
    *[pytest.param(step, CONNECTION[cause], id=cause) for cause, step in BREAKS.items()],
    *[pytest.param(step, ANSWERS[cause], id=cause) for cause, step in EMPTY.items()],
    *[
        pytest.param(says("half", stop=cause), handling, id=cause)
        for cause, handling in ANSWERS.items()
        if cause not in EMPTY
    ],
]


@pytest.mark.parametrize(("step", "handling"), CASES)
def test_what_is_final_is_asked_once_and_what_is_not_as_often_as_the_table_says(
    wire: Wire, step: Body, handling: Handling
) -> None:
    wire.script = [step]
    with pytest.raises(AgentFailure) as failed:
        asked()
    assert failed.value.kind is handling.kind
    assert len(wire.requests) == 1 + handling.again
    assert failed.value.message.startswith(handling.message)
    assert failed.value.message.endswith(".")
    assert "half" not in failed.value.message


@pytest.mark.parametrize(("step", "handling"), [case for case in CASES if case.values[1].again])
def test_what_happens_once_does_not_lose_the_answer(wire: Wire, step: Body, handling: Handling) -> None:
    wire.script = [step, GOOD]
    ran = asked()
    assert ran.output == "Done."
    worked = handling.worked or "content" in step
    assert ran.usage.model_calls == 1 + worked
    assert ran.usage.unpriced_models == ([wire.model().model_id] if handling.worked else [])
    texts = [block["text"] for block in wire.requests[-1]["messages"][-1]["content"]]
    assert texts == (["go", handling.note] if handling.note else ["go"])


def test_the_table_has_every_error_and_stop_reason_of_the_pinned_botocore() -> None:
    service = botocore.session.get_session().get_service_model("bedrock-runtime")
    converse: Any = service.operation_model("Converse")
    assert {shape.name for shape in converse.error_shapes} <= set(ERRORS)
    assert set(converse.output_shape.members["stopReason"].enum) <= ANSWERED | set(ANSWERS)


@pytest.mark.parametrize(
    ("steps", "kinds"),
    [
        ([refuses("busy", "ThrottlingException", 429), GOOD], {"asked_again": 1}),
        ([refuses("no", "AccessDeniedException", 403)], {"refused": 1}),
        ([says()], {"asked_again": 2, "gave_up": 1}),
        ([refuses("This model doesn't support the temperature field."), GOOD], {"refused": 1}),
    ],
)
def test_each_incident_is_counted_by_one_of_four_kinds(
    wire: Wire, capsys: pytest.CaptureFixture[str], steps: list[dict[str, Any]], kinds: dict[str, int]
) -> None:
    wire.script = [*steps]
    with suppress(AgentFailure):
        asked()
    metrics.flush()
    counted: dict[str, int] = {}
    for line in map(json.loads, filter(lambda line: line.startswith("{"), capsys.readouterr().out.splitlines())):
        if "ModelIncidents" in line:
            counted[line["Kind"]] = counted.get(line["Kind"], 0) + int(sum(line["ModelIncidents"]))
    assert counted == kinds


def test_different_failures_share_a_bound(wire: Wire) -> None:
    wire.script = [error_step("InternalServerException"), error_step("ModelErrorException")] * 9
    with pytest.raises(AgentFailure):
        asked()
    assert len(wire.requests) == 5


def test_waits_grow_and_stay_below_their_maximum() -> None:
    assert [Wait.LONG.seconds(attempt, 1.0) for attempt in (1, 2, 3, 9)] == [1.0, 2.0, 4.0, 20.0]
    assert Wait.LONG.seconds(5, 0.0) == 0.0
    assert Wait.NONE.seconds(9, 1.0) == 0.0
