"""Number of statements per route. Each statement is a separate request, and most of the user's waiting time."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lambdas.api_fixtures import Api

pytestmark = pytest.mark.local

PRICE = {"symbol": "VTI", "unit_price": 300, "price_date": "2026-11-27", "source": "me"}
RATE = {"currency": "EUR", "quote": "USD", "rate": 1.16, "rate_date": "2026-11-27", "source": "me"}
ACCOUNT = {"name": "Brokerage", "kind": "taxable", "cash": 100}


@pytest.fixture
def statements(db: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Statements to the API's database, in order."""
    asked: list[str] = []
    ask = db._client.execute_statement

    class Client:
        def execute_statement(self, **request: Any) -> Any:
            asked.append(" ".join(request["sql"].split()))
            return ask(**request)

    monkeypatch.setattr(db, "_client", Client())
    return asked


@pytest.mark.parametrize(
    ("method", "path", "body", "most"),
    [
        ("GET", "/user", None, 1),
        ("GET", "/portfolio", None, 1),
        # The stored one, what is known of its instruments, the change, and what is stored then.
        ("PUT", "/portfolio", {"accounts": [{**ACCOUNT, "positions": [{"symbol": "VTI", "quantity": 1}]}]}, 4),
        ("PUT", "/prices", {"prices": [PRICE]}, 1),
        ("PUT", "/rates", {"rates": [RATE]}, 1),
        ("GET", "/accounts", None, 1),
        ("GET", "/accounts/{account}", None, 1),
        ("PUT", "/accounts/{account}", ACCOUNT, 1),
        ("GET", "/accounts/{account}/positions", None, 1),
        ("POST", "/accounts/{account}/positions", {"symbol": "VTI", "quantity": 1}, 2),
        # Which price is the newest shows after the change.
        ("PUT", "/positions/{position}", {"quantity": 2}, 2),
        ("DELETE", "/positions/{position}", None, 1),
        ("GET", "/instruments", None, 1),
        ("GET", "/instruments/VTI", None, 1),
        ("GET", "/instruments?search=total", None, 1),
        ("GET", "/jobs", None, 1),
        # Results are separate rows, because a row may have at most 64 KB.
        ("GET", "/jobs/{job}", None, 2),
        ("PUT", "/jobs/{job}/feedback", {"rating": "up"}, 1),
        ("DELETE", "/jobs/{job}/feedback", None, 1),
        ("POST", "/analyze", {}, 4),
        # The time, profile, accounts, positions of one account, what was brought in, costs, own instruments, jobs,
        # results and portfolio of one; of the jobs one more, which finds the end.
        ("GET", "/user/export", None, 11),
        ("GET", "/health", None, 0),
    ],
)
def test_a_route_runs_no_more_statements_than_it_must(
    api: Api, statements: list[str], method: str, path: str, body: Any, most: int
) -> None:
    account = api("POST", "/api/accounts", ACCOUNT).json["id"]
    position = api("POST", f"/api/accounts/{account}/positions", {"symbol": "BND", "quantity": 1}).json["id"]
    job = api("POST", "/api/analyze", {}).json["job_id"]
    statements.clear()
    answer = api(method, f"/api{path.format(account=account, position=position, job=job)}", body)
    assert answer.status < 300, answer.text
    assert len(statements) <= most, statements


def test_an_analysis_that_has_not_changed_is_answered_in_one_statement(api: Api, statements: list[str]) -> None:
    api("POST", "/api/accounts", ACCOUNT)
    path = f"/api/jobs/{api('POST', '/api/analyze', {}).json['job_id']}"
    tag = api("GET", path).headers["etag"]
    statements.clear()
    assert api("GET", path, headers={"if-none-match": tag}).status == 304
    assert len(statements) == 1, statements


def test_a_portfolio_of_a_thousand_positions_is_read_in_one_statement(api: Api, statements: list[str]) -> None:
    fund = {"name": "Fund of many things", "quantity": 1.5, "unit_price": 9}
    positions = [{**fund, "symbol": f"F{n}"} for n in range(1000)]
    assert api("PUT", "/api/portfolio", {"accounts": [{**ACCOUNT, "positions": positions}]}).status == 200
    api("GET", "/api/user")
    statements.clear()
    assert api("GET", "/api/portfolio").json["total"] == 13_600
    assert len(statements) == 1
