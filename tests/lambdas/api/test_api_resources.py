"""The API's resources, on a real PostgreSQL."""

from __future__ import annotations

import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agent_runtime.portfolio.snapshot import Classification
from api.queue import QueueUnavailable
from cli.run.portfolio_file import read_portfolio
from database.data_api import DataApi
from database.job import JobStatus
from database.job_claims import JobClaims
from tests.lambdas.api_fixtures import Answer, Api, FakeQueue

pytestmark = pytest.mark.local

SAMPLES = sorted((Path(__file__).parents[3] / "samples" / "portfolios").glob("*.json"))
ACCOUNT = {"name": "Brokerage", "kind": "taxable", "cash": 100.25}
GOAL = {"years_until_retirement": 20, "target_annual_income": 80_000, "annual_contribution": 5000}
ARKK = {"symbol": "ARKK", "quantity": 2.5, "unit_price": 70.27, "name": "ARK Innovation ETF", "kind": "etf"}


def made(answer: Answer) -> dict[str, Any]:
    assert answer.status == 201, answer.text
    assert answer.headers["location"].endswith(answer.json["id"])
    return answer.json


@pytest.fixture
def account(api: Api) -> dict[str, Any]:
    return made(api("POST", "/api/accounts", ACCOUNT))


def test_a_profile_is_stored_and_returned(api: Api) -> None:
    profile = {"display_name": "Ada <b>", "goal": GOAL, "notes": "'; DROP TABLE users; --"}
    assert api("PUT", "/api/user", profile).json == profile
    assert api("GET", "/api/user").json == profile


def test_a_new_user_has_an_empty_profile(api: Api) -> None:
    assert api("GET", "/api/user").json == {"display_name": "", "goal": None, "notes": ""}


def test_an_account_is_created_changed_listed_and_deleted(api: Api, account: dict[str, Any]) -> None:
    path = f"/api/accounts/{account['id']}"
    assert account.items() >= ACCOUNT.items()
    changed = api("PUT", path, {"name": "Roth", "kind": "roth_ira"})
    assert (changed.json["name"], changed.json["cash"]) == ("Roth", 0)
    assert api("GET", "/api/accounts").json["items"] == [changed.json]
    assert api("DELETE", path).status == 204
    assert api("GET", "/api/accounts").json["items"] == []


def test_a_position_is_created_changed_listed_and_deleted(api: Api, account: dict[str, Any]) -> None:
    positions = f"/api/accounts/{account['id']}/positions"
    held = made(api("POST", positions, {"symbol": "BRK.B", "quantity": 0.125}))
    assert (held["name"], held["unit_price"]) == ("Berkshire Hathaway Inc. Class B", 485.77)
    changed = api("PUT", f"/api/positions/{held['id']}", {"quantity": 3, "unit_price": 500})
    assert (changed.json["quantity"], changed.json["unit_price"]) == (3, 500)
    assert api("GET", positions).json["items"] == [changed.json]
    assert api("DELETE", f"/api/positions/{held['id']}").status == 204
    assert api("GET", positions).json["items"] == []


def test_a_second_position_in_the_same_instrument_is_a_conflict(api: Api, account: dict[str, Any]) -> None:
    positions = f"/api/accounts/{account['id']}/positions"
    made(api("POST", positions, ARKK))
    answer = api("POST", positions, ARKK)
    assert (answer.status, answer.json["detail"][:28]) == (409, "The account holds ARKK alrea")


def test_a_symbol_that_is_not_in_the_catalogue_needs_a_price(api: Api, account: dict[str, Any]) -> None:
    positions = f"/api/accounts/{account['id']}/positions"
    answer = api("POST", positions, {"symbol": "ARKK", "quantity": 1})
    assert answer.status == 422
    assert answer.json["errors"][0]["field"] == "unit_price"
    made(api("POST", positions, ARKK))
    assert api("GET", "/api/instruments/ARKK").json["classification"] is None


def test_an_instrument_that_a_user_added_is_unknown_to_others(api: Api, account: dict[str, Any]) -> None:
    made(api("POST", f"/api/accounts/{account['id']}/positions", ARKK))
    stranger = api.as_user(f"stranger-{uuid.uuid4()}")
    assert stranger("GET", "/api/instruments/ARKK").status == 404
    assert "ARKK" not in {item["symbol"] for item in stranger("GET", "/api/instruments").json["items"]}


def test_the_catalogue_is_listed_with_its_splits(api: Api) -> None:
    items = api("GET", "/api/instruments").json["items"]
    assert len(items) >= 24
    for item in items:
        Classification.model_validate(item["classification"])


def test_instruments_come_in_pages_with_the_users_own_among_them(api: Api, account: dict[str, Any]) -> None:
    made(api("POST", f"/api/accounts/{account['id']}/positions", ARKK))
    whole, paged, after = api("GET", "/api/instruments?limit=500").json, [], ""
    while after is not None:
        page = api("GET", f"/api/instruments?limit=7{after and f'&after={after}'}").json
        assert len(page["items"]) <= 7
        paged += page["items"]
        after = page["next_after"]
    assert paged == whole["items"]
    assert whole["next_after"] is None
    symbols = [item["symbol"] for item in paged]
    assert "ARKK" in symbols
    assert len(symbols) == len(set(symbols))


def test_a_page_may_begin_after_an_unknown_symbol(api: Api) -> None:
    behind = api("GET", "/api/instruments?limit=2&after=VTH").json["items"]
    assert behind == api("GET", "/api/instruments?limit=2&after=VTHZZ").json["items"]
    assert len(behind) == 2


def test_an_analysis_is_stored_then_queued(api: Api, account: dict[str, Any], queue: FakeQueue) -> None:
    answer = api("POST", "/api/analyze", {})
    job_id = answer.json["job_id"]
    assert (answer.status, answer.json["status"]) == (202, "pending")
    assert answer.headers["location"] == f"/api/jobs/{job_id}"
    assert queue.sent == [job_id]


def test_an_empty_portfolio_is_not_analysed(api: Api, queue: FakeQueue) -> None:
    made(api("POST", "/api/accounts", {**ACCOUNT, "cash": 0}))
    assert api("POST", "/api/analyze").status == 409
    assert queue.sent == []
    assert api("GET", "/api/jobs").json["items"] == []


def test_a_job_that_cannot_be_queued_is_failed_with_the_reason(
    api: Api, account: dict[str, Any], queue: FakeQueue
) -> None:
    queue.error = QueueUnavailable("down")
    answer = api("POST", "/api/analyze")
    assert (answer.status, answer.headers["retry-after"]) == (503, "15")
    (job,) = api("GET", "/api/jobs").json["items"]
    assert job["status"] == "failed"
    assert job["errors"]["planner"]["message"] == "The analysis could not be queued."


def test_a_job_shows_what_its_agents_delivered(api: Api, account: dict[str, Any], db: DataApi) -> None:
    job_id, claims = api("POST", "/api/analyze").json["job_id"], JobClaims(db)
    usage, report = {"model_calls": 1, "cost_usd": 0.5}, {"markdown": "# Report", "words": 1}
    claims.claim(job_id, "t", 60)
    claims.store_result(job_id, "t", "reporter", report, {"reporter": usage})
    running = api("GET", f"/api/jobs/{job_id}").json
    assert (running["status"], running["results"], running["finished_at"]) == ("running", {"reporter": report}, None)
    error = {"kind": "timeout", "message": "Too slow."}
    claims.finish(
        job_id, "t", JobStatus.PARTIAL, {"charter": error}, "Done.", Decimal("0.5"), {"planner": usage}, "Why."
    )
    ended = api("GET", f"/api/jobs/{job_id}").json
    assert (ended["status"], ended["summary"], ended["cost_usd"]) == ("partial", "Done.", 0.5)
    assert ended["errors"] == {"charter": error}
    (listed,) = api("GET", "/api/jobs").json["items"]
    assert (running["degraded_reason"], ended["degraded_reason"], listed["degraded_reason"]) == (None, "Why.", "Why.")
    assert ended["usage"] == {"reporter": usage, "planner": usage}


def test_jobs_come_in_pages(api: Api, account: dict[str, Any]) -> None:
    started = [api("POST", "/api/analyze").json["job_id"] for _ in range(3)]
    first = api("GET", "/api/jobs?limit=2").json
    rest = api("GET", f"/api/jobs?limit=2&before={first['next_before']}").json
    assert [job["job_id"] for job in first["items"] + rest["items"]] == started[::-1]
    assert rest["next_before"] is None


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.stem for sample in SAMPLES])
def test_every_sample_portfolio_can_be_stored_as_the_command_sends_it(api: Api, sample: Path) -> None:
    portfolio = read_portfolio(sample)
    stored = api("PUT", "/api/portfolio", portfolio.body())
    assert stored.status == 200, stored.text
    for part, account in zip(portfolio.accounts, stored.json["accounts"], strict=True):
        assert (account["name"], account["kind"]) == (part.name, part.kind)
        assert {item["symbol"] for item in account["positions"]} == {position.symbol for position in part.positions}
