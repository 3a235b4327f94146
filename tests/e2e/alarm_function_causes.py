"""Causes in functions: their releases, their limits, their callers."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from components.foundation.function_spec import FunctionSpec
from components.foundation.functions import FUNCTIONS
from tests.e2e.alarm_scene import Scene, pairs

RAISES = "raise RuntimeError('a bad release')"
IMPORTS_LONG = "import time\ntime.sleep(2.5)\ndef handle(event, context):\n    return {}\n"
TAKES = "import time\ndef handle(event, context):\n    time.sleep({seconds})\n    return {{}}\n"
#: Appended to the planner's code: jobs wait before they begin.
PLANS_LATE = """
import time
import planner.job
import planner.claim
_load = planner.claim.load_snapshot
def _late(*arguments):
    time.sleep({seconds})
    return _load(*arguments)
planner.claim.load_snapshot = _late
"""
#: Beyond 80 % of a function's time, or of its instances.
MOST = 0.8
#: The alarm watches a percentile: of a function that others call meanwhile, one slow call may be too few, and two may
#: end in two periods. The API is called all the time, and the planner has instances to keep for the other jobs.
SLOW_CALLS = {"api": 8, "planner": 2}
MOST_SLOW_CALLS = 3
SPECS = {spec.name: spec for spec in FUNCTIONS}


@contextmanager
def bad_release(scene: Scene) -> Generator[None]:
    callers = [spec for spec in FUNCTIONS if "rotator" not in spec.name]
    with scene.releases.live(RAISES):
        assert set(scene.call_all(callers)) == {"Unhandled"}
        for secret in ("database-app", "origin"):
            scene.rotate(secret)
        yield
    assert scene.call(SPECS["migrator"]) is None
    scene.rotate("database-app")


@contextmanager
def poison(scene: Scene) -> Generator[None]:
    sqs, outputs = scene.stack.client("sqs"), scene.stack.outputs
    queue = outputs["queueUrl"]
    visibility = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["VisibilityTimeout"])["Attributes"]
    # Otherwise the three deliveries are six minutes apart.
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "1"})
    try:
        sqs.send_message(QueueUrl=queue, MessageBody="{ no job")
        # The alias holds the destination of failed calls.
        with scene.releases.live(RAISES, [SPECS["charter"]]):
            scene.call(SPECS["charter"], wait=False)
            yield
    finally:
        sqs.set_queue_attributes(QueueUrl=queue, Attributes=visibility)
        for held in (outputs["dlqUrl"], outputs["deadLettersUrl"]):
            sqs.purge_queue(QueueUrl=held)


@contextmanager
def heavy_imports(scene: Scene) -> Generator[None]:
    with scene.releases.live(IMPORTS_LONG):
        assert set(scene.call_all(idle=True)) == {None}
        yield


@contextmanager
def no_concurrency(scene: Scene) -> Generator[None]:
    client = scene.stack.client("lambda")

    def reserve(spec: FunctionSpec, instances: int) -> None:
        client.put_function_concurrency(FunctionName=scene.function(spec), ReservedConcurrentExecutions=instances)

    try:
        for spec in FUNCTIONS:
            reserve(spec, 0)
        assert set(scene.call_all()) == {"Throttled"}
        yield
    finally:
        for spec in FUNCTIONS:
            reserve(spec, spec.reserved_concurrency)


@contextmanager
def slow_release(scene: Scene) -> Generator[None]:
    for spec in FUNCTIONS:
        seconds = MOST * spec.timeout_seconds + 1
        calls = SLOW_CALLS.get(spec.name, min(MOST_SLOW_CALLS, spec.reserved_concurrency))
        if spec.name == "planner":
            payloads: list[Any] = [_delivery(scene, f"slow-{number}") for number in range(calls)]
            slow = scene.releases.publish(spec, PLANS_LATE.format(seconds=seconds), instead=False)
        else:
            payloads = [None] * calls
            slow = scene.releases.publish(spec, TAKES.format(seconds=seconds))
        for payload in payloads:
            scene.call(spec, payload, version=slow, wait=False)
    yield


def _delivery(scene: Scene, user: str) -> dict[str, Any]:
    """A job's message as Lambda delivers it, taken from the queue before the live planner gets it."""
    sqs, queue = scene.stack.client("sqs"), scene.stack.outputs["queueUrl"]
    with paused(scene):
        job_id = scene.submit(user)
        (message,) = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=5)["Messages"]
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    assert job_id in message["Body"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    counted = ("ApproximateReceiveCount", "SentTimestamp", "ApproximateFirstReceiveTimestamp")
    record = {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": {**dict.fromkeys(counted, "1"), "SenderId": scene.stack.aws.account},
        "messageAttributes": {},
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": scene.stack.aws.region,
    }
    return {"Records": [record]}


@contextmanager
def paused(scene: Scene) -> Generator[None]:
    """Pause the planner's event source mapping."""
    client = scene.stack.client("lambda")
    (source,) = client.list_event_source_mappings()["EventSourceMappings"]
    client.update_event_source_mapping(UUID=source["UUID"], Enabled=False)
    try:
        yield
    finally:
        client.update_event_source_mapping(UUID=source["UUID"], Enabled=True)


@contextmanager
def all_instances(scene: Scene) -> Generator[None]:
    # A minute of alarms is shorter than these calls, see the scale of the test.
    for batch in pairs([spec for spec in FUNCTIONS if spec.reserved_concurrency > 1]):
        for spec in batch:
            slow = scene.releases.publish(spec, TAKES.format(seconds=12))
            for _ in range(int(MOST * spec.reserved_concurrency) + 1):
                scene.call(spec, version=slow, wait=False)
        time.sleep(12)
    yield
