"""What Pulumi's engine asks a policy pack about a program's resources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from google.protobuf import struct_pb2
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


def resource_request(resource: Registered) -> proto.AnalyzeRequest:
    return proto.AnalyzeRequest(
        type=resource.type,
        urn=resource.urn,
        name=resource.name,
        properties=_struct(_checked(resource)),
        options=_options(resource),
    )


def stack_request(resources: Iterable[Registered]) -> proto.AnalyzeStackRequest:
    return proto.AnalyzeStackRequest(
        resources=[
            proto.AnalyzerResource(
                type=resource.type,
                urn=resource.urn,
                name=resource.name,
                properties=_struct(_checked(resource)),
                options=_options(resource),
                parent=resource.parent,
                dependencies=list(resource.dependencies),
                propertyDependencies={
                    name: proto.AnalyzerPropertyDependencies(urns=list(urns))
                    for name, urns in resource.property_dependencies.items()
                },
            )
            for resource in resources
        ]
    )


def _options(resource: Registered) -> proto.AnalyzerResourceOptions:
    return proto.AnalyzerResourceOptions(parent=resource.parent, protect=resource.protect)


def _checked(resource: Registered) -> Mapping[str, Any]:
    """As the provider's check leaves them: never without any property, which would mean that it is not shown."""
    return resource.inputs or {"__defaults": []}


def _struct(properties: Mapping[str, Any]) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    struct.update(dict(properties))
    return struct
