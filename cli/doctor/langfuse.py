"""Checks of Langfuse: health, keys, clock, and a span that is sent and read back."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from cli.doctor.check import Check, CheckFailed
from cli.doctor.http import json_object, request
from cli.doctor.langfuse_scores import UPGRADE, too_old

SPAN_NAME = "alex doctor"
MOST_SKEW_SECONDS = 5.0
ROUND_TRIP_SECONDS = 30.0
POLL_SECONDS = 0.5
INGESTION_VERSION = "4"

Keys = tuple[str, str]


class LangfuseChecks:
    """
    Args:
        base_url: of the functions' Langfuse server.
        keys: reads the functions' public and secret key; raises UserError.
        stack: owner of the secret that holds the keys.
    """

    def __init__(self, base_url: str, keys: Callable[[], Keys], stack: str) -> None:
        self._api = f"{base_url.rstrip('/')}/api/public"
        self._keys = keys
        self._set_keys = f"store the keys of your Langfuse project: alex secrets set langfuse --stack {stack}"

    def all(self) -> list[Check]:
        health = "check alex:langfuseBaseUrl in the stack's settings, and read the server's logs"
        sync = "synchronize this machine's clock with NTP: differing clocks put spans in the wrong order"
        ingest = "read Langfuse's own logs: it accepts spans and does not store them"
        return [
            Check("Langfuse: health", self.health, health),
            Check("Langfuse: keys", self.keys, self._set_keys),
            Check("Langfuse: clock", self.clock, sync),
            Check("Langfuse: a span sent and read back", self.round_trip, ingest, seconds=ROUND_TRIP_SECONDS + 10),
        ]

    def health(self) -> str:
        body = json_object(request("GET", f"{self._api}/health"))
        if body.get("status") != "OK":
            raise CheckFailed(f"reports status {body.get('status')!r} instead of 'OK'")
        version = str(body.get("version", "unknown"))
        if problem := too_old(version, self._api):
            raise CheckFailed(problem, UPGRADE)
        return f"version {version}"

    def keys(self) -> str:
        response = request("GET", f"{self._api}/projects", auth=self._keys())
        if response.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise CheckFailed(f"rejects the keys with {response.status_code}", self._set_keys)
        projects = json_object(response).get("data") or []
        names = ", ".join(str(project.get("name")) for project in projects)
        if not names:
            raise CheckFailed("the keys belong to no project", self._set_keys)
        return f"project {names}"

    def clock(self) -> str:
        before = time.time()
        response = request("GET", f"{self._api}/health")
        middle = (before + time.time()) / 2
        try:
            # The header has whole seconds: on average, it is half a second late.
            theirs = parsedate_to_datetime(response.headers["date"]).timestamp() + 0.5
        except (KeyError, ValueError) as error:
            raise CheckFailed(
                "answers without a Date header", "check the proxy in front of it: it removes the header"
            ) from error
        skew = middle - theirs
        if abs(skew) > MOST_SKEW_SECONDS:
            raise CheckFailed(f"this machine is {abs(skew):.0f} s {'ahead of' if skew > 0 else 'behind'} the server")
        return f"within {max(1.0, abs(skew)):.0f} s"

    def round_trip(self) -> str:
        keys, started = self._keys(), time.monotonic()
        trace_id, span_id = secrets.token_hex(16), secrets.token_hex(8)
        sent = request(
            "POST",
            f"{self._api}/otel/v1/traces",
            json=_span(trace_id, span_id),
            auth=keys,
            headers={"x-langfuse-ingestion-version": INGESTION_VERSION},
        )
        refused = self._set_keys if sent.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN) else ""
        _check_taken(json_object(sent, refused))
        since = datetime.fromtimestamp(time.time() - 60, UTC).isoformat()
        wanted = {"traceId": trace_id, "fromStartTime": since, "limit": "1"}
        while time.monotonic() - started < ROUND_TRIP_SECONDS:
            found = json_object(request("GET", f"{self._api}/v2/observations", params=wanted, auth=keys)).get("data")
            if found and found[0].get("id") == span_id:
                return f"in {time.monotonic() - started:.1f} s"
            time.sleep(POLL_SECONDS)
        raise CheckFailed(f"an accepted span cannot be read after {ROUND_TRIP_SECONDS:.0f} s")


def _check_taken(answer: dict[str, Any]) -> None:
    """Raises CheckFailed for a partial success, which has the status of a whole one."""
    partial: Any = answer.get("partialSuccess")
    if isinstance(partial, dict) and int(partial.get("rejectedSpans") or 0):
        raise CheckFailed(f"takes spans only in part: {partial.get('errorMessage') or 'no reason given'}")


def _span(trace_id: str, span_id: str) -> dict[str, Any]:
    """One span as OTLP/JSON."""
    now = str(time.time_ns())
    span = {
        "traceId": trace_id,
        "spanId": span_id,
        "name": SPAN_NAME,
        "kind": 1,
        "startTimeUnixNano": now,
        "endTimeUnixNano": now,
        "attributes": [{"key": "langfuse.observation.type", "value": {"stringValue": "span"}}],
    }
    return {"resourceSpans": [{"scopeSpans": [{"scope": {"name": "langfuse-sdk"}, "spans": [span]}]}]}
