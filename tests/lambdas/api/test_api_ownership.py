"""For every route with an id: another user's resource cannot be told from one that does not exist."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest

from tests.lambdas.api_fixtures import Answer, Api, FakeQueue
from tests.lambdas.openapi_operations import OPERATIONS, WITH_BODY, filled, valid_body

pytestmark = pytest.mark.local

ARKK = {"symbol": "ARKK", "quantity": 2.5, "unit_price": 70.27, "name": "Mine alone", "kind": "etf"}
WITH_ID = [(method, path) for method, path, _ in OPERATIONS if re.search(r"\{\w+_id\}", path)]
#: A tag that the owner would have, an unused tag, and none.
CONDITIONS: list[dict[str, str]] = [
    {},
    {"if-match": '"1"'},
    {"if-match": '"1.1"'},
    {"if-match": '"nonsense"'},
    {"if-match": 'W/"1"'},
    {"if-match": "*"},
    {"if-none-match": '"1"'},
    {"if-none-match": "*"},
]


@pytest.fixture
def owned(api: Api) -> dict[str, Any]:
    """One id of each kind, by the placeholder in the paths."""
    account = api("POST", "/api/accounts", {"name": "Brokerage", "kind": "taxable", "cash": 100}).json
    position = api("POST", f"/api/accounts/{account['id']}/positions", ARKK).json
    job = api("POST", "/api/analyze", headers={"idempotency-key": "monday"}).json
    return {"account_id": account["id"], "position_id": position["id"], "job_id": job["job_id"]}


@pytest.fixture
def thief(api: Api) -> Api:
    """Another user with an account."""
    other = api.as_user(f"thief-{uuid.uuid4()}")
    assert other("POST", "/api/accounts", {"name": "Mine", "kind": "taxable", "cash": 1}).status == 201
    return other


def everything(api: Api, owned: dict[str, Any]) -> list[str]:
    account = f"/api/accounts/{owned['account_id']}"
    return [api("GET", path).text for path in (account, f"{account}/positions", f"/api/jobs/{owned['job_id']}")]


def seen(answer: Answer) -> tuple[int, str, dict[str, str]]:
    return answer.status, answer.text, answer.headers


@pytest.mark.parametrize(("method", "path"), WITH_ID)
def test_another_users_id_is_answered_like_an_unknown_one(
    api: Api, owned: dict[str, Any], thief: Api, method: str, path: str
) -> None:
    before = everything(api, owned)
    body = valid_body(method, path) if (method, path) in WITH_BODY else None
    for condition in CONDITIONS:
        theirs = thief(method, filled(path, owned), body, headers=condition)
        unknown = thief(method, filled(path), body, headers=condition)
        assert theirs.status == 403, condition
        assert seen(theirs) == seen(unknown), condition
    assert everything(api, owned) == before


@pytest.mark.parametrize("symbol", ["ARKK", "VTI"], ids=["an added instrument", "of the catalogue"])
def test_a_position_in_another_users_account_is_refused_and_leaves_no_instrument(
    api: Api, owned: dict[str, Any], thief: Api, symbol: str
) -> None:
    before = everything(api, owned)
    body = {**ARKK, "symbol": symbol}
    path = "/api/accounts/{account_id}/positions"
    theirs, unknown = thief("POST", filled(path, owned), body), thief("POST", filled(path), body)
    assert theirs.status == 403
    assert seen(theirs) == seen(unknown)
    assert thief("GET", "/api/instruments/ARKK").status == 404
    assert everything(api, owned) == before


def test_every_kind_of_id_is_tried() -> None:
    assert {name for _, path in WITH_ID for name in re.findall(r"\{(\w+_id)\}", path)} == {
        "account_id",
        "position_id",
        "job_id",
    }


def test_another_users_job_as_a_cursor_shows_nothing(api: Api, owned: dict[str, Any], thief: Api) -> None:
    mine = thief("POST", "/api/analyze").json["job_id"]
    newer = api("POST", "/api/analyze").json["job_id"]  # before it there would be one to show
    theirs, unknown = (thief("GET", f"/api/jobs?before={before}") for before in (newer, uuid.UUID(int=7)))
    assert seen(theirs) == seen(unknown)
    assert theirs.json == {"items": [], "next_before": None}
    assert [job["job_id"] for job in thief("GET", "/api/jobs").json["items"]] == [mine]


def test_two_users_can_use_the_same_idempotency_key(owned: dict[str, Any], thief: Api, queue: FakeQueue) -> None:
    answer = thief("POST", "/api/analyze", headers={"idempotency-key": "monday"})
    assert answer.status == 202
    assert answer.json["job_id"] != owned["job_id"]
    assert queue.sent == [owned["job_id"], answer.json["job_id"]]


def test_another_users_instrument_is_like_an_unknown_one(api: Api, owned: dict[str, Any], thief: Api) -> None:
    theirs, unknown = thief("GET", "/api/instruments/ARKK"), thief("GET", "/api/instruments/ZZZZ")
    assert seen(theirs) == seen(unknown)
    assert theirs.status == 404
    assert seen(thief("GET", "/api/instruments?limit=1&after=ARKA")) == seen(
        thief("GET", "/api/instruments?limit=1&after=ARKK")
    )
    account = thief("GET", "/api/accounts").json["items"][0]["id"]
    unpriced = thief("POST", f"/api/accounts/{account}/positions", {"symbol": "ARKK", "quantity": 1})
    assert unpriced.status == 422
    added = thief("POST", f"/api/accounts/{account}/positions", {"symbol": "ARKK", "quantity": 1, "unit_price": 5})
    assert (added.json["name"], added.json["unit_price"]) == ("ARKK", 5)
    assert api("GET", "/api/instruments/ARKK").json["name"] == "Mine alone"
