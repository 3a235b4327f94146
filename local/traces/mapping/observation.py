"""An OTLP request becomes observations of Langfuse's public API, one for each span."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterable
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span, Status

from local.traces.mapping import kind, model
from local.traces.mapping.contents import input_and_output
from local.traces.mapping.context import context
from local.traces.mapping.experiment import experiment
from local.traces.mapping.metadata import flat, metadata
from local.traces.mapping.tools import moved_into_input, tools_of
from local.traces.mapping.usage import usage_and_cost
from local.traces.mapping.values import PROJECT_ID, JsonObject
from local.traces.timestamps import iso_utc


def observations(request: ExportTraceServiceRequest) -> list[JsonObject]:
    """All spans of a request whose ids are right."""
    return [
        observation(span, scope_spans, resource_spans)
        for resource_spans in request.resource_spans
        for scope_spans in resource_spans.scope_spans
        for span in scope_spans.spans
    ]


def observation(span: Span, scope_spans: ScopeSpans, resource_spans: ResourceSpans) -> JsonObject:
    """With fields of all groups, `toolDefinitions`, `toolCalls`, `toolCallNames`, and `experiment`."""
    attributes, resource = _attributes(span.attributes), _attributes(resource_spans.resource.attributes)
    scope = scope_spans.scope
    about = {"name": scope.name, "version": scope.version, "attributes": _attributes(scope.attributes)}
    contents = input_and_output(attributes)
    contents["input"], found = moved_into_input(contents["input"], metadata(attributes, resource, about))
    type_, level = kind.observation_type(attributes), kind.level(attributes, failed=_is_failed(span))
    used = model.model(attributes)
    return {
        **_place(span, attributes),
        "type": type_,
        "level": level,
        "statusMessage": kind.status_message(attributes, span.status.message),
        **contents,
        "model": used,
        "modelParameters": model.parameters(attributes),
        "completionStartTime": model.completion_start(attributes),
        **model.prompt(attributes, type_),
        **usage_and_cost(attributes, model=used, level=level, contents=contents),
        **context(attributes, resource),
        "metadata": flat(found),
        **tools_of(contents["input"], contents["output"]),
        "experiment": experiment(attributes),
    }


def _place(span: Span, attributes: JsonObject) -> JsonObject:
    """Identity, parent, name and times."""
    start, end = _interval(span)
    parent = span.parent_span_id.hex() or None
    return {
        "id": span.span_id.hex(),
        "traceId": span.trace_id.hex(),
        "projectId": PROJECT_ID,
        "parentObservationId": parent,
        "isRootObservation": kind.is_root(attributes, parent),
        "name": kind.name(attributes, span.name),
        "startTime": iso_utc(start),
        "endTime": iso_utc(end),
        "latency": (end - start) / 1e6,
    }


def _is_failed(span: Span) -> bool:
    return span.status.code == Status.STATUS_CODE_ERROR


def _interval(span: Span) -> tuple[int, int]:
    """Start and end in microseconds since the epoch. A missing one is the other, else the clock's time (2.23)."""
    start, end = span.start_time_unix_nano // 1000, span.end_time_unix_nano // 1000
    now = time.time_ns() // 1000
    return start or end or now, end or start or now


def _attributes(pairs: Iterable[KeyValue]) -> JsonObject:
    return {pair.key: _value(pair.value) for pair in pairs}


def _value(value: AnyValue) -> Any:
    of = value.WhichOneof("value")
    if of is None:
        return None
    if of == "array_value":
        return [_value(item) for item in value.array_value.values]
    if of == "kvlist_value":
        return _attributes(value.kvlist_value.values)
    if of == "bytes_value":
        return base64.b64encode(value.bytes_value).decode()
    return getattr(value, of)
