"""Runs the policy pack on the resources of a program without the Pulumi CLI, over the engine's protocol."""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
import time
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime import proto
from pulumi.runtime.proto import analyzer_pb2_grpc

from policies.engine.policy import OUTCOME_NAMES
from policies.report import Report, Times, read_report
from policies.requests import Registered, resource_request, stack_request

PACK = Path(__file__).resolve().parent
EVERY_RULE = "all"
"""Name under which a configuration reaches every rule."""
_TIMEOUT = 60.0
"""Seconds per request. The largest stacks take a few."""
_OPTIONS = [
    ("grpc.max_receive_message_length", 400 * 1024 * 1024),
    ("grpc.max_send_message_length", -1),
    # The pack runs on this machine, where no proxy of the environment reaches it.
    ("grpc.enable_http_proxy", 0),
]


class GateError(Exception):
    """The pack did not start or did not answer; the message gives the reason."""


def evaluate(
    resources: Iterable[Registered],
    stack: str,
    *,
    project: str = "alex",
    preview: bool = True,
    config: Mapping[str, Mapping[str, Any] | str] | None = None,
) -> Report:
    """Judge every resource, then the stack, without remediation. Raises GateError.

    `config` has the content of a `--policy-pack-config` file: rule name to options, with the level as
    `enforcementLevel`, or to the level alone.
    """
    listed = tuple(resources)
    env = {
        "PULUMI_PROJECT": project,
        "PULUMI_STACK": stack,
        "PULUMI_DRY_RUN": str(preview).lower(),
        "PULUMI_CONFIG": "{}",
    }
    started = time.perf_counter()
    with _pack(env) as analyzer:
        info = analyzer.GetAnalyzerInfo(empty_pb2.Empty(), timeout=_TIMEOUT)
        booted = time.perf_counter()
        analyzer.Configure(_configuration(info, config or {}), timeout=_TIMEOUT)
        answers = [analyzer.Analyze(resource_request(each), timeout=_TIMEOUT) for each in listed]
        analysed = time.perf_counter()
        answers.append(analyzer.AnalyzeStack(stack_request(listed), timeout=_TIMEOUT))
        done = time.perf_counter()
    diagnostics = [diagnostic for answer in answers for diagnostic in answer.diagnostics]
    return read_report(
        diagnostics,
        stack,
        len(listed),
        Times(boot=booted - started, resources=analysed - booted, stack=done - analysed),
    )


@contextmanager
def _pack(env: Mapping[str, str]) -> Generator[analyzer_pb2_grpc.AnalyzerStub]:
    """The pack in a separate process, started without Pulumi's wrapper, which imports more than a pack needs."""
    command = [sys.executable, "-u", str(PACK)]
    process = subprocess.Popen(  # noqa: S603
        command, cwd=PACK, env={**os.environ, **env}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout, "asked for above"
        port = process.stdout.readline().strip()
        if not port.isdigit():
            raise GateError(f"the policy pack did not start: {process.communicate(timeout=10)[1].strip()}")
        with grpc.insecure_channel(f"127.0.0.1:{port}", options=_OPTIONS) as channel:
            yield analyzer_pb2_grpc.AnalyzerStub(channel)
    except grpc.RpcError as error:
        refused = getattr(error, "code", lambda: None)() is grpc.StatusCode.INVALID_ARGUMENT
        raise GateError(error.details() if refused else f"the policy pack failed: {error}") from error  # type: ignore[attr-defined]
    finally:
        process.kill()
        process.communicate()


def _configuration(
    info: proto.AnalyzerInfo, config: Mapping[str, Mapping[str, Any] | str]
) -> proto.ConfigureAnalyzerRequest:
    """As in the engine: the pack's levels, overridden by the user's configuration."""
    rules = [policy.name for policy in info.policies if policy.name not in OUTCOME_NAMES]
    for name in config:
        if name not in (*rules, EVERY_RULE):
            near = difflib.get_close_matches(name, rules, n=1)
            hint = f"; did you mean {near[0]}?" if near else "; `alex policy list` shows all"
            raise GateError(f"the configuration names {name}, which is no rule of the pack{hint}")
    request = proto.ConfigureAnalyzerRequest()
    for policy in info.policies:
        given = {**_settings(config.get(EVERY_RULE)), **_settings(config.get(policy.name))}
        level = given.pop("enforcementLevel", None)
        request.policyConfig[policy.name].enforcementLevel = _level(policy.name, level, policy.enforcementLevel)
        request.policyConfig[policy.name].properties.update(given)
    return request


def _settings(given: Mapping[str, Any] | str | None) -> dict[str, Any]:
    """A level alone stands for a mapping with it."""
    return {"enforcementLevel": given} if isinstance(given, str) else dict(given or {})


def _level(rule: str, given: object, default: proto.EnforcementLevel.ValueType) -> proto.EnforcementLevel.ValueType:
    names = proto.EnforcementLevel.keys()
    if given is None:
        return default
    if str(given).upper() not in names:
        raise GateError(f"{rule}: enforcementLevel must be one of {', '.join(names).lower()}, not {given}")
    return proto.EnforcementLevel.Value(str(given).upper())
