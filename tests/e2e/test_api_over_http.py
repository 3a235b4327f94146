"""The deployed API on a real connection: bodies without a length, concurrent writers, throttling."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from agent_runtime.origin import HEADER

pytestmark = pytest.mark.local

ACCOUNT = {"name": "Brokerage", "kind": "taxable", "cash": 100}
JSON = {"content-type": "application/json"}


@pytest.fixture
def client(alex: Any, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """A client of a user that no other test has."""
    token = alex.stack.token(request.node.name[:200])
    headers = {HEADER: alex.stack.origin_secret, "Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"{alex.stack.api_url}/api", headers=headers, timeout=60) as made:
        yield made


def in_pieces(text: str) -> Iterator[bytes]:
    for start in range(0, len(text), 1000):
        yield text[start : start + 1000].encode()


@pytest.mark.parametrize(("size", "status"), [(100, 201), (40_000, 413), (2_000_000, 413)])
def test_a_body_is_measured_without_a_content_length_too(client: httpx.Client, size: int, status: int) -> None:
    text = json.dumps(ACCOUNT) + " " * size
    answer = client.post("/accounts", content=in_pieces(text), headers=JSON)
    assert (answer.status_code, "content-length" in answer.request.headers) == (status, False)
    assert len(client.get("/accounts").json()["items"]) == (1 if status == 201 else 0)


def test_a_body_that_is_not_text_is_a_bad_request(client: httpx.Client) -> None:
    answer = client.post("/accounts", content=b"\xff\x00\xfe" * 10, headers=JSON)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


def test_of_editors_at_once_with_one_tag_one_is_told_that_it_was_stored(client: httpx.Client) -> None:
    made = client.post("/accounts", json=ACCOUNT)
    path, tag = made.headers["location"].removeprefix("/api"), made.headers["etag"]

    def edit(cash: int) -> httpx.Response:
        return client.put(path, json={**ACCOUNT, "cash": cash}, headers={"if-match": tag})

    with ThreadPoolExecutor(3) as executor:
        answers = list(executor.map(edit, range(1, 7)))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 412: 5}
    (stored,) = [answer for answer in answers if answer.status_code == 200]
    assert client.get(path).json() == stored.json()
    assert client.get(path, headers={"if-none-match": stored.headers["etag"]}).status_code == 304


def test_one_key_starts_one_job_however_often_it_is_sent_at_once(client: httpx.Client) -> None:
    client.post("/accounts", json=ACCOUNT)
    with ThreadPoolExecutor(3) as executor:
        sent = executor.map(lambda _: client.post("/analyze", headers={"idempotency-key": "once"}), range(6))
        answers = list(sent)
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["job_id"] for answer in answers}) == 1
    assert len(client.get("/jobs").json()["items"]) == 1


def test_a_page_of_another_origin_may_send_and_read_the_headers_that_the_api_has(
    alex: Any, client: httpx.Client
) -> None:
    asked = {
        "origin": "http://localhost:3000",
        "access-control-request-method": "PUT",
        "access-control-request-headers": "if-match,idempotency-key",
    }
    answer = httpx.options(f"{alex.stack.api_url}/api/user", headers=asked)
    allowed = answer.headers["access-control-allow-headers"].lower()
    assert all(name in allowed for name in ("idempotency-key", "if-match", "if-none-match"))
    read = client.get("/user", headers={"origin": "http://localhost:3000"})
    exposed = read.headers["access-control-expose-headers"].lower()
    assert all(name in exposed for name in ("etag", "location", "retry-after"))


def test_too_many_requests_are_refused_by_the_gateway_as_its_stage_says(alex: Any, client: httpx.Client) -> None:
    gateway = alex.stack.client("apigatewayv2")
    stage = {"ApiId": alex.stack.outputs["apiId"], "StageName": "$default"}
    deployed = gateway.get_stage(**stage)["DefaultRouteSettings"]
    try:
        slow = {**deployed, "ThrottlingRateLimit": 0.01, "ThrottlingBurstLimit": 3}
        gateway.update_stage(**stage, DefaultRouteSettings=slow)
        answers = [client.get("/health") for _ in range(6)]
    finally:
        gateway.update_stage(**stage, DefaultRouteSettings=deployed)
    assert [answer.status_code for answer in answers] == [200] * 3 + [429] * 3
    assert answers[-1].json() == {"message": "Too Many Requests"}
    assert "retry-after" not in answers[-1].headers
