"""A policy pack in its own process, driven as Pulumi's engine drives it. It works with any pack, in any language."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime import proto
from pulumi.runtime.proto import analyzer_pb2_grpc

from bench.policy_pack.resources import STACK, grown, program
from policies.gate_requests import resource_request, shown, stack_request

_TIMEOUT = 300.0
_OPTIONS = [("grpc.max_receive_message_length", 400 * 1024 * 1024), ("grpc.max_send_message_length", -1)]


@dataclass(frozen=True)
class Pack:
    """How a pack is started."""

    command: tuple[str, ...]
    folder: Path


@dataclass(frozen=True)
class Requests:
    """As the engine sends them, encoded: the client's work is then no part of what is measured."""

    resources: tuple[bytes, ...]
    stack: bytes


@dataclass(frozen=True)
class Times:
    """Seconds."""

    start: float
    """Until the pack has told what it is."""
    resources: float
    """Analyze, all resources one after the other."""
    stack: float
    """AnalyzeStack."""
    cpu: float
    """Of all processors, until the pack has ended."""
    rules: int
    """Number of policies."""


NOTHING = Requests((), b"")


def requests(size: int) -> Requests:
    """For a stack of this number of resources."""
    listed = [shown(each) for each in grown(program(), size)]
    return Requests(
        tuple(resource_request(each).SerializeToString() for each in listed), stack_request(listed).SerializeToString()
    )


def by_engine(root: Path, python: str = sys.executable) -> Pack:
    """The pack of a checkout, started as Pulumi does."""
    folder = root / "policies"
    return Pack((python, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(folder)), folder)


def by_gate(root: Path, python: str = sys.executable) -> Pack:
    """The pack of a checkout, started as `alex preview` does."""
    folder = root / "policies"
    return Pack(
        (python, "-u", str(folder)) if (folder / "lazy_sdk.py").exists() else by_engine(root, python).command, folder
    )


def serve(pack: Pack, asked: Requests, caches: str) -> Times:
    """Start the pack, ask it, end it. Raises ChildProcessError with the pack's words if it does not start.

    Args:
        caches: folder for compiled Python code, so that only the first start compiles.
    """
    begun, cpu = time.perf_counter(), _cpu()
    process = subprocess.Popen(  # noqa: S603
        pack.command,
        cwd=pack.folder,
        env=_environment(caches),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout, "asked for above"
        port = process.stdout.readline().strip()
        if not port:
            raise ChildProcessError(process.communicate()[1].strip())
        with grpc.insecure_channel(f"127.0.0.1:{port}", options=_OPTIONS) as channel:
            info = analyzer_pb2_grpc.AnalyzerStub(channel).GetAnalyzerInfo(empty_pb2.Empty(), timeout=_TIMEOUT)
            started = time.perf_counter()
            taken = _ask(channel, info, asked)
    finally:
        process.kill()
        process.communicate()
    return Times(started - begun, *taken, _cpu() - cpu, len(info.policies))


def _ask(channel: grpc.Channel, info: proto.AnalyzerInfo, asked: Requests) -> tuple[float, float]:
    """Seconds of Analyze and of AnalyzeStack."""
    if not asked.resources:
        return 0.0, 0.0
    configuration = proto.ConfigureAnalyzerRequest()
    for policy in info.policies:
        configuration.policyConfig[policy.name].enforcementLevel = policy.enforcementLevel
        configuration.policyConfig[
            policy.name
        ].properties.SetInParent()  # no options, but a message: packs in Node need it
    analyzer_pb2_grpc.AnalyzerStub(channel).Configure(configuration, timeout=_TIMEOUT)
    analyze, analyze_stack = (
        channel.unary_unary(f"/pulumirpc.Analyzer/{method}") for method in ("Analyze", "AnalyzeStack")
    )
    begun = time.perf_counter()
    for each in asked.resources:
        analyze(each, timeout=_TIMEOUT)
    analysed = time.perf_counter()
    analyze_stack(asked.stack, timeout=_TIMEOUT)
    return analysed - begun, time.perf_counter() - analysed


def _environment(caches: str) -> dict[str, str]:
    given = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    told = {"PULUMI_PROJECT": "alex", "PULUMI_STACK": STACK, "PULUMI_DRY_RUN": "true", "PULUMI_CONFIG": "{}"}
    return {**given, **told, "PYTHONPYCACHEPREFIX": caches}


def _cpu() -> float:
    """Seconds of processes that this one started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
