"""Runs the policy pack on the resources of a program without the Pulumi CLI, over the engine's protocol."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2_grpc

from policies.engine.options import CONFIGURATION
from policies.engine.waiver import address
from policies.exceptions import check_names, excepted, parted
from policies.gate_config import ConfigurationError, GateError, configuration, mends, rules_of
from policies.gate_requests import Registered, Shown, read_struct, resource_request, shown, stack_request
from policies.remedy import Remedy
from policies.report import Report, Times, read_report

__all__ = ["ConfigurationError", "GateError", "Registered", "evaluate"]

PACK = Path(__file__).resolve().parent
_TIMEOUT = 60.0
"""Seconds per request. The largest stacks take a few."""
_OPTIONS = [
    ("grpc.max_receive_message_length", 400 * 1024 * 1024),
    ("grpc.max_send_message_length", -1),
    # The pack runs on this machine, where no proxy of the environment reaches it.
    ("grpc.enable_http_proxy", 0),
]


def evaluate(
    resources: Iterable[Registered],
    stack: str,
    *,
    project: str = "alex",
    preview: bool = True,
    config: Mapping[str, Any] | None = None,
    remediate: bool = False,
) -> Report:
    """Remediate each resource where a rule's level says so and judge it, then judge the stack. Raises GateError.

    With `remediate`, every rule that can mend a resource does, unless `config` gives it a level. `config` is what a
    `--policy-pack-config` file has in it, of either version.
    """
    seen = [shown(each) for each in resources]
    rules, exceptions = parted(config or {})
    env = {
        "PULUMI_PROJECT": project,
        "PULUMI_STACK": stack,
        "PULUMI_DRY_RUN": str(preview).lower(),
        "PULUMI_CONFIG": "{}",
    }
    remedies: tuple[Remedy, ...] | None = None
    started = time.perf_counter()
    with _pack(env) as analyzer:
        info = analyzer.GetAnalyzerInfo(empty_pb2.Empty(), timeout=_TIMEOUT)
        booted = time.perf_counter()
        check_names(exceptions, rules_of(info))
        request = configuration(info, rules, remediate=remediate)
        analyzer.Configure(request, timeout=_TIMEOUT)
        if mends(request):
            remedies = tuple(_mend(analyzer, seen))
        if remediate:  # what is left has the level that it has without
            analyzer.Configure(configuration(info, rules, remediate=False), timeout=_TIMEOUT)
        answers = [analyzer.Analyze(resource_request(each), timeout=_TIMEOUT) for each in seen]
        analysed = time.perf_counter()
        answers.append(analyzer.AnalyzeStack(stack_request(seen), timeout=_TIMEOUT))
        done = time.perf_counter()
    diagnostics = [diagnostic for answer in answers for diagnostic in answer.diagnostics]
    times = Times(boot=booted - started, resources=analysed - booted, stack=done - analysed)
    addresses = [address(each.resource) for each in seen]
    report = replace(read_report(diagnostics, project, stack, addresses, times), remedies=remedies)
    return excepted(report, project, exceptions)


def _mend(analyzer: analyzer_pb2_grpc.AnalyzerStub, seen: list[Shown]) -> list[Remedy]:
    """Changes the inputs in `seen`, in the order of the rules: each sees what the one before has changed."""
    remedies: list[Remedy] = []
    for place, each in enumerate(seen):
        for remediation in analyzer.Remediate(resource_request(each), timeout=_TIMEOUT).remediations:
            before, after = seen[place].inputs, read_struct(remediation.properties)
            remedies.append(Remedy(remediation.policyName, each.resource.urn, before, after))
            seen[place] = replace(each, inputs=after)
    return remedies


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
        if refused:  # which the pack does with a configuration only
            raise ConfigurationError(error.details().removeprefix(CONFIGURATION)) from error  # type: ignore[attr-defined]
        raise GateError(f"the policy pack failed: {error}") from error
    finally:
        process.kill()
        process.communicate()
