"""A user of the API in the locust process: it has a token, retries while the API is busy, and records all requests."""

from __future__ import annotations

import json
import time
from itertools import count
from pathlib import Path
from typing import Any

import gevent
from gevent.event import Event
from gevent.lock import Semaphore
from locust import FastHttpUser, events
from locust.env import Environment
from locust.exception import StopUser

from bench.load.plan import read_plan
from bench.load.routes import route_of
from cli.run.portfolio_file import read_portfolio
from cli.shared.api_client import ORIGIN_HEADER

#: Responses of API Gateway and the API under load. They have no effect, so the client retries.
BUSY = (429, 503)
TRIES = 8
PLAN = read_plan()

_diary = Path(PLAN.events).open("a", buffering=1)  # noqa: SIM115 - open until the process ends
_portfolio = read_portfolio(Path(PLAN.portfolio))
_numbers = count()
_ready = count(1)
#: Two users at a time store their portfolios: their arrival in the same second is not measured.
_door = Semaphore(2)


def note(kind: str, **facts: Any) -> None:
    """Records an event for `bench/load/diary.py`."""
    _diary.write(json.dumps({"kind": kind, "at": time.time(), **facts}) + "\n")


class Refused(Exception):
    """The API responded with an error or not at all. The request is recorded."""


class ApiUser(FastHttpUser):
    abstract = True
    host = PLAN.url
    # The connection, and an answer; the gateway gives up after 30 s.
    connection_timeout, network_timeout = 10.0, 35.0

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.number = next(_numbers)
        self.accounts: list[dict[str, Any]] = []
        self.positions: list[dict[str, Any]] = []
        self._headers = {"Authorization": f"Bearer {PLAN.tokens[self.number]}"}
        if PLAN.origin_secret:
            self._headers[ORIGIN_HEADER] = PLAN.origin_secret

    def on_start(self) -> None:
        """Stores a portfolio; replaces that of an earlier run."""
        try:
            with _door:
                self._move_in()
            arrived.append(self.number)
        except Refused as refused:
            note("gave up", user=self.number, why=str(refused))
            raise StopUser from refused
        finally:
            if next(_ready) == len(PLAN.tokens):
                note("ready")
                all_there.set()

    def _move_in(self) -> None:
        self.call("PUT", "/user", _portfolio.model_dump(mode="json", include={"display_name", "goal", "notes"}))
        for account in self.call("GET", "/accounts")["items"]:
            self.call("DELETE", f"/accounts/{account['id']}")
        for account in _portfolio.accounts:
            stored = self.call("POST", "/accounts", account.model_dump(mode="json", include={"name", "kind", "cash"}))
            self.accounts.append(stored)
            for position in account.positions:
                body = position.model_dump(mode="json", exclude_unset=True)
                self.positions.append(self.call("POST", f"/accounts/{stored['id']}/positions", body))

    def call(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        """The decoded response. Retries with increasing delays while the API is busy. Raises Refused."""
        response, attempt = self._ask(method, f"/api{path}", body, headers or {}, last=False), 1
        while response.status_code in BUSY and attempt < TRIES:
            gevent.sleep(_pause(attempt, response.headers))
            attempt += 1
            response = self._ask(method, f"/api{path}", body, headers or {}, last=attempt == TRIES)
        if not 200 <= response.status_code < 300:
            raise Refused(f"{method} {path}: {response.status_code}")
        return json.loads(response.content) if response.content else None

    def _ask(self, method: str, path: str, body: Any, headers: dict[str, str], *, last: bool) -> Any:
        """Sends and records a request. The status is 0 without a response."""
        started = time.time()
        # Errors are recorded here; marking success keeps locust from counting them too.
        with self.client.request(
            method, path, json=body, headers=self._headers | headers, catch_response=True
        ) as response:
            response.success()
        status = response.status_code
        note(
            "request",
            route=route_of(method, path),
            status=status,
            started=started,
            ms=response.request_meta["response_time"],
            again=status in BUSY and not last,
            error=None if 200 <= status < 400 else (response.text or str(getattr(response, "error", "")))[:300],
        )
        return response

    def analyse(self, key: str) -> str:
        """Starts an analysis and returns its job id. The idempotency key makes retries safe."""
        started = time.time()
        job = self.call("POST", "/analyze", {}, {"idempotency-key": key})["job_id"]
        note("accepted", job=job, user=self.number, started=started)
        return job


arrived = list[int]()
"""Numbers of the users who have stored the portfolio."""
all_there = Event()
"""Set when every user has stored the portfolio or given up."""


def quit_when(condition: Any) -> None:
    """Ends the run when `condition`, a blocking function, returns."""

    @events.test_start.add_listener
    def watch(environment: Environment, **_: Any) -> None:
        def end() -> None:
            condition()
            note("over")
            assert environment.runner is not None
            environment.runner.quit()

        gevent.spawn(end)


def _pause(attempt: int, headers: Any) -> float:
    """Seconds until the retry: the API's Retry-After, or twice the last delay."""
    asked = headers.get("retry-after") if headers else None
    return min(float(asked), 15.0) if asked else min(0.25 * 2**attempt, 5.0)
