"""Errors that the API answers before it asks the database, as problem documents."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from agent_runtime.telemetry import metrics
from api.middleware import HEADERS
from database.data_api import data_api
from database.errors import DatabaseUnavailable
from tests.lambdas.api_fixtures import Answer, Api
from tests.lambdas.openapi_operations import DOCUMENT

ACCOUNT = {"name": "Brokerage", "kind": "taxable", "cash": 100.25}
POSITION = {"symbol": "VTI", "quantity": 1}
ID = "11111111-2222-3333-4444-555555555555"
POSITIONS = f"/api/accounts/{ID}/positions"
ROOT = Path(__file__).parents[3]


def assert_problem(answer: Answer, status: int) -> dict[str, Any]:
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json
    assert problem["status"] == status
    assert {"type", "title", "status", "detail"} <= set(problem)
    return problem


def wrong_fields(answer: Answer) -> dict[str, str]:
    return {error["field"]: error["message"] for error in assert_problem(answer, 422)["errors"]}


def test_health_needs_no_token_and_no_database(api_without_database: Api) -> None:
    answer = api_without_database.as_user(None)("GET", "/api/health")
    assert (answer.status, answer.json["status"]) == (200, "ok")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        (method.upper(), path.format(account_id=ID, position_id=ID, job_id=ID, symbol="VTI"))
        for path, operations in DOCUMENT["paths"].items()
        for method in operations
        if path != "/api/health"
    ],
)
def test_every_other_route_needs_a_token(api_without_database: Api, method: str, path: str) -> None:
    assert_problem(api_without_database.as_user(None)(method, path), 401)


@pytest.mark.parametrize(
    ("method", "path", "sent", "field", "message"),
    [
        ("POST", "/api/accounts", {"kind": "taxable"}, "name", "is required"),
        ("POST", "/api/accounts", {**ACCOUNT, "user_id": "x"}, "user_id", "is not a field of this request"),
        ("POST", "/api/accounts", {**ACCOUNT, "cash": -1e12}, "cash", "must be greater than -1000000000000"),
        ("POST", "/api/accounts", {**ACCOUNT, "cash": 1e-13}, "cash", "must have no more than 12 decimal places"),
        ("POST", "/api/accounts", {**ACCOUNT, "balances": [{"currency": "euro", "amount": 1}]}, "balances.0.currency",
         "must be a currency's code of three letters, e.g. USD"),
        ("POST", "/api/accounts", {**ACCOUNT, "cash": "much"}, "cash", "must be a number"),
        ("POST", "/api/accounts", {**ACCOUNT, "name": 5}, "name", "must be a text"),
        ("POST", "/api/accounts", [], "body", "must be an object"),
        ("PUT", "/api/user", {"goal": 5}, "goal", "must be an object"),
        ("GET", "/api/jobs?limit=many", None, "limit", "must be a whole number"),
        ("POST", "/api/accounts", {**ACCOUNT, "cash": 1e12}, "cash", "must be less than 1000000000000"),
        ("POST", "/api/accounts", {**ACCOUNT, "cash": float("nan")}, "cash", "must be a finite number"),
        ("POST", "/api/accounts", {**ACCOUNT, "kind": "swiss"}, "kind", "must be 'taxable', '401k'"),
        ("POST", "/api/accounts", {**ACCOUNT, "name": "  "}, "name", "must have at least 1 character"),
        ("POST", "/api/accounts", {**ACCOUNT, "name": "\u2060"}, "name", "must have a character that can be seen"),
        ("POST", "/api/accounts", {**ACCOUNT, "name": "a\0b"}, "name", "must not contain control characters"),
        ("POST", "/api/accounts", {**ACCOUNT, "name": "a\ud800b"}, "name", "must be a text in Unicode"),
        ("POST", POSITIONS, {**POSITION, "quantity": 0}, "quantity", "must not be 0"),
        ("POST", POSITIONS, {**POSITION, "isin": "US0378331006"}, "isin", "whose check digit is right"),
        ("POST", POSITIONS, {"quantity": 1}, "body", "needs a symbol, an isin, a cusip or a name"),
        ("POST", POSITIONS, {**POSITION, "quantity": float("inf")}, "quantity", "must be a finite number"),
        ("POST", POSITIONS, {**POSITION, "quantity": 1e-19}, "quantity", "must have no more than 18 decimal places"),
        ("POST", POSITIONS, {**POSITION, "symbol": "v_t_i"}, "symbol", "a symbol has 1 to 40 letters"),
        ("PUT", "/api/user", {"goal": {"years_until_retirement": 99}}, "goal.years_until_retirement", "less than"),
        ("PUT", "/api/user", {"notes": "x" * 2001}, "notes", "must have at most 2000 characters"),
        ("PUT", "/api/user", None, "body", "is required"),
        ("POST", "/api/analyze", {"user_id": "somebody"}, "user_id", "is not a field of this request"),
        ("GET", "/api/jobs?limit=0", None, "limit", "must be greater than or equal to 1"),
        ("GET", "/api/accounts/1", None, "account_id", "must be a valid UUID"),
    ],
)  # fmt: skip
def test_an_invalid_field_is_named_with_the_expectation(
    api_without_database: Api, method: str, path: str, sent: Any, field: str, message: str
) -> None:
    assert message in wrong_fields(api_without_database(method, path, sent))[field]


def test_a_problem_does_not_repeat_the_input(api_without_database: Api) -> None:
    answer = api_without_database("POST", "/api/accounts", {**ACCOUNT, "kind": "<script>alert(1)</script>"})
    assert_problem(answer, 422)
    assert "script" not in answer.text


def test_a_bug_is_a_500_problem_without_details_and_is_logged(
    api_app: FastAPI, api_without_database: Api, caplog: pytest.LogCaptureFixture
) -> None:
    api_app.dependency_overrides[data_api] = lambda: object()
    answer = api_without_database("GET", "/api/user")
    assert_problem(answer, 500)
    assert "object" not in answer.text
    assert HEADERS.items() <= answer.headers.items()
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [AttributeError]


def test_a_resuming_database_is_a_503_problem_with_retry_after(api_app: FastAPI, api_without_database: Api) -> None:
    def sleeping() -> None:
        raise DatabaseUnavailable("zzz")

    api_app.dependency_overrides[data_api] = sleeping
    answer = api_without_database("GET", "/api/user")
    assert_problem(answer, 503)
    assert answer.headers["retry-after"]


def test_metrics_are_written_with_every_request(api_without_database: Api, capsys: pytest.CaptureFixture[str]) -> None:
    metrics.count("DataApiErrors", operation="Test")
    api_without_database("GET", "/api/health")
    assert '"DataApiErrors"' in capsys.readouterr().out


def test_the_api_starts_without_the_agents_sdk() -> None:
    heavy = ("agents", "openai", "langfuse", "mcp", "genai_prices", "numpy")
    check = f"import sys, api.handler; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", check], cwd=ROOT / "agents", capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
