"""A program under the real engine sends no debug lines of the SDK; what a person must see arrives."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from components.foundation.loading.engine_process import SWITCH

ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = """
import gc, sys
from concurrent import futures
import grpc, pulumi
from google.protobuf import empty_pb2
from pulumi.runtime import Settings, configure
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc
from components.foundation.loading import engine_process

class Engine(engine_pb2_grpc.EngineServicer):
    def Log(self, request, context):
        print(request.message)
        return empty_pb2.Empty()

    def SetRootResource(self, request, context):
        print("another call")
        return engine_pb2.SetRootResourceResponse()

class Mocks(pulumi.runtime.Mocks):
    def new_resource(self, args):
        return args.name, args.inputs

    def call(self, args):
        return {}

if sys.argv[1] == "engine":
    server = grpc.server(futures.ThreadPoolExecutor(1))
    engine_pb2_grpc.add_EngineServicer_to_server(Engine(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    configure(Settings(project="alex", stack="prod", engine=f"127.0.0.1:{port}"))
else:
    pulumi.runtime.set_mocks(Mocks())
engine_process.prepare()
pulumi.log.debug("debug line")
pulumi.log.info("info line")
pulumi.log.warn("warning")
if sys.argv[1] == "engine":
    pulumi.runtime.settings.get_engine().SetRootResource(engine_pb2.SetRootResourceRequest(urn="urn"))
print("collects" if gc.isenabled() else "does not collect")
"""


def output(kind: str, **variables: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, kind],
        cwd=ROOT,
        env=os.environ | {"no_proxy": "127.0.0.1"} | variables,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.splitlines()


def test_debug_lines_stay_in_the_program_and_all_else_reaches_the_engine() -> None:
    assert output("engine") == ["info line", "warning", "another call", "does not collect"]


@pytest.mark.parametrize(("value", "shown"), [("true", True), ("false", False)])
def test_a_variable_lets_them_through(value: str, shown: bool) -> None:
    assert ("debug line" in output("engine", **{SWITCH: value})) is shown


def test_a_process_without_an_engine_stays_as_it_is() -> None:
    assert output("mocks") == ["collects"]
