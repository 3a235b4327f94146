"""Reads OTLP requests: binary or JSON, all of their spans or none."""

from __future__ import annotations

import base64
import json
from typing import Any, cast

from google.protobuf.json_format import ParseDict, ParseError
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from local.traces.mapping.observation import observations

TRACE_ID_BYTES, SPAN_ID_BYTES = 16, 8

JsonObject = dict[str, Any]


class MalformedSpans(ValueError):
    """The body is not an OTLP trace request; the message names the field."""


def observations_from_protobuf(body: bytes) -> list[JsonObject]:
    """Observations of a binary `ExportTraceServiceRequest`. Raises MalformedSpans."""
    try:
        return _mapped(ExportTraceServiceRequest.FromString(body))
    except DecodeError as error:
        raise MalformedSpans(f"not an OTLP protobuf trace request: {error}") from error


def observations_from_json(body: bytes) -> list[JsonObject]:
    """Observations of an OTLP/JSON request. Raises MalformedSpans."""
    try:
        readable = _hex_ids_to_base64(json.loads(body))
        request = ParseDict(readable, ExportTraceServiceRequest(), ignore_unknown_fields=True)
    except (ParseError, ValueError, RecursionError) as error:
        raise MalformedSpans(f"not an OTLP JSON trace request: {error}") from error
    return _mapped(request)


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


def _mapped(request: ExportTraceServiceRequest) -> list[JsonObject]:
    """All or none: one wrong span refuses the whole request (1.2)."""
    for resource_spans in request.resource_spans:
        for scope_spans in resource_spans.scope_spans:
            for span in scope_spans.spans:
                _check_ids(span)
    return observations(request)


def _check_ids(span: Span) -> None:
    for field, value, size in (
        ("traceId", span.trace_id, TRACE_ID_BYTES),
        ("spanId", span.span_id, SPAN_ID_BYTES),
        ("parentSpanId", span.parent_span_id or b"\1" * SPAN_ID_BYTES, SPAN_ID_BYTES),
    ):
        if len(value) != size or not any(value):
            raise MalformedSpans(f"span {span.name!r}: {field} must be {size} bytes that are not all zero")
