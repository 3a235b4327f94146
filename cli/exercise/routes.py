"""Every route of the API, and its refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from cli.exercise.system import System
from cli.shared.api_client import ORIGIN_HEADER
from cli.shared.errors import UserError


@dataclass(frozen=True)
class Step:
    """One request, and its expected status."""

    method: str
    path: str
    """With placeholders for ids that earlier steps have kept."""
    status: int
    body: Mapping[str, Any] | bytes | None = None
    """JSON, or a file."""
    keep: tuple[str, str] | None = None
    """A field of the answer, and its placeholder in later paths."""
    headers: Mapping[str, str] | None = None
    """In addition to those of the user."""
    query: str = ""


_LOG = "read its log: alex logs api"
_ACCOUNT = {"name": "Exercise", "kind": "taxable", "cash": 100}
_POSITION = {"symbol": "VTI", "quantity": 2}
_DESCRIBED = {"name": "Exercise", "kind": "etf"}
_OWN = {"symbol": "EXERCISE", "quantity": 1, "unit_price": 10, **_DESCRIBED}
_DATED = {"currency": "EUR", "source": "exercise"}
_PRICE = {"symbol": "EXERCISE", "unit_price": 10, "price_date": "2026-01-31", **_DATED}
_RATE = {"quote": "USD", "rate": 1.1, "rate_date": "2026-01-31", **_DATED}
_FILE = b"Symbol,Quantity,Price\nVTI,2,300\n"

_USE = (
    Step("GET", "/api/health", 200),
    Step("PUT", "/api/user", 200, {"display_name": "Exercise"}),
    Step("GET", "/api/user", 200),
    Step("GET", "/api/instruments", 200),
    Step("POST", "/api/accounts", 201, _ACCOUNT, keep=("id", "account_id")),
    Step("GET", "/api/accounts", 200),
    Step("GET", "/api/accounts/{account_id}", 200),
    Step("PUT", "/api/accounts/{account_id}", 200, _ACCOUNT | {"cash": 200}),
    Step("POST", "/api/accounts/{account_id}/positions", 201, _OWN, keep=("id", "position_id")),
    Step("GET", "/api/instruments/{symbol}", 200),
    Step("PUT", "/api/instruments/{symbol}", 200, _DESCRIBED),
    Step("DELETE", "/api/positions/{position_id}", 204),
    Step("DELETE", "/api/instruments/{symbol}", 204),
    Step("POST", "/api/accounts/{account_id}/positions", 201, _POSITION, keep=("id", "position_id")),
    Step("GET", "/api/accounts/{account_id}/positions", 200),
    Step("GET", "/api/positions/{position_id}", 200),
    Step("PUT", "/api/positions/{position_id}", 200, {"quantity": 3}),
    Step("POST", "/api/analyze", 202, keep=("job_id", "job_id")),
    Step("GET", "/api/jobs", 200),
    Step("GET", "/api/jobs/{job_id}", 200),
    Step("PUT", "/api/jobs/{job_id}/feedback", 200, {"rating": "up", "comment": "Exercise"}),
    Step("DELETE", "/api/jobs/{job_id}/feedback", 204),
    Step("GET", "/api/portfolio", 200),
    Step("PUT", "/api/portfolio", 200, {"accounts": [_ACCOUNT | {"positions": [_POSITION]}]}),
    Step("PUT", "/api/prices", 200, {"prices": [_PRICE]}),
    Step("PUT", "/api/rates", 200, {"rates": [_RATE]}),
    Step("POST", "/api/imports", 200, _FILE, query="?name=exercise.csv"),
    Step("GET", "/api/user/export", 200),
)
_EMPTY = Step("DELETE", "/api/accounts/{account_id}", 204)
_ERASE = Step("DELETE", "/api/user", 204, headers={"If-Match": "*"})
#: A test compares this list with the API's OpenAPI document.
ROUTES = (*_USE, _EMPTY, _ERASE)
_REFUSED = (
    Step("PUT", "/api/user", 422, {"display_name": 1, "unknown": True}),
    Step("POST", "/api/accounts", 422, _ACCOUNT | {"kind": "none"}),
    Step("POST", "/api/accounts/{account_id}/positions", 422, {"symbol": "NEWONE", "quantity": 1}),
    Step("GET", "/api/jobs/not-a-uuid", 422),
    Step("GET", "/api/nothing", 404),
)


def every_route(system: System) -> str:
    """Calls each route but the last once, and provokes refusals; the id of the started job. Raises UserError."""
    ids: dict[str, str] = {"symbol": "EXERCISE"}
    for step in (*_USE, *_REFUSED, _EMPTY):
        _ask(system, step, ids)
    _outsiders(system)
    return ids["job_id"]


def erase_user(system: System) -> None:
    """Deletes everything about the user of the exercise, unfinished jobs too. Raises UserError."""
    _ask(system, _ERASE, {})


def _ask(system: System, step: Step, ids: dict[str, str]) -> None:
    path = step.path.format(**ids) + step.query
    answer = _expect(step.status, system.request(step.method, path, step.body, extra=step.headers))
    if step.keep:
        field, name = step.keep
        ids[name] = answer.json()[field]


def _outsiders(system: System) -> None:
    """Calls without a token, calls that bypass CloudFront, and calls for other users' objects."""
    sent = {ORIGIN_HEADER: system.origin_secret()}
    _expect(401, system.request("GET", "/api/jobs", headers=sent))
    _expect(403, system.request("GET", "/api/health", headers={}))
    for path in (f"/api/jobs/{uuid4()}", f"/api/accounts/{uuid4()}"):
        answer = system.request("GET", path)
        if not answer.is_client_error:
            raise UserError(f"GET {path}: expected a refusal, got {answer.status_code}", _LOG)


def _expect(status: int, answer: httpx.Response) -> httpx.Response:
    if answer.status_code != status:
        asked = f"{answer.request.method} {answer.request.url.path}"
        raise UserError(f"{asked}: expected {status}, got {answer.status_code}: {answer.text[:200]}", _LOG)
    return answer
