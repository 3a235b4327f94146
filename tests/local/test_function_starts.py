"""Starts of functions in the embedded AWS: an asynchronous invocation starts one, and its process serves the next."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components.packaging.layout import RUNTIME
from local.aws.clients import ACCOUNT
from local.aws.embedded import EmbeddedAws
from tests.waiting import until

pytestmark = pytest.mark.local

DELAY_SECONDS = 1.0
CODE = """
import os, pathlib, time
STARTED = time.time()

def handle(event, context):
    pathlib.Path(event["seen"]).write_text(str(os.getpid()))
    return {"pid": os.getpid(), "started": STARTED}
"""
TRUST = {
    "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}]
}


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """Of an embedded AWS whose functions start late."""
    aws = EmbeddedAws(
        postgres_port=1, model_url="http://127.0.0.1:9", region="us-east-1", function_start_delay=DELAY_SECONDS
    )
    try:
        aws.wait_ready()
        aws.client("iam").create_role(RoleName="started", AssumeRolePolicyDocument=json.dumps(TRUST))
        yield aws.client("lambda")
    finally:
        aws.stop()


@pytest.fixture
def alias(client: Any, request: pytest.FixtureRequest) -> str:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("started.py", CODE)
    name = request.node.name
    client.create_function(
        FunctionName=name,
        Runtime=RUNTIME,
        Role=f"arn:aws:iam::{ACCOUNT}:role/started",
        Handler="started.handle",
        Code={"ZipFile": packed.getvalue()},
        Publish=True,
    )
    client.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    return f"{name}:live"


def invoked(client: Any, alias: str, seen: Path, kind: str = "RequestResponse") -> dict[str, Any]:
    payload = json.dumps({"seen": str(seen)}).encode()
    response = client.invoke(FunctionName=alias, InvocationType=kind, Payload=payload)
    assert "FunctionError" not in response
    return json.loads(response["Payload"].read() or "{}")


def test_the_process_of_an_asynchronous_invocation_serves_the_next_one(client: Any, alias: str, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    invoked(client, alias, first, "Event")
    until(first.exists, "the event has not been handled")
    # It may still be on its way back to the emulator.
    until(lambda: invoked(client, alias, second)["pid"] == int(first.read_text()), "another process serves")


def test_a_start_takes_longer_by_the_delay(client: Any, alias: str, tmp_path: Path) -> None:
    asked = time.time()
    answer = invoked(client, alias, tmp_path / "seen")
    assert answer["started"] - asked >= DELAY_SECONDS
