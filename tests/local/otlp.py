"""Spans as OTLP/JSON, and the observations that the trace store makes of them."""

from __future__ import annotations

import json
from typing import Any

from local.traces.ingest import observations_from_json

OBSERVATION, TRACE = "langfuse.observation", "langfuse.trace"
START = 1_700_000_000_000_000_000


def value(given: Any) -> dict[str, Any]:
    match given:
        case bool():
            return {"boolValue": given}
        case int():
            return {"intValue": str(given)}
        case float():
            return {"doubleValue": given}
        case list():
            return {"arrayValue": {"values": [value(each) for each in given]}}
        case _:
            return {"stringValue": given}


def attributes(given: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "value": value(each)} for key, each in given.items()]


def mapped(
    given: dict[str, Any] | None = None,
    *,
    resource: dict[str, Any] | None = None,
    scope: str = "langfuse-sdk",
    **span: Any,
) -> dict[str, Any]:
    """The observation of a span with these attributes."""
    one = {
        "traceId": "a" * 32,
        "spanId": "b" * 16,
        "name": "step",
        "startTimeUnixNano": str(START),
        "endTimeUnixNano": str(START + 1_500_000_000),
        "attributes": attributes(given or {}),
        **span,
    }
    spans = [{"scope": {"name": scope, "version": "5.0.4"}, "spans": [one]}]
    body = {"resourceSpans": [{"resource": {"attributes": attributes(resource or {})}, "scopeSpans": spans}]}
    [found] = observations_from_json(json.dumps(body).encode())
    return found
