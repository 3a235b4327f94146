"""What a program saves in a process that the real engine started for it: two tenths of a preview's time."""

from __future__ import annotations

import gc
import os
from typing import Any

from google.protobuf import empty_pb2
from pulumi.runtime import settings
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

SWITCH = "ALEX_SDK_DEBUG"
"""`true` sends the SDK's debug lines, for `pulumi --debug`: the program cannot see that option."""


def prepare() -> None:
    """Does nothing under Pulumi's mocks, whose process does other work as well."""
    engine = settings.get_engine()
    if not isinstance(engine, engine_pb2_grpc.EngineStub):
        return
    gc.disable()  # the process ends with the program
    if os.environ.get(SWITCH) != "true":
        setattr(settings.SETTINGS, "engine", WithoutDebugLines(engine))  # noqa: B010 - typed as a decorator


class WithoutDebugLines:
    """The engine for Pulumi's SDK, which sends it four debug lines for each resource and waits for each answer."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    def Log(self, request: Any) -> Any:  # noqa: N802 - the engine's name
        return empty_pb2.Empty() if request.severity == engine_pb2.DEBUG else self._engine.Log(request)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)
