"""How each cause of `local/alarm_causes.py` is made to happen: it holds while a block is entered, and ends with it.

Nothing here writes a metric: what the alarms see is measured of what really happens.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from components.roster import ROSTER, AgentSpec
from local.trace_database import TraceDatabase
from tests.e2e.alarm_scene import CALLERS, Scene, pairs

RAISES = "raise RuntimeError('a bad release')"
IMPORTS_LONG = "import time\ntime.sleep(2.5)\ndef handle(event, context):\n    return {}\n"
TAKES = "import time\ndef handle(event, context):\n    time.sleep({seconds})\n    return {{}}\n"
#: Put after the planner's own code: its jobs wait before they begin.
PLANS_LATE = """
import time
import planner.job
_load = planner.job.load_portfolio
def _late(*arguments):
    time.sleep({seconds})
    return _load(*arguments)
planner.job.load_portfolio = _late
"""
#: Beyond 80 % of a function's time, or of its instances.
MOST = 0.8
SLOW_CALLS = {"api": 8}
SPECS = {spec.name: spec for spec in ROSTER}
SPECIALISTS = ("tagger", "reporter", "charter", "retirement")


@contextmanager
def bad_release(scene: Scene) -> Generator[None]:
    callers = [spec for spec in ROSTER if "rotator" not in spec.name]
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
    # The three deliveries would be six minutes apart.
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "1"})
    try:
        sqs.send_message(QueueUrl=queue, MessageBody="{ no job")
        # Who is told of a failed call is settled at the alias.
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
        assert set(scene.call_all()) == {None}
        yield


@contextmanager
def no_concurrency(scene: Scene) -> Generator[None]:
    client = scene.stack.client("lambda")

    def reserve(spec: AgentSpec, instances: int) -> None:
        client.put_function_concurrency(FunctionName=scene.function(spec), ReservedConcurrentExecutions=instances)

    try:
        for spec in ROSTER:
            reserve(spec, 0)
        assert set(scene.call_all()) == {"Throttled"}
        yield
    finally:
        for spec in ROSTER:
            reserve(spec, spec.reserved_concurrency)


@contextmanager
def slow_release(scene: Scene) -> Generator[None]:
    for spec in ROSTER:
        seconds = MOST * spec.timeout_seconds + 1
        if spec.name == "planner":
            late = scene.releases.publish(spec, PLANS_LATE.format(seconds=seconds), instead=False)
            scene.call(spec, _delivery(scene), version=late, wait=False)
        else:
            slow = scene.releases.publish(spec, TAKES.format(seconds=seconds))
            # The alarm watches a percentile: of the API, which is asked all the time, one call would be too few.
            for _ in range(SLOW_CALLS.get(spec.name, 1)):
                scene.call(spec, version=slow, wait=False)
    yield


def _delivery(scene: Scene) -> dict[str, Any]:
    """A job's message as Lambda hands it over, taken from the queue before the live planner gets it."""
    sqs, queue = scene.stack.client("sqs"), scene.stack.outputs["queueUrl"]
    with _paused(scene):
        job_id = scene.submit("slow")
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
def _paused(scene: Scene) -> Generator[None]:
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
    for batch in pairs([spec for spec in ROSTER if spec.reserved_concurrency > 1]):
        for spec in batch:
            slow = scene.releases.publish(spec, TAKES.format(seconds=12))
            for _ in range(int(MOST * spec.reserved_concurrency) + 1):
                scene.call(spec, version=slow, wait=False)
        time.sleep(12)
    yield


@contextmanager
def model_refuses(scene: Scene) -> Generator[None]:
    refused = {"error": "AccessDeniedException", "times": 20}
    try:
        scene.alex.model_fails({"match": "planner", **refused})
        assert scene.analyse("refused-planner")[0]["status"] == "failed"
        scene.alex.model_fails(*({"match": name, **refused} for name in SPECIALISTS))
        assert scene.analyse("refused-specialists")[0]["status"] == "failed"
        yield
    finally:
        scene.alex.model_fails()
    assert scene.analyse("no-longer-refused")[0]["status"] == "completed"


@contextmanager
def model_busy(scene: Scene) -> Generator[None]:
    try:
        scene.alex.model_fails(
            *({"match": name, "error": "ThrottlingException", "times": 100} for name in SPECIALISTS[1:])
        )
        scene.analyse("busy-1", "busy-2", "busy-3", portfolio="starter")
        yield
    finally:
        scene.alex.model_fails()


@contextmanager
def model_rambles(scene: Scene) -> Generator[None]:
    try:
        scene.alex.model_fails(*({"match": name, "reply": "well, " * 170_000, "times": 2} for name in SPECIALISTS[1:3]))
        scene.analyse("rambling", portfolio="starter")
        yield
    finally:
        scene.alex.model_fails()


@contextmanager
def traces_lost(scene: Scene) -> Generator[None]:
    write = TraceDatabase.write_observations

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    # The store runs in this process.
    TraceDatabase.write_observations = full  # type: ignore[method-assign]
    try:
        with _again_and_again(lambda: scene.analyse("traceless", portfolio="starter")):
            yield
    finally:
        TraceDatabase.write_observations = write  # type: ignore[method-assign]


@contextmanager
def _again_and_again(act: Callable[[], object]) -> Generator[None]:
    done = threading.Event()

    def run() -> None:
        while not done.is_set():
            act()

    with ThreadPoolExecutor(1) as worker:
        running = worker.submit(run)
        try:
            yield
        finally:
            done.set()
        running.result()


@contextmanager
def strangers(scene: Scene) -> Generator[None]:
    def ask(_: int) -> int:
        return scene.get(token="nobody.issued.this")

    with ThreadPoolExecutor(CALLERS) as callers:
        assert set(callers.map(ask, range(100))) == {401}
    yield


@contextmanager
def no_logins(scene: Scene) -> Generator[None]:
    secret = scene.stack.client("secretsmanager").get_secret_value(
        SecretId=scene.stack.outputs["secrets"]["database-app"]
    )
    user = json.loads(secret["SecretString"])["username"]
    with scene.database() as cursor:
        cursor.execute(f'ALTER ROLE "{user}" NOLOGIN')
        try:
            with scene.requests() as statuses:
                yield
            assert set(statuses) == {503}
        finally:
            cursor.execute(f'ALTER ROLE "{user}" LOGIN')
    assert scene.get() == 200


@contextmanager
def no_privilege(scene: Scene) -> Generator[None]:
    with scene.database() as cursor:
        cursor.execute("REVOKE SELECT ON accounts FROM alex_app")
        try:
            with scene.requests() as statuses:
                yield
            assert set(statuses) == {500}
        finally:
            cursor.execute("GRANT SELECT ON accounts TO alex_app")
    assert scene.get() == 200


@contextmanager
def locked_table(scene: Scene) -> Generator[None]:
    def lock() -> None:
        cursor.execute("BEGIN")
        cursor.execute("LOCK TABLE accounts IN ACCESS EXCLUSIVE MODE")
        time.sleep(1)
        cursor.execute("COMMIT")

    with scene.database() as cursor, _again_and_again(lock), scene.requests(users=3) as statuses:
        yield
    assert set(statuses) == {200}


@contextmanager
def planner_paused(scene: Scene) -> Generator[None]:
    with _paused(scene):
        job_id = scene.submit("patient", "starter")
        yield
    with scene.alex.api("patient") as api:
        assert scene.alex.wait_for(api, job_id)["status"] == "completed"


MADE: dict[str, Callable[[Scene], AbstractContextManager[None]]] = {
    "bad-release": bad_release,
    "poison": poison,
    "heavy-imports": heavy_imports,
    "no-concurrency": no_concurrency,
    "slow-release": slow_release,
    "all-instances": all_instances,
    "model-refuses": model_refuses,
    "model-busy": model_busy,
    "model-rambles": model_rambles,
    "traces-lost": traces_lost,
    "strangers": strangers,
    "no-logins": no_logins,
    "no-privilege": no_privilege,
    "locked-table": locked_table,
    "planner-paused": planner_paused,
}
"""In the order in which they happen best; `slow-release` goes on while the others come and go."""
