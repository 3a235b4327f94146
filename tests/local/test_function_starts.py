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
#: Flags of a `.pyc` file that was there before its module was imported. Python itself writes 0 (PEP 552).
UNCHECKED = 1
CODE = """
import os, pathlib, time
STARTED = time.time()

def handle(event, context):
    pathlib.Path(event["seen"]).write_text(str(os.getpid()))
    return {"pid": os.getpid(), "started": STARTED}
"""
PARTS = """
import sys, traceback

def cached(event, context):
    own = [module for name, module in sys.modules.items() if name.partition(".")[0] in ("started", "own")]
    return {module.__name__: int.from_bytes(open(module.__cached__, "rb").read()[4:8], "little") for module in own}

def failing(event, context):
    try:
        raise ValueError(event)
    except ValueError:
        return {"file": __file__, "traceback": traceback.format_exc()}
"""
PLACE = """
import os, sys
EARLY = [name for name in ("botocore", "site") if name in sys.modules]
import botocore.handlers

def seen(event, context):
    handlers = [getattr(handler, "__name__", "") for _, handler, *_ in botocore.handlers.BUILTIN_HANDLERS]
    return {
        "early": EARLY,
        "counted": [name for name in handlers if "invoke_depth" in name],
        "no_site": sys.flags.no_site,
        "folder": os.path.realpath(os.path.dirname(__file__)),
        "pid": os.getpid(),
        "mode": oct(os.stat(__file__).st_mode & 0o777),
    }
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
        archive.writestr("started.py", f"{CODE}\nimport own.parts, own.more\nfrom own.parts import cached")
        archive.writestr("own/__init__.py", "")
        archive.writestr("own/parts.py", PARTS)
        archive.writestr("own/more.py", "")
        archive.writestr("place.py", PLACE)
        archive.writestr("own/wrong.py", "def :")
    name = request.node.originalname
    handler = getattr(request, "param", "started.handle")
    client.create_function(
        FunctionName=name,
        Runtime=RUNTIME,
        Role=f"arn:aws:iam::{ACCOUNT}:role/started",
        Handler=handler,
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


@pytest.mark.parametrize("alias", ["started.cached"], indirect=True)
def test_no_start_compiles_a_module(client: Any, alias: str) -> None:
    flags = json.loads(client.invoke(FunctionName=alias, Payload=b"{}")["Payload"].read())
    assert flags == dict.fromkeys(["started", "own", "own.parts", "own.more"], UNCHECKED)


@pytest.mark.parametrize("alias", ["own.parts.failing"], indirect=True)
def test_a_traceback_names_the_source_where_it_runs(client: Any, alias: str) -> None:
    shown = json.loads(client.invoke(FunctionName=alias, Payload=b"{}")["Payload"].read())
    assert shown["file"].endswith("/code/own/parts.py")
    assert f'File "{shown["file"]}", line 10, in failing\n    raise ValueError(event)' in shown["traceback"]


@pytest.mark.parametrize("alias", ["started.cached"], indirect=True)
def test_new_code_has_its_own_bytecode_and_the_deployed_zip_stays_as_it_is(client: Any, alias: str) -> None:
    name = alias.partition(":")[0]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("started.py", f"{PARTS}\nimport own")
        archive.writestr("own.py", "")
    updated = client.update_function_code(FunctionName=name, ZipFile=packed.getvalue())
    assert updated["CodeSize"] == len(packed.getvalue())
    flags = json.loads(client.invoke(FunctionName=name, Payload=b"{}")["Payload"].read())
    assert flags == {"started": UNCHECKED, "own": UNCHECKED}


@pytest.mark.parametrize("alias", ["place.seen"], indirect=True)
def test_a_function_starts_without_what_the_machine_or_ministack_would_add(client: Any, alias: str) -> None:
    seen = json.loads(client.invoke(FunctionName=alias, Payload=b"{}")["Payload"].read())
    assert seen["no_site"] == 1
    assert seen["early"] == []
    # The depth of calls is counted nevertheless.
    assert seen["counted"] == ["_ms_add_invoke_depth"]


@pytest.mark.parametrize("alias", ["place.seen"], indirect=True)
def test_the_sandboxes_of_a_version_share_its_code_which_they_cannot_change(client: Any, alias: str) -> None:
    def seen(name: str) -> dict[str, Any]:
        return json.loads(client.invoke(FunctionName=name, Payload=b"{}")["Payload"].read())

    live, latest = seen(alias), seen(alias.partition(":")[0])
    assert live["pid"] != latest["pid"]
    assert live["folder"] == latest["folder"]
    assert live["mode"] == "0o444"
