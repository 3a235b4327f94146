"""Spans as they were sent, and the rows that Langfuse's server makes of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from local.traces.ingest import observations_from_protobuf

PREFIX = "langfuse.observation."


@dataclass(frozen=True)
class Step:
    """A span and its row."""

    span: Span
    attributes: dict[str, Any]
    scope: str
    row: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.row['type']} {self.row['name']}"

    def own(self, name: str) -> Any:
        """An attribute of the observation, e.g. `usage_details`."""
        return self.attributes.get(PREFIX + name)

    def data(self, name: str) -> Any:
        """The same, decoded; None if it is absent or no JSON."""
        try:
            return json.loads(self.own(name))
        except (TypeError, ValueError):
            return None


@dataclass(frozen=True)
class Sent:
    """What the bodies of some requests hold."""

    steps: list[Step]

    @classmethod
    def of(cls, bodies: Iterable[bytes]) -> Sent:
        return cls([step for body in bodies for step in _steps(body)])

    def typed(self, *types: str) -> list[Step]:
        return [step for step in self.steps if step.row["type"] in types]

    @property
    def generations(self) -> list[Step]:
        return self.typed("GENERATION")

    def above(self, step: Step, type_: str) -> Step | None:
        """The nearest step of a type around this one."""
        by_id = {each.row["id"]: each for each in self.steps}
        parent = by_id.get(step.row["parentObservationId"] or "")
        return parent if parent is None or parent.row["type"] == type_ else self.above(parent, type_)


def _steps(body: bytes) -> Iterable[Step]:
    rows = iter(observations_from_protobuf(body))
    for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
        for scoped in resource.scope_spans:
            for span in scoped.spans:
                attributes = {pair.key: _value(pair.value) for pair in span.attributes}
                yield Step(span, attributes, scoped.scope.name, next(rows))


def _value(value: Any) -> Any:
    kind = value.WhichOneof("value")
    return [_value(each) for each in value.array_value.values] if kind == "array_value" else getattr(value, kind)


def changed(bodies: Iterable[bytes], change: Callable[[Span], None]) -> list[bytes]:
    """The bodies with each span changed."""
    found: list[bytes] = []
    for body in bodies:
        request = ExportTraceServiceRequest.FromString(body)
        for resource in request.resource_spans:
            for scoped in resource.scope_spans:
                for span in scoped.spans:
                    change(span)
        found.append(request.SerializeToString())
    return found


def type_of(span: Span) -> str:
    return next((pair.value.string_value for pair in span.attributes if pair.key == PREFIX + "type"), "")


def put(span: Span, name: str, value: str | None) -> None:
    """Sets an attribute to a text; None removes it."""
    kept = [pair for pair in span.attributes if pair.key != name]
    del span.attributes[:]
    span.attributes.extend(kept)
    if value is not None:
        span.attributes.add(key=name).value.string_value = value
