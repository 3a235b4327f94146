"""Requests through the local edge: HEAD, long bodies, and the client's address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.body import MAX_BYTES
from local.aws.edge import edge

pytestmark = pytest.mark.local


@pytest.fixture
def http(alex: Any) -> Iterator[httpx.Client]:
    headers = {"authorization": f"Bearer {alex.stack.token('edge-requests')}"}
    with edge(alex.stack) as url, httpx.Client(base_url=url, headers=headers) as client:
        yield client


def test_head_is_answered_without_a_body_also_without_a_token(http: httpx.Client) -> None:
    health = httpx.head(f"{http.base_url}/api/health")
    assert (health.status_code, health.text) == (200, "")
    assert http.head("/api/user").status_code == 200
    assert httpx.head(f"{http.base_url}/api/user").status_code == 401
    assert http.head("/api/analyze").status_code == 405


def profile(notes: str) -> bytes:
    return json.dumps({"display_name": "Ada", "goal": None, "notes": notes}).encode()


def test_a_valid_body_is_taken_however_it_is_escaped(http: httpx.Client) -> None:
    """JSON escapes take six bytes a letter, and twelve for a letter outside of the basic plane."""
    for notes in ("ж" * 1400, "😀" * 2000):
        body = profile(notes)
        assert len(body) > 8192
        answer = http.put("/api/user", content=body, headers={"content-type": "application/json"})
        assert (answer.status_code, answer.json()["notes"]) == (200, notes)


def test_the_firewall_and_the_api_refuse_the_same_bodies(alex: Any, http: httpx.Client) -> None:
    long = profile("x" * MAX_BYTES)
    headers = {"content-type": "application/json", "authorization": http.headers["authorization"]}
    at_the_edge = http.put("/api/user", content=long, headers=headers)
    inside = httpx.put(
        f"{alex.stack.api_url}/api/user", content=long, headers={**headers, "x-alex-origin": alex.stack.origin_secret}
    )

    assert at_the_edge.status_code == inside.status_code == 413
    assert at_the_edge.json()["status"] == inside.json()["status"]


def test_the_function_at_the_edge_sends_the_clients_address(alex: Any) -> None:
    live = alex.stack.client("cloudfront").get_function(Name="alex-local-origin", Stage="LIVE")
    code = live["FunctionCode"].read().decode()

    assert 'request.headers["user-agent"] = { value: event.viewer.ip };' in code
