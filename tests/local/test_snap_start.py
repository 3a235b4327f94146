"""SnapStart in the embedded AWS: a version is initialised once, and its sandboxes are copies of that process."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from components.packaging.layout import RUNTIME
from local.aws.clients import ACCOUNT
from local.aws.embedded import EmbeddedAws
from tests.waiting import until

pytestmark = pytest.mark.local

Deploy = Callable[..., str]

LOG_GROUP = "/aws/lambda/snapped"
#: An event may name two files: the handler writes the first, then waits for the second.
HANDLER = """
import os, pathlib, random, time

STARTED, DONE = os.getpid(), []

def handle(event, context):
    if event.get("wait"):
        pathlib.Path(event["says"]).touch()
        while not pathlib.Path(event["wait"]).exists():
            time.sleep(0.01)
    return {
        "started": STARTED, "pid": os.getpid(), "drawn": random.random(), "done": DONE,
        "request": context.aws_request_id, "version": context.function_version, "open": globals().get("ADDRESS"),
        "kind": os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"], "stream": os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME"),
    }
"""
HOOKS = """
from snapshot_restore_py import register_after_restore, register_before_snapshot

register_before_snapshot(lambda: DONE.append(["before, registered first", os.getpid()]))
register_before_snapshot(lambda: DONE.append(["before, registered last", os.getpid()]))
register_after_restore(lambda: DONE.append(["after", os.getpid()]))
"""
NEW_STATE = "\nregister_after_restore(random.seed)\n"
OPEN = """
import socket, threading
LISTENER = socket.create_server(("127.0.0.1", 0))
CONNECTED = socket.create_connection(LISTENER.getsockname())
ADDRESS = ":".join(map(str, LISTENER.getsockname()))
threading.Thread(target=threading.Event().wait, name="exporter", daemon=True).start()
"""
SLOW = """
import pathlib, time
while not pathlib.Path({gate!r}).exists():
    time.sleep(0.01)
"""
#: The rename makes it whole at once.
SAYS = """
import os, pathlib
pathlib.Path({says!r} + ".new").write_text(str(os.getpid()))
pathlib.Path({says!r} + ".new").rename({says!r})
"""
TRUST = {
    "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}]
}
LOGS = {
    "Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "*"}],
    "Version": "2012-10-17",
}


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    aws = EmbeddedAws(postgres_port=1, model_url="http://127.0.0.1:9", region="us-east-1")
    try:
        aws.wait_ready()
        iam = aws.client("iam")
        iam.create_role(RoleName="snapped", AssumeRolePolicyDocument=json.dumps(TRUST))
        iam.put_role_policy(RoleName="snapped", PolicyName="logs", PolicyDocument=json.dumps(LOGS))
        aws.client("logs").create_log_group(logGroupName=LOG_GROUP)
        yield aws
    finally:
        aws.stop()


@pytest.fixture
def client(aws: EmbeddedAws) -> Any:
    return aws.client("lambda")


@pytest.fixture
def deploy(client: Any, request: pytest.FixtureRequest) -> Iterator[Deploy]:
    """Deploys a function with the code as its version 1, and waits until that is active unless told otherwise."""
    name, made = request.node.originalname, list[str]()

    def deployed(code: str, *, wait: bool = True) -> str:
        client.create_function(
            FunctionName=name,
            Runtime=RUNTIME,
            Role=f"arn:aws:iam::{ACCOUNT}:role/snapped",
            Handler="snapped.handle",
            Code={"ZipFile": packed(code)},
            Publish=True,
            SnapStart={"ApplyOn": "PublishedVersions"},
            LoggingConfig={"LogFormat": "JSON", "LogGroup": LOG_GROUP, "SystemLogLevel": "INFO"},
        )
        made.append(name)
        if wait:
            until(lambda: state(client, name) == "Active", lambda: state(client, name))
        return name

    yield deployed
    for each in made:
        client.delete_function(FunctionName=each)


def packed(code: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("snapped.py", code)
    return held.getvalue()


def state(client: Any, name: str, version: str = "1") -> str:
    return client.get_function_configuration(FunctionName=name, Qualifier=version)["State"]


def invoke(client: Any, name: str, version: str = "1", **event: str) -> dict[str, Any]:
    response = client.invoke(FunctionName=name, Qualifier=version, Payload=json.dumps(event))
    answer = json.loads(response["Payload"].read())
    assert "FunctionError" not in response, answer
    return answer


def two_sandboxes(client: Any, name: str, folder: Path) -> list[dict[str, Any]]:
    """First answers of two sandboxes: each handler runs until the other one runs as well."""
    says, until_there = (folder / "one", folder / "two"), (folder / "two", folder / "one")
    with ThreadPoolExecutor(2) as both:
        answers = [
            both.submit(invoke, client, name, says=str(mine), wait=str(other))
            for mine, other in zip(says, until_there, strict=True)
        ]
        return [answer.result() for answer in answers]


def log(aws: EmbeddedAws) -> list[dict[str, Any]]:
    events = aws.client("logs").filter_log_events(logGroupName=LOG_GROUP)["events"]
    return [json.loads(event["message"]) for event in events if event["message"].startswith("{")]


def reports(aws: EmbeddedAws, request_id: str) -> list[dict[str, Any]]:
    return [
        line["record"]["metrics"]
        for line in log(aws)
        if line.get("type") == "platform.report" and line["record"]["requestId"] == request_id
    ]


def test_sandboxes_are_copies_of_one_process(client: Any, deploy: Deploy, tmp_path: Path) -> None:
    one, other = two_sandboxes(client, deploy(HANDLER + HOOKS), tmp_path)

    assert one["started"] == other["started"]
    assert len({one["started"], one["pid"], other["pid"]}) == 3
    assert {one["version"], one["kind"], one["stream"]} == {"1", "snap-start", None}
    for answer in (one, other):
        snapshot = answer["started"]
        assert answer["done"] == [
            ["before, registered last", snapshot],
            ["before, registered first", snapshot],
            ["after", answer["pid"]],
        ]


def test_a_sandbox_serves_the_next_invocation(client: Any, deploy: Deploy) -> None:
    name = deploy(HANDLER)

    assert len({invoke(client, name)["pid"] for _ in range(3)}) == 1


def test_copies_share_the_state_of_random_without_a_hook(client: Any, deploy: Deploy, tmp_path: Path) -> None:
    one, other = two_sandboxes(client, deploy(HANDLER), tmp_path)

    assert one["drawn"] == other["drawn"]


def test_a_hook_after_the_restore_makes_them_differ(client: Any, deploy: Deploy, tmp_path: Path) -> None:
    one, other = two_sandboxes(client, deploy(HANDLER + HOOKS + NEW_STATE), tmp_path)

    assert one["drawn"] != other["drawn"]


def test_latest_starts_as_always(client: Any, deploy: Deploy) -> None:
    answer = invoke(client, deploy(HANDLER + HOOKS), "$LATEST")

    assert answer["started"] == answer["pid"]
    assert answer["kind"] == "on-demand"
    assert answer["done"] == []
    assert answer["stream"]


def test_no_invocation_before_the_snapshot_is_taken(client: Any, deploy: Deploy, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    name = deploy(SLOW.format(gate=str(gate)) + HANDLER, wait=False)
    assert state(client, name) == "Pending"
    with pytest.raises(client.exceptions.SnapStartNotReadyException, match="once your function state becomes ACTIVE"):
        invoke(client, name)

    gate.touch()
    until(lambda: state(client, name) == "Active", lambda: state(client, name))
    configuration = client.get_function_configuration(FunctionName=name, Qualifier="1")
    assert configuration["SnapStart"] == {"ApplyOn": "PublishedVersions", "OptimizationStatus": "On"}
    assert invoke(client, name)["kind"] == "snap-start"


@pytest.mark.parametrize("code", ["1 / 0", HANDLER + HOOKS + "\nregister_before_snapshot(lambda: 1 / 0)"])
def test_a_version_whose_snapshot_fails_says_why(client: Any, deploy: Deploy, code: str) -> None:
    name = deploy(code, wait=False)
    until(lambda: state(client, name) == "Failed", lambda: state(client, name))
    configuration = client.get_function_configuration(FunctionName=name, Qualifier="1")
    assert "division by zero" in configuration["StateReason"]


def test_a_failing_hook_after_the_restore_fails_the_invocation(client: Any, deploy: Deploy) -> None:
    name = deploy(HANDLER + HOOKS + "\nregister_after_restore(lambda: 1 / 0)")
    response = client.invoke(FunctionName=name, Qualifier="1", Payload="{}")
    assert response["FunctionError"]
    assert "restore failed: division by zero" in json.loads(response["Payload"].read())["errorMessage"]


def test_the_report_has_the_restore_instead_of_the_init(aws: EmbeddedAws, client: Any, deploy: Deploy) -> None:
    name = deploy(HANDLER)
    first, second = invoke(client, name), invoke(client, name)

    (restored,) = until(lambda: reports(aws, first["request"]), lambda: log(aws)[-5:])
    assert restored["restoreDurationMs"] > 0
    assert "initDurationMs" not in restored
    (warm,) = until(lambda: reports(aws, second["request"]), lambda: log(aws)[-5:])
    assert "restoreDurationMs" not in warm


def test_threads_and_connections_that_a_restore_loses_are_named(aws: EmbeddedAws, client: Any, deploy: Deploy) -> None:
    name = deploy(HANDLER + OPEN)
    address = invoke(client, name)["open"]

    def warnings() -> list[dict[str, Any]]:
        return [line for line in log(aws) if line.get("level") == "WARN"]

    (warning,) = until(warnings, lambda: log(aws)[-5:])
    assert "lost in the restored sandbox" in warning["message"]
    assert sorted(warning["lost"]) == [f"connection to {address}", f"socket at {address}", "thread exporter"]


def test_a_snapshot_ends_with_its_version(client: Any, deploy: Deploy) -> None:
    name = deploy(HANDLER)
    answer = invoke(client, name)
    client.update_function_code(FunctionName=name, ZipFile=packed(HANDLER + "\nNEW = 1"), Publish=True)
    until(lambda: state(client, name, "2") == "Active", lambda: state(client, name, "2"))
    newer = invoke(client, name, "2")
    client.delete_function(FunctionName=name, Qualifier="1")

    for pid in (answer["started"], answer["pid"]):
        until(lambda pid=pid: not running(pid), f"process {pid} still runs")
    assert psutil.pid_exists(newer["started"])
    assert invoke(client, name, "2")["pid"] == newer["pid"]


def test_a_version_deleted_while_its_snapshot_is_taken_leaves_no_process(
    client: Any, deploy: Deploy, tmp_path: Path
) -> None:
    says, gate = tmp_path / "says", tmp_path / "gate"
    name = deploy(SAYS.format(says=str(says)) + SLOW.format(gate=str(gate)) + HANDLER, wait=False)
    pid = int(until(lambda: says.exists() and says.read_text(), "nothing loads the function"))
    assert running(pid)

    client.delete_function(FunctionName=name, Qualifier="1")

    until(lambda: not running(pid), f"process {pid} still runs")


def test_a_snapshot_whose_process_ended_is_taken_again(client: Any, deploy: Deploy) -> None:
    name = deploy(HANDLER)
    answer = invoke(client, name)
    for pid in (answer["started"], answer["pid"]):
        psutil.Process(pid).kill()
        until(lambda pid=pid: not running(pid), f"process {pid} still runs")

    newer = invoke(client, name)

    assert newer["kind"] == "snap-start"
    assert newer["started"] not in (answer["started"], newer["pid"])


def running(pid: int) -> bool:
    """Whether a process runs: one that has ended may wait for its parent."""
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
