"""Converts OTLP spans to observations of Langfuse's public API, by the rules of Langfuse's server."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterable
from typing import Any, cast

from google.protobuf.json_format import ParseDict, ParseError
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span, Status

from local.traces.mapping import fields
from local.traces.mapping.fields import OBSERVATION
from local.traces.mapping.metadata import metadata
from local.traces.timestamps import iso_utc

PROJECT_ID = "local"
TRACE_ID_BYTES, SPAN_ID_BYTES = 16, 8

JsonObject = dict[str, Any]


class MalformedSpans(ValueError):
    """The body is not an OTLP trace request; the message names the field."""


def observations_from_protobuf(body: bytes) -> list[JsonObject]:
    """Observations of a binary `ExportTraceServiceRequest`. Raises MalformedSpans."""
    try:
        return _observations(ExportTraceServiceRequest.FromString(body))
    except DecodeError as error:
        raise MalformedSpans(f"not an OTLP protobuf trace request: {error}") from error


def observations_from_json(body: bytes) -> list[JsonObject]:
    """Observations of an OTLP/JSON request. Raises MalformedSpans."""
    try:
        readable = _hex_ids_to_base64(json.loads(body))
        request = ParseDict(readable, ExportTraceServiceRequest(), ignore_unknown_fields=True)
    except (ParseError, ValueError, RecursionError) as error:
        raise MalformedSpans(f"not an OTLP JSON trace request: {error}") from error
    return _observations(request)


def _hex_ids_to_base64(value: Any) -> Any:
    """OTLP/JSON has ids in hex; protobuf's JSON mapping, which parses the rest, expects base64."""
    if isinstance(value, list):
        return [_hex_ids_to_base64(item) for item in cast(list[Any], value)]
    if not isinstance(value, dict):
        return value
    return {
        key: base64.b64encode(bytes.fromhex(item)).decode()
        if key in ("traceId", "spanId", "parentSpanId") and isinstance(item, str)
        else _hex_ids_to_base64(item)
        for key, item in cast(JsonObject, value).items()
    }


def _observations(request: ExportTraceServiceRequest) -> list[JsonObject]:
    return [
        _observation(span, scope_spans, resource_spans)
        for resource_spans in request.resource_spans
        for scope_spans in resource_spans.scope_spans
        for span in scope_spans.spans
    ]


def _observation(span: Span, scope_spans: ScopeSpans, resource_spans: ResourceSpans) -> JsonObject:
    _check_ids(span)
    resource = _attributes(resource_spans.resource.attributes)
    attributes = _attributes(span.attributes)
    scope = scope_spans.scope
    about = {"name": scope.name, "version": scope.version, "attributes": _attributes(scope.attributes)}
    found = metadata(attributes, resource, about)
    place = _place(span, attributes)
    return {
        **place,
        **_outcome(span, attributes),
        **fields.model_fields(attributes, place["type"]),
        **fields.context(attributes, resource, found),
        "metadata": found,
    }


def _place(span: Span, attributes: JsonObject) -> JsonObject:
    """Identity, type, parent and times."""
    start, end = _interval(span)
    parent = span.parent_span_id.hex() or None
    is_app_root = attributes.get("langfuse.internal.is_app_root") in (True, "true")
    return {
        "id": span.span_id.hex(),
        "traceId": span.trace_id.hex(),
        "projectId": PROJECT_ID,
        "parentObservationId": parent,
        "isRootObservation": parent is None or is_app_root,
        "type": fields.observation_type(attributes),
        "name": fields.name(attributes, span.name),
        "startTime": iso_utc(start),
        "endTime": iso_utc(end),
        "latency": (end - start) / 1e6,
    }


def _outcome(span: Span, attributes: JsonObject) -> JsonObject:
    """Input and output, as the text that was sent."""
    return {
        "level": fields.level(attributes, failed=span.status.code == Status.STATUS_CODE_ERROR),
        "statusMessage": attributes.get(f"{OBSERVATION}.status_message") or span.status.message or None,
        "input": attributes.get(f"{OBSERVATION}.input"),
        "output": attributes.get(f"{OBSERVATION}.output"),
    }


def _check_ids(span: Span) -> None:
    for field, value, size in (
        ("traceId", span.trace_id, TRACE_ID_BYTES),
        ("spanId", span.span_id, SPAN_ID_BYTES),
        ("parentSpanId", span.parent_span_id or b"\1" * SPAN_ID_BYTES, SPAN_ID_BYTES),
    ):
        if len(value) != size or not any(value):
            raise MalformedSpans(f"span {span.name!r}: {field} must be {size} bytes that are not all zero")


def _interval(span: Span) -> tuple[int, int]:
    """Start and end in microseconds since the epoch. A missing one is taken from the other, else from the clock."""
    start, end = span.start_time_unix_nano // 1000, span.end_time_unix_nano // 1000
    now = time.time_ns() // 1000
    return start or end or now, end or start or now


def _attributes(pairs: Iterable[KeyValue]) -> JsonObject:
    return {pair.key: _value(pair.value) for pair in pairs}


def _value(value: AnyValue) -> Any:
    kind = value.WhichOneof("value")
    if kind is None:
        return None
    if kind == "array_value":
        return [_value(item) for item in value.array_value.values]
    if kind == "kvlist_value":
        return _attributes(value.kvlist_value.values)
    if kind == "bytes_value":
        return base64.b64encode(value.bytes_value).decode()
    return getattr(value, kind)
