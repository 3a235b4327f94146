"""Check that a generation with a tool call arrives at Langfuse, and can be read back with the call."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from cli.doctor.check import Check, CheckFailed
from cli.doctor.http import json_object, request
from cli.trace.model import HEALTH_CHECK
from local.traces.mapping.tools import tools_of

SPAN_NAME = "alex doctor"
ROUND_TRIP_SECONDS = 30.0
POLL_SECONDS = 0.5
INGESTION_VERSION = "4"
TOOL = "alex_doctor"
INPUT = {
    "messages": [{"role": "user", "content": "Does a tool call arrive?"}],
    "tools": [{"type": "function", "function": {"name": TOOL, "parameters": {"type": "object", "properties": {}}}}],
}
OUTPUT = {
    "role": "assistant",
    "content": "",
    "tool_calls": [{"id": "call-1", "type": "function", "function": {"name": TOOL, "arguments": "{}"}}],
}


class GenerationCheck:
    """
    Args:
        base_url: of the functions' Langfuse server.
        keys: reads the functions' public and secret key; raises UserError.
        set_keys: advice when the keys are refused.
    """

    def __init__(self, base_url: str, keys: Callable[[], tuple[str, str]], set_keys: str) -> None:
        self._api, self._keys, self._set_keys = f"{base_url.rstrip('/')}/api/public", keys, set_keys

    def check(self) -> Check:
        name = "Langfuse: a generation with a tool call, sent and read back"
        advice = "read Langfuse's own logs: it accepts spans and does not store them"
        return Check(name, self.run, advice, seconds=ROUND_TRIP_SECONDS + 10)

    def run(self) -> str:
        keys, started = self._keys(), time.monotonic()
        trace_id, span_id = secrets.token_hex(16), secrets.token_hex(8)
        sent = request(
            "POST",
            f"{self._api}/otel/v1/traces",
            json=generation(trace_id, span_id),
            auth=keys,
            headers={"x-langfuse-ingestion-version": INGESTION_VERSION},
        )
        refused = self._set_keys if sent.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN) else ""
        _check_taken(json_object(sent, refused))
        since = datetime.fromtimestamp(time.time() - 60, UTC).isoformat()
        wanted = {"traceId": trace_id, "fromStartTime": since, "limit": "1", "fields": "basic,io"}
        while time.monotonic() - started < ROUND_TRIP_SECONDS:
            found = json_object(request("GET", f"{self._api}/v2/observations", params=wanted, auth=keys)).get("data")
            if found and found[0].get("id") == span_id:
                _check_whole(found[0])
                return f"in {time.monotonic() - started:.1f} s"
            time.sleep(POLL_SECONDS)
        raise CheckFailed(f"an accepted span cannot be read after {ROUND_TRIP_SECONDS:.0f} s")


def _check_taken(answer: dict[str, Any]) -> None:
    """Raises CheckFailed for a partial success, which has the status of a whole one."""
    partial: Any = answer.get("partialSuccess")
    if isinstance(partial, dict) and int(partial.get("rejectedSpans") or 0):
        raise CheckFailed(f"takes spans only in part: {partial.get('errorMessage') or 'no reason given'}")


def _check_whole(observation: dict[str, Any]) -> None:
    """Raises CheckFailed unless the observation is the generation, with its tool and the call of it."""
    kind = observation.get("type")
    if kind != "GENERATION":
        raise CheckFailed(f"a generation is read back as {kind}", "check for a proxy or collector that rewrites spans")
    tools = tools_of(observation.get("input"), observation.get("output"))
    if list(tools["toolDefinitions"]) != [TOOL] or tools["toolCallNames"] != [TOOL]:
        advice = "check for a proxy or collector that shortens attributes, and for masking on the server"
        raise CheckFailed("a generation is read back without its tool call", advice)


def generation(trace_id: str, span_id: str) -> dict[str, Any]:
    """One generation without a model, which would be counted and priced, as OTLP/JSON."""
    now = str(time.time_ns())
    attributes = {
        "langfuse.environment": HEALTH_CHECK,
        "langfuse.observation.type": "generation",
        "langfuse.observation.input": json.dumps(INPUT),
        "langfuse.observation.output": json.dumps(OUTPUT),
    }
    span = {
        "traceId": trace_id,
        "spanId": span_id,
        "name": SPAN_NAME,
        "kind": 1,
        "startTimeUnixNano": now,
        "endTimeUnixNano": now,
        "attributes": [{"key": name, "value": {"stringValue": value}} for name, value in attributes.items()],
    }
    return {"resourceSpans": [{"scopeSpans": [{"scope": {"name": "langfuse-sdk"}, "spans": [span]}]}]}
