"""Converts OTLP spans of the Langfuse SDK to observations of Langfuse's public API.

Attribute names are those of Langfuse's own ingestion; spans of other instrumentations arrive as plain SPANs.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from typing import Any, cast

from google.protobuf.json_format import ParseDict, ParseError
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span, Status

from local.traces.timestamps import iso_utc

PROJECT_ID = "local"
OBSERVATION_TYPES = frozenset(
    {"SPAN", "AGENT", "TOOL", "CHAIN", "GENERATION", "EMBEDDING", "RETRIEVER", "EVALUATOR", "GUARDRAIL", "EVENT"}
)
LEVELS = frozenset({"DEBUG", "DEFAULT", "WARNING", "ERROR"})
TRACE_ID_BYTES, SPAN_ID_BYTES = 16, 8
OBSERVATION, TRACE = "langfuse.observation", "langfuse.trace"
ROOT_MARKS = ("as_root", "is_app_root")

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
    return {
        **_place(span, attributes),
        **_outcome(span, attributes),
        **_generation(attributes),
        **_context(attributes, resource),
        "metadata": {
            "resourceAttributes": resource,
            "scopeAttributes": _attributes(scope_spans.scope.attributes),
            **_metadata(attributes, OBSERVATION),
            **_metadata(attributes, TRACE),
        },
    }


def _place(span: Span, attributes: JsonObject) -> JsonObject:
    """Identity, type, parent and times."""
    start, end = _interval(span)
    parent = span.parent_span_id.hex() or None
    is_app_root = any(attributes.get(f"langfuse.internal.{mark}") in (True, "true") for mark in ROOT_MARKS)
    return {
        "id": span.span_id.hex(),
        "traceId": span.trace_id.hex(),
        "projectId": PROJECT_ID,
        "parentObservationId": parent,
        "isRootObservation": parent is None or is_app_root,
        "type": _type(attributes),
        "name": span.name,
        "startTime": iso_utc(start),
        "endTime": iso_utc(end),
        "latency": (end - start) / 1e6,
    }


def _outcome(span: Span, attributes: JsonObject) -> JsonObject:
    """Input and output, as the text that was sent."""
    return {
        "level": _level(attributes, span),
        "statusMessage": attributes.get(f"{OBSERVATION}.status_message", span.status.message) or None,
        "input": attributes.get(f"{OBSERVATION}.input"),
        "output": attributes.get(f"{OBSERVATION}.output"),
    }


def _generation(attributes: JsonObject) -> JsonObject:
    """Additional fields of a generation; empty for other types."""
    cost = _details(attributes, f"{OBSERVATION}.cost_details")
    return {
        "model": attributes.get(f"{OBSERVATION}.model.name"),
        "modelParameters": _json(attributes.get(f"{OBSERVATION}.model.parameters")),
        "usageDetails": _details(attributes, f"{OBSERVATION}.usage_details"),
        "costDetails": cost,
        "totalCost": cost.get("total", 0.0),
        "completionStartTime": _json(attributes.get(f"{OBSERVATION}.completion_start_time")),
        "promptName": attributes.get(f"{OBSERVATION}.prompt.name"),
        "promptVersion": attributes.get(f"{OBSERVATION}.prompt.version"),
    }


def _context(attributes: JsonObject, resource: JsonObject) -> JsonObject:
    """Fields of the trace that the SDK repeats on each observation."""
    tags = attributes.get(f"{TRACE}.tags", [])
    return {
        "traceName": _text(attributes.get(f"{TRACE}.name")),
        "userId": _text(attributes.get("langfuse.user.id"), attributes.get("user.id")),
        "sessionId": _text(attributes.get("langfuse.session.id"), attributes.get("session.id")),
        "tags": [str(tag) for tag in cast(list[Any], tags)] if isinstance(tags, list) else [str(tags)],
        "environment": _text(attributes.get("langfuse.environment"), resource.get("langfuse.environment"), "default"),
        "release": _text(attributes.get("langfuse.release"), resource.get("langfuse.release")),
        "version": _text(attributes.get("langfuse.version"), resource.get("service.version")),
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
    """Start and end in microseconds since the epoch; a missing end equals the start, as in Langfuse."""
    start, end = span.start_time_unix_nano // 1000, span.end_time_unix_nano // 1000
    if not start:
        raise MalformedSpans(f"span {span.name!r}: startTimeUnixNano is missing")
    return start, max(start, end)


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


def _type(attributes: JsonObject) -> str:
    kind = str(attributes.get(f"{OBSERVATION}.type", "")).upper()
    return kind if kind in OBSERVATION_TYPES else "SPAN"


def _level(attributes: JsonObject, span: Span) -> str:
    level = attributes.get(f"{OBSERVATION}.level")
    if level in LEVELS:
        return str(level)
    return "ERROR" if span.status.code == Status.STATUS_CODE_ERROR else "DEFAULT"


def _metadata(attributes: JsonObject, owner: str) -> JsonObject:
    """`<owner>.metadata.<key>` attributes; the SDK encodes each value as JSON."""
    return dict(_metadata_items(attributes, f"{owner}.metadata"))


def _metadata_items(attributes: JsonObject, prefix: str) -> Iterator[tuple[str, Any]]:
    whole = _json(attributes.get(prefix))
    if isinstance(whole, dict):
        yield from cast(JsonObject, whole).items()
    elif whole is not None:
        yield "metadata", whole
    for key, value in attributes.items():
        if key.startswith(f"{prefix}."):
            yield key.removeprefix(f"{prefix}."), _json(value)


def _details(attributes: JsonObject, key: str) -> dict[str, float]:
    """Usage or cost buckets; `total` defaults to their sum."""
    details = _json(attributes.get(key))
    if not isinstance(details, dict):
        return {}
    buckets = {name: value for name, value in cast(JsonObject, details).items() if isinstance(value, int | float)}
    return {**buckets, "total": buckets.get("total", sum(buckets.values()))} if buckets else {}


def _json(value: Any) -> Any:
    """Decodes a JSON string; returns any other value unchanged."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def _text(*candidates: Any) -> str | None:
    """The first present value; JSON for a value other than text, as on Langfuse's server."""
    value = next((candidate for candidate in candidates if candidate), None)
    return value if value is None or isinstance(value, str) else json.dumps(value)
