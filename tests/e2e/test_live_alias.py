"""Callers use the functions' aliases, and failed asynchronous events are kept."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

pytestmark = pytest.mark.local
PATIENCE_SECONDS = 120
DELIVERABLES = ("reporter", "charter", "retirement")


def test_every_function_has_a_published_version_behind_its_alias(alex: Any) -> None:
    client = alex.stack.client("lambda")
    for name in alex.stack.outputs["functions"].values():
        assert client.get_alias(FunctionName=name, Name="live")["FunctionVersion"] == "1"


def test_the_planner_invokes_the_specialists_by_their_aliases(alex: Any, sample: Any) -> None:
    alex.analyse("live-alias", sample("starter"))
    invoked = {call["resource"] for call in alex.stack.iam_log() if made_by("planner", "lambda:InvokeFunction", call)}
    assert {arn.split(":function:")[-1] for arn in invoked} >= {f"alex-local-{name}:live" for name in DELIVERABLES}
    assert all(arn.endswith(":live") for arn in invoked)


def test_an_event_that_fails_for_good_ends_in_the_dead_letter_queue(alex: Any) -> None:
    event = {"Records": "none"}
    function, queue = alex.stack.outputs["functions"]["planner"], alex.stack.outputs["deadLettersUrl"]
    alex.stack.client("lambda").invoke(
        FunctionName=function, Qualifier="live", InvocationType="Event", Payload=json.dumps(event)
    )
    assert json.loads(received(alex.stack.client("sqs"), queue))["requestPayload"] == event


def received(sqs: Any, queue: str) -> str:
    """Receive and delete the next message; its body."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (messages := sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1).get("Messages")):
        assert time.monotonic() < deadline
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=messages[0]["ReceiptHandle"])
    return messages[0]["Body"]


def made_by(function: str, action: str, call: dict[str, Any]) -> bool:
    """Whether a decision in the IAM log is of this function's call."""
    return call["action"] == action and call["who"].endswith(f"/alex-local-{function}")
