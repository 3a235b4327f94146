"""Resources as requests of the engine's protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

from google.protobuf import json_format, struct_pb2
from pulumi.runtime import proto


class Registered(Protocol):
    """A resource registered by the program, e.g. local.engine.preview.PlannedResource."""

    @property
    def urn(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def parent(self) -> str: ...
    @property
    def inputs(self) -> Mapping[str, Any]:
        """camelCase names; unknown values are the engine's sentinel."""
        ...

    @property
    def dependencies(self) -> Iterable[str]: ...
    @property
    def property_dependencies(self) -> Mapping[str, Iterable[str]]: ...
    @property
    def protect(self) -> bool: ...


@dataclass(frozen=True)
class Shown:
    """A resource as the pack sees it."""

    resource: Registered
    inputs: Mapping[str, Any]
    """After remediations."""


def shown(resource: Registered) -> Shown:
    """With inputs as the provider's check leaves them: never without any, which would mean that it is not shown."""
    return Shown(resource, resource.inputs or {"__defaults": []})


def resource_request(each: Shown) -> proto.AnalyzeRequest:
    resource = each.resource
    return proto.AnalyzeRequest(
        type=resource.type,
        urn=resource.urn,
        name=resource.name,
        properties=_struct(each.inputs),
        options=_options(resource),
    )


def stack_request(resources: Iterable[Shown]) -> proto.AnalyzeStackRequest:
    return proto.AnalyzeStackRequest(resources=[_in_stack(each.resource, each.inputs) for each in resources])


def _in_stack(resource: Registered, inputs: Mapping[str, Any]) -> proto.AnalyzerResource:
    return proto.AnalyzerResource(
        type=resource.type,
        urn=resource.urn,
        name=resource.name,
        properties=_struct(inputs),
        options=_options(resource),
        parent=resource.parent,
        dependencies=list(resource.dependencies),
        propertyDependencies={
            name: proto.AnalyzerPropertyDependencies(urns=list(urns))
            for name, urns in resource.property_dependencies.items()
        },
    )


def _options(resource: Registered) -> proto.AnalyzerResourceOptions:
    return proto.AnalyzerResourceOptions(parent=resource.parent, protect=resource.protect)


def _struct(properties: Mapping[str, Any]) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    struct.update(dict(properties))
    return struct


def read_struct(struct: struct_pb2.Struct) -> dict[str, Any]:
    """As the program registers them: secrets and unknown values as the protocol marks them, whole numbers as such."""
    return cast("dict[str, Any]", _plain(json_format.MessageToDict(struct)))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_plain(item) for item in cast("list[Any]", value)]
    return int(value) if isinstance(value, float) and value.is_integer() else value
