"""Previews the program without AWS and without the Pulumi CLI.

Outputs that only AWS computes are unknown, as in `pulumi preview`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi
from google.protobuf import json_format
from pulumi.runtime import mocks, rpc
from pulumi.runtime.proto import resource_pb2

from components.foundation.settings.reader import SettingsError
from local.engine.monitor import STACK_TYPE, Monitor
from local.engine.program import run_program
from local.engine.stack_config import read_config
from local.errors import LocalError

#: Marks a value that is unknown until AWS has created a resource, as in the engine's protocol.
UNKNOWN: str = rpc.UNKNOWN
_ACCOUNT = "123456789012"


@dataclass(frozen=True)
class PlannedResource:
    """One registered resource."""

    urn: str
    type: str
    name: str
    parent: str
    """URN."""
    custom: bool
    """False for a component."""
    inputs: Mapping[str, Any]
    """As the engine receives them: camelCase, UNKNOWN where unknown, assets and archives as objects."""
    dependencies: tuple[str, ...]
    """URNs."""
    property_dependencies: Mapping[str, tuple[str, ...]]
    """Input to the URNs of the resources it depends on."""
    protect: bool = False
    """The resource option, as are the next."""
    retain_on_delete: bool = False
    ignore_changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preview:
    stack: str
    resources: tuple[PlannedResource, ...]
    """Sorted by URN: the order of registration differs from run to run."""
    outputs: Mapping[str, Any]
    """None where unknown."""
    warnings: tuple[str, ...] = ()
    """About the stack's file."""


def preview(root: Path, stack: str, overrides: Mapping[str, object] | None = None) -> Preview:
    """Runs the program in `root` for one stack. Raises LocalError for a wrong stack or setting."""
    config = read_config(root, stack, overrides)
    monitor = _Recorder(_Lookups(config.values.get("aws:region", "")), root)
    try:
        outputs = run_program(root, stack, config, monitor, dry_run=True)
    except SettingsError as error:
        raise LocalError(f"Pulumi.{stack}.yaml: {error}") from None
    except pulumi.RunError as error:
        raise LocalError(f"stack {stack}: {error}") from None
    planned = tuple(sorted(monitor.planned, key=lambda resource: resource.urn))
    return Preview(stack, planned, outputs, config.warnings)


def has_unknown(value: object) -> bool:
    """Whether any part of an input is unknown until AWS has created a resource."""
    if isinstance(value, Mapping):
        return any(has_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(has_unknown(item) for item in value)
    return isinstance(value, str) and UNKNOWN in value


class _Lookups(mocks.Mocks):
    """Answers the program's invokes, for a fictitious account."""

    def __init__(self, region: str) -> None:
        self._answers: dict[str, dict[str, Any]] = {
            "aws:index/getCallerIdentity:getCallerIdentity": {"accountId": _ACCOUNT},
            "aws:index/getAvailabilityZones:getAvailabilityZones": {"names": [f"{region}{zone}" for zone in "abc"]},
        }

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        if args.token not in self._answers:
            raise LocalError(f"no such invoke in a preview: {args.token}")
        return self._answers[args.token], []

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        raise AssertionError(f"the recorder registers {args.name} itself")


class _Recorder(Monitor):
    """Records each registration. Of a resource's outputs, only its inputs are known."""

    def __init__(self, lookups: mocks.Mocks, root: Path) -> None:
        super().__init__(lookups, root)
        self.planned: list[PlannedResource] = []

    def RegisterResource(self, request: Any) -> resource_pb2.RegisterResourceResponse:  # noqa: N802 - Pulumi's name
        urn = self.claim(request)
        if request.type != STACK_TYPE:
            self.planned.append(_planned(urn, request))
        return resource_pb2.RegisterResourceResponse(urn=urn, id="", object=request.object)


def _planned(urn: str, request: Any) -> PlannedResource:
    return PlannedResource(
        urn=urn,
        type=request.type,
        name=request.name,
        parent=request.parent,
        custom=request.custom,
        inputs=_plain(json_format.MessageToDict(request.object)),
        dependencies=tuple(sorted(request.dependencies)),
        property_dependencies={
            name: tuple(sorted(of.urns)) for name, of in request.propertyDependencies.items() if of.urns
        },
        protect=request.protect,
        retain_on_delete=request.retainOnDelete,
        ignore_changes=tuple(request.ignoreChanges),
    )


def _plain(value: Any) -> Any:
    """Sorts keys and restores integers: protobuf has unordered keys and floats only."""
    if isinstance(value, dict):
        return {key: _plain(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
