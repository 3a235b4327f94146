"""The plugin's modules of Pulumi's protocol are those of the SDK, without the SDK."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2

from local.provider import values
from local.provider.protocol import aws_version, generated

ROOT = Path(__file__).resolve().parents[2]
_LOADED = "import local.provider.plugin, local.provider.resource_calls, sys; print('pulumi' in sys.modules)"


def test_a_plugin_starts_without_the_sdk() -> None:
    done = subprocess.run([sys.executable, "-c", _LOADED], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


def test_messages_and_marks_are_the_sdks() -> None:
    assert generated("provider_pb2").CheckRequest is provider_pb2.CheckRequest
    assert rpc.UNKNOWN == values.UNKNOWN
    assert aws_version() == version("pulumi-aws")
