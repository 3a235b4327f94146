"""Export and erasure over the API, on a real PostgreSQL."""

from __future__ import annotations

import json
import uuid
from decimal import Decimal
from typing import Any

import pytest

from api import export, identity
from database.data_api import DataApi
from database.job import JobStatus
from database.job_claims import JobClaims
from database.job_writes import MAX_OUTPUT_BYTES
from database.jobs import Jobs
from database.users import Users
from tests.lambdas.api_fixtures import Answer, Api

pytestmark = pytest.mark.local

OWN = {"symbol": "MINE", "quantity": 2.5, "unit_price": 70.27, "name": "Mine alone", "kind": "etf"}
USAGE = {"reporter": {"model_calls": 1, "cost_usd": 0.25}}


def finished(db: DataApi, user_id: str, text: str = "A report.", key: str | None = None) -> str:
    """A finished job with a report; its id."""
    job = Jobs(db).create(user_id, str(uuid.uuid4()), key=key).job_id
    claims = JobClaims(db)
    assert claims.claim(job, "token", 300)
    assert claims.store_result(job, "token", "reporter", {"report": text}, USAGE)
    assert claims.finish(job, "token", JobStatus.COMPLETED, {}, "Done.", Decimal("0.25"), USAGE)
    return job


@pytest.fixture
def job(api: Api, db: DataApi, user_id: str) -> str:
    """A job of a user who has something of everything."""
    assert api("PUT", "/api/user", {"display_name": "Ada", "notes": "I worry."}).status == 200
    account = api("POST", "/api/accounts", {"name": "Brokerage", "kind": "ira", "cash": 5}).json["id"]
    assert api("POST", f"/api/accounts/{account}/positions", OWN).status == 201
    assert api("POST", f"/api/accounts/{account}/positions", {"symbol": "VTI", "quantity": 1}).status == 201
    return finished(db, user_id, key="monday")


def whole(api: Api) -> list[dict[str, Any]]:
    """Every page."""
    pages, path = list[dict[str, Any]](), "/api/user/export"
    while True:
        answer = api("GET", path)
        assert answer.status == 200, answer.text
        pages.append(answer.json)
        if not (after := answer.json["next_after"]):
            return pages
        path = f"/api/user/export?after={after}"


def test_everything_that_was_stored_is_in_the_export(api: Api, db: DataApi, job: str, user_id: str) -> None:
    (page,) = whole(api)

    assert page["schema_version"] == 1
    profile = page["profile"]
    assert (profile["user_id"], profile["display_name"], profile["notes"]) == (user_id, "Ada", "I worry.")
    assert profile["pseudonym"] == Users(db).pseudonym_of(user_id)
    (account,) = page["accounts"]
    assert (account["name"], account["cash"]) == ("Brokerage", 5)
    assert {position["symbol"]: position["quantity"] for position in account["positions"]} == {"MINE": 2.5, "VTI": 1}
    (instrument,) = page["instruments"]
    assert (instrument["symbol"], instrument["name"], instrument["unit_price"]) == ("MINE", "Mine alone", 70.27)
    (exported,) = page["jobs"]
    assert (exported["job_id"], exported["status"], exported["idempotency_key"]) == (job, "completed", "monday")
    assert exported["results"] == {"reporter": {"report": "A report."}}
    assert exported["usage"] == USAGE
    (cost,) = page["costs"]
    assert (cost["jobs"], cost["cost_usd"]) == (1, 0.25)
    assert cost["month"] == exported["created_at"][:7]


def test_a_user_of_whom_nothing_is_stored_gets_an_empty_export(api: Api, user_id: str) -> None:
    (page,) = whole(api)
    assert (page["profile"]["user_id"], page["profile"]["pseudonym"]) == (user_id, None)
    assert [page[name] for name in ("accounts", "costs", "instruments", "jobs")] == [[], [], [], []]


def test_an_export_holds_nothing_of_others(api: Api, job: str) -> None:
    other = api.as_user(f"other-{uuid.uuid4()}")
    assert other("POST", "/api/accounts", {"name": "Other", "kind": "ira", "cash": 5}).status == 201
    text = json.dumps(whole(other))
    assert "Ada" not in text
    assert "MINE" not in text
    assert job not in text
    answer = other("GET", f"/api/user/export?after=jobs.{job}")
    assert answer.status == 403


def test_pages_together_hold_everything_once_and_none_is_too_large(
    api: Api, db: DataApi, job: str, user_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = api("GET", "/api/accounts").json["items"][0]["id"]
    for number in range(30):
        assert api("POST", f"/api/accounts/{account}/positions", OWN | {"symbol": f"OWN{number}"}).status == 201
    jobs = [job, *(finished(db, user_id, "é" * 3000) for _ in range(30))]
    monkeypatch.setattr(export, "MAX_BYTES", 60_000)

    pages = whole(api)

    assert len(pages) > 5
    assert [j["job_id"] for page in pages for j in page["jobs"]] == jobs[::-1]
    symbols = [i["symbol"] for page in pages for i in page["instruments"]]
    assert symbols == sorted(["MINE", *(f"OWN{number}" for number in range(30))])
    assert [page["profile"] is not None for page in pages] == [True] + [False] * (len(pages) - 1)
    assert all(answer_bytes(page) <= 60_000 for page in pages[1:])


def answer_bytes(page: dict[str, Any]) -> int:
    """As the function's answer, in which the page is a JSON text."""
    return len(json.dumps(json.dumps(page, ensure_ascii=False)))


def test_the_largest_possible_job_is_a_page_of_its_own(api: Api, db: DataApi, job: str, user_id: str) -> None:
    large = Jobs(db).create(user_id, str(uuid.uuid4())).job_id
    claims = JobClaims(db)
    assert claims.claim(large, "token", 300)
    text = "\U0001f4c8" * (MAX_OUTPUT_BYTES // 4 - 20)
    for agent in ("tagger", "reporter", "charter", "retirement"):
        assert claims.store_result(large, "token", agent, {"text": text}, {agent: {}})
    answer = api("GET", "/api/user/export")
    assert [j["job_id"] for j in answer.json["jobs"]] == [large, job]
    assert answer_bytes(answer.json) < 6_000_000


@pytest.mark.parametrize("after", ["", "x", "jobs.1", "instruments.", "jobs.' OR 1=1", "accounts.1"])
def test_a_cursor_that_no_page_gave_is_refused(api: Api, after: str) -> None:
    answer = api("GET", f"/api/user/export?after={after}".replace(" ", "%20"))
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "after")


def deleted(api: Api, tag: str | None) -> Answer:
    return api("DELETE", "/api/user", headers={"if-match": tag} if tag else {})


def test_an_erasure_needs_a_confirmation(api: Api, job: str) -> None:
    answer = deleted(api, None)
    assert (answer.status, answer.json["errors"]) == (422, [{"field": "if-match", "message": "is required"}])
    assert deleted(api, '"77"').status == 412
    assert deleted(api, "nonsense").status == 422
    assert api("GET", f"/api/jobs/{job}").status == 200


@pytest.mark.parametrize("tag", ["*", None])
def test_after_an_erasure_nothing_is_left_and_the_user_may_begin_again(
    api: Api, db: DataApi, job: str, tag: str | None
) -> None:
    before = whole(api)[0]["profile"]["pseudonym"]
    assert deleted(api, tag or api("GET", "/api/user").headers["etag"]).status == 204

    (page,) = whole(api)
    assert (page["profile"]["display_name"], page["accounts"], page["jobs"]) == ("", [], [])
    assert api("GET", f"/api/jobs/{job}").status == 403
    assert deleted(api, '"0"').status == 204, "deleting nothing is no error"
    assert api("PUT", "/api/user", {"display_name": "Ada"}).status == 200
    assert whole(api)[0]["profile"]["pseudonym"] not in (None, before)


def test_an_idempotency_key_of_an_erased_user_is_free(api: Api, job: str) -> None:
    deleted(api, "*")
    assert api("POST", "/api/accounts", {"name": "Again", "kind": "ira", "cash": 5}).status == 201
    again = api("POST", "/api/analyze", headers={"idempotency-key": "monday"})
    assert (again.status, again.json["job_id"] == job) == (202, False)


def test_a_log_line_names_the_user_by_pseudonym_only(
    api: Api, db: DataApi, user_id: str, job: str, caplog: pytest.LogCaptureFixture
) -> None:
    identity._pseudonyms.clear()
    logged: list[dict[str, Any]] = []
    identity.logger.append_keys(user_id="nobody")
    api("GET", "/api/user")
    logged.append(identity.logger.get_current_keys())
    assert logged[0]["user_id"] == Users(db).pseudonym_of(user_id)
    deleted(api, "*")
    assert "user_id" not in identity.logger.get_current_keys()
    assert user_id not in caplog.text


def test_instruments_that_nobody_holds_are_bounded(api: Api, db: DataApi, job: str, user_id: str) -> None:
    db.execute(
        "Test",
        """
        INSERT INTO instruments (owner_id, symbol, name, kind, unit_price)
        SELECT :user_id, 'X' || n, 'x', 'etf', 1 FROM generate_series(1, 2001) n
        """,
        user_id=user_id,
    )
    account = api("GET", "/api/accounts").json["items"][0]["id"]
    answer = api("POST", f"/api/accounts/{account}/positions", OWN | {"symbol": "ONEMORE"})
    assert answer.status == 201
    (count,) = db.query("Test", "SELECT count(*) AS n FROM instruments WHERE owner_id = :u", u=user_id)
    assert count["n"] == 2, "the one that was held before, and the new one"
