"""An attacking user of the API, and checks that hold for every answer."""

from __future__ import annotations

import itertools
import json
import re
import time
import uuid
from typing import Any

import httpx

from agent_runtime.origin import HEADER as ORIGIN
from api.middleware import HEADERS
from tests.attack.corpus import payloads
from tests.attack.surface import Draft, Place

ACCOUNT = {"name": "Brokerage", "kind": "taxable", "cash": 100.25}
GOAL = {"years_until_retirement": 20, "target_annual_income": 80_000, "annual_contribution": 5000}
#: Method and path to a valid body.
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("PUT", "/api/user"): {"display_name": "A", "goal": GOAL, "notes": "n"},
    ("POST", "/api/accounts"): ACCOUNT,
    ("PUT", "/api/accounts/{account_id}"): ACCOUNT,
    ("POST", "/api/accounts/{account_id}/positions"): {"name": "N", "kind": "etf", "quantity": 1, "unit_price": 10},
    ("PUT", "/api/positions/{position_id}"): {"quantity": 1, "unit_price": 10},
    ("POST", "/api/analyze"): {},
}
#: Fields that take any text and keep it, and where they are read again.
TEXTS = {
    ("/api/user", "display_name"),
    ("/api/user", "notes"),
    ("/api/accounts", "name"),
    ("/api/accounts/{account_id}", "name"),
    ("/api/accounts/{account_id}/positions", "name"),
}
#: Statuses of the gateway's own answers, which lack the API's headers. CloudFront adds them to every answer.
GATEWAY = {401: {"message": "Unauthorized"}, 404: {"message": "Not Found"}}
SHORT = 4
THROTTLED_TRIES = 100
THROTTLED_SECONDS = 0.1
JSON_TYPES = ("application/json", "application/problem+json")
#: Text of an innocent user. No answer to an attacker may contain it.
CANARY = "canary-of-the-bystander"
#: Fragments of error messages of the database, its driver and our code.
LEAKS = re.compile(
    r"sqlstate|syntax error|psycopg|postgres|pg_catalog|pg_roles|rds-data|databaseerror|badrequestexception|traceback"
    r"|\bselect\b[^\"]{0,80}\bfrom (?:users|accounts|positions|instruments|jobs|job_results|pg_)|\binsert into\b"
    r"|relation \\?\"|column \\?\"|invalid input syntax|alex_app|\.py\b|arn:aws"
    rf"|{CANARY}",
    re.IGNORECASE,
)


class Attacker:
    """Args: `alex`, the running system; `user`, who gets an account with a position."""

    def __init__(self, alex: Any, user: str) -> None:
        self.user, self._numbers = user, itertools.count()
        self.http = httpx.Client(base_url=alex.stack.api_url, timeout=60, headers={ORIGIN: alex.stack.origin_secret})
        self.token = f"Bearer {alex.stack.token(user)}"
        # Analyses are started by a user without holdings: the API reads the request all the same, and no agent runs.
        self._empty_token = f"Bearer {alex.stack.token(f'{user}-empty')}"
        self.account_id = self._make("/api/accounts", ACCOUNT)["id"]
        position = {"symbol": "VTI", "quantity": 1, "unit_price": 10}
        self.position_id = self._make(f"/api/accounts/{self.account_id}/positions", position)["id"]

    def close(self) -> None:
        self.http.close()

    def draft(self, place: Place) -> Draft:
        """A valid request of the place's operation. DELETE requests name ids that do not exist."""
        is_deletion = place.method == "DELETE"
        ids = {
            "account_id": str(uuid.uuid4()) if is_deletion else self.account_id,
            "position_id": str(uuid.uuid4()) if is_deletion else self.position_id,
            "job_id": str(uuid.uuid4()),
            "symbol": "VTI",
        }
        body = BODIES.get((place.method, place.template))
        if place.template.endswith("/positions") and body is not None:
            body = {"symbol": f"X{next(self._numbers)}", **body}
        token = self._empty_token if place.template == "/api/analyze" else self.token
        headers = {"authorization": token, **({} if body is None else {"content-type": "application/json"})}
        path = {name: value for name, value in ids.items() if f"{{{name}}}" in place.template}
        return Draft(place.method, place.template, path, {}, headers, body)

    def send(self, draft: Draft) -> httpx.Response:
        headers = {name: value.encode() for name, value in draft.headers.items()}
        return self._patiently(draft.method, draft.url, headers=headers, content=draft.content)

    def _patiently(self, method: str, url: str, **request: Any) -> httpx.Response:
        """Send again after a throttled answer: a throttled request never reached the code."""
        said = ""
        for _ in range(THROTTLED_TRIES):
            answer = self.http.request(method, url, **request)
            if answer.status_code != 429:
                return answer
            said = answer.text
            time.sleep(THROTTLED_SECONDS)
        raise AssertionError(f"{method} {url} is turned away for good: {said}")

    def get(self, path: str) -> Any:
        answer = self._patiently("GET", path, headers={"authorization": self.token})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def attack(self, place: Place, payload: str) -> httpx.Response:
        """Send the payload, check the answer, and check that an accepted text is stored unchanged."""
        answer = self.send(self.draft(place).with_value(place, payload))
        said = f"{place} {payload!r}: {answer.status_code} {answer.text[:300]}"
        assert answer.status_code < 500, said
        assert problems_of(answer, payload) == [], said
        if answer.is_success and place.kind == "field" and (place.template, place.name) in TEXTS:
            assert answer.json()[place.name] == (payload if place.name == "notes" else payload.strip()), said
            assert answer.json()[place.name] == self._read_again(place, answer.json()), said
        if answer.status_code == 201:
            self._remove(answer.headers["location"])
        return answer

    def _read_again(self, place: Place, stored: dict[str, Any]) -> str:
        if place.template == "/api/user":
            return self.get("/api/user")[place.name]
        if place.template.endswith("/positions"):
            held = self.get(f"/api/accounts/{stored['account_id']}/positions")["items"]
            assert self.get(f"/api/instruments/{stored['symbol']}")["name"] == stored["name"]
            return next(item for item in held if item["id"] == stored["id"])[place.name]
        return self.get(f"/api/accounts/{stored['id']}")[place.name]

    def _make(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self._patiently("POST", path, json=body, headers={"authorization": self.token})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def _remove(self, location: str) -> None:
        answer = self._patiently("DELETE", location, headers={"authorization": self.token})
        assert answer.status_code == 204, answer.text


def can_be_sent(place: Place, payload: str) -> bool:
    """False for header values that HTTP forbids (line break, NUL, lone surrogate): clients refuse to send them."""
    if place.kind != "header":
        return True
    return (
        not any(character in payload for character in "\0\r\n")
        and payload == payload.encode("utf-8", "ignore").decode()
    )


def problems_of(answer: httpx.Response, payload: str) -> list[str]:
    """Faults of an answer, for any request."""
    found: list[str] = []
    if answer.content and answer.headers.get("content-type", "").partition(";")[0] not in JSON_TYPES:
        found.append(f"content type {answer.headers.get('content-type')}")
    if any(name in answer.headers for name in ("set-cookie", "x-planted")):
        found.append("a planted header")
    is_gateway = answer.status_code in GATEWAY and answer.json() == GATEWAY[answer.status_code]
    if not is_gateway and not HEADERS.items() <= answer.headers.items():
        found.append("no security headers")
    said = _without(answer.text, payload)
    if leak := LEAKS.search(said):
        found.append(f"leaks {leak.group()!r}")
    return found


def _without(text: str, payload: str) -> str:
    """The answer without the attackers' own texts: lists show texts they stored before."""
    for written in (*_written(payload), *_ALL_WRITTEN):
        text = text.replace(written, "")
    return text


def _written(payload: str) -> list[str]:
    """The text plain and JSON-escaped, except very short texts: removing those could hide a leak."""
    forms = {payload, payload.strip(), json.dumps(payload, ensure_ascii=False)[1:-1]}
    return sorted((form for form in forms if len(form) > SHORT), key=len, reverse=True)


_ALL_WRITTEN = sorted(
    {form for name in ("sql_injection", "cross_site_scripting") for text in payloads(name) for form in _written(text)},
    key=len,
    reverse=True,
)
