"""Dead letters: events that no function takes, and a message that the planner cannot read."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from cli.exercise.system import System, wait_for
from components.foundation.functions import FUNCTIONS
from components.foundation.names import LIVE
from components.foundation.shared_names import DEAD_LETTERS_QUEUE, JOBS_QUEUE

_FUNCTIONS = tuple(spec.name for spec in FUNCTIONS)


def events_fail_for_good(system: System) -> None:
    """Disables every function and sends it an event, which ends in the dead-letter queue."""
    started, event = time.time(), {"exercise": str(uuid4())}
    with _disabled(system):
        for function in _FUNCTIONS:
            system.client("lambda").invoke(
                FunctionName=system.names.of(function),
                Qualifier=LIVE,
                InvocationType="Event",
                Payload=json.dumps(event),
            )
        for function in _FUNCTIONS:
            kept = f"the dead letter of {function}"
            wait_for(kept, lambda function=function: system.has_called(function, "sqs:SendMessage", started))
    _take(system, DEAD_LETTERS_QUEUE, len(_FUNCTIONS), lambda body: event["exercise"] in body)


def poison_message(system: System) -> None:
    """Sends a message that is not a job; the planner receives it until the queue dead-letters it."""
    sqs, queue, poison = system.client("sqs"), _url(system, JOBS_QUEUE), f"not a job {uuid4()}"
    attribute = "VisibilityTimeout"
    before = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=[attribute])["Attributes"][attribute]
    # By default, it would reappear only every five minutes.
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={attribute: "1"})
    try:
        sqs.send_message(QueueUrl=queue, MessageBody=poison)
        _take(system, f"{JOBS_QUEUE}-dlq", 1, lambda body: body == poison)
    finally:
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={attribute: before})


@contextmanager
def _disabled(system: System) -> Generator[None]:
    client = system.client("lambda")
    names = [system.names.of(function) for function in _FUNCTIONS]
    reserved = {name: client.get_function_concurrency(FunctionName=name) for name in names}
    try:
        for name in names:
            client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
        yield
    finally:
        for name, before in reserved.items():
            number = before["ReservedConcurrentExecutions"]
            client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=number)


def _take(system: System, queue: str, number: int, ours: Callable[[str], bool]) -> None:
    """Waits for `number` of our messages and deletes them; other messages stay."""
    sqs, url, left = system.client("sqs"), _url(system, queue), number

    def all_taken() -> bool:
        nonlocal left
        answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1, VisibilityTimeout=2)
        messages: list[dict[str, Any]] = answer.get("Messages", [])
        for message in (message for message in messages if ours(message["Body"])):
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            left -= 1
        return left <= 0

    wait_for(f"{number} messages in {queue}", all_taken)


def _url(system: System, queue: str) -> str:
    return system.client("sqs").get_queue_url(QueueName=system.names.of(queue))["QueueUrl"]
