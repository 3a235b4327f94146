"""The API behind its gateway: HTTP API events in, responses out."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI

from agent_runtime.origin import HEADER
from api import handler, origin
from api.queue import job_queue
from database.data_api import data_api
from database.errors import DatabaseUnavailable
from tests.lambdas.lambda_context import CONTEXT

JSON = "application/json"
ORIGIN_SECRET = "what-cloudfront-sends"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class Api:
    """Sends requests as `user`. Without a user, the event has no authorizer."""

    def __init__(self, user: str | None, origin: str = ORIGIN_SECRET) -> None:
        self.user = user
        self.origin = origin

    def as_user(self, user: str | None) -> Api:
        return Api(user)

    def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        raw: str | bytes | None = None,
        media: str | None = JSON,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        binary = isinstance(raw, bytes)
        text = base64.b64encode(raw).decode() if isinstance(raw, bytes) else raw
        if raw is None and body is not None:
            text = json.dumps(body)
        claims = {"authorizer": {"jwt": {"claims": {"sub": self.user, "exp": "4102444800"}}}} if self.user else {}
        bare, _, query = path.partition("?")
        content = {"content-length": str(len(raw or text))} | ({"content-type": media} if media else {}) if text else {}
        http = {"method": method, "path": bare, "sourceIp": "127.0.0.1"}
        event = {
            "version": "2.0",
            "rawPath": bare,
            "rawQueryString": query,
            "headers": {"host": "x", HEADER: self.origin, **content, **(headers or {})},
            "requestContext": {"http": http, **claims},
            "body": text,
            "isBase64Encoded": binary,
        }
        response = handler.handle(event, CONTEXT)
        assert not response["isBase64Encoded"]
        return Answer(response["statusCode"], response["headers"], response.get("body", ""))


class FakeQueue:
    """Records the jobs that it is sent, or fails."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.error: Exception | None = None

    def send(self, job_id: str) -> None:
        if self.error:
            raise self.error
        self.sent.append(job_id)


@pytest.fixture
def api_app(monkeypatch: pytest.MonkeyPatch) -> Iterator[FastAPI]:
    """The app behind the handler. Overrides of a test are removed afterwards."""
    app = handler.adapter.app
    assert isinstance(app, FastAPI)
    monkeypatch.setattr(origin, "origin_secret", lambda: SimpleNamespace(accepts=ORIGIN_SECRET.encode().__eq__))
    monkeypatch.setattr(handler, "data_api", lambda: SimpleNamespace(bound_by=lambda _context, **_: None))
    yield app
    app.dependency_overrides.clear()


class NoDatabase:
    """Out of reach for every statement."""

    def query(self, *_: Any, **__: Any) -> Any:
        raise DatabaseUnavailable("out of reach")

    execute = query


@pytest.fixture
def api_without_database(api_app: FastAPI) -> Api:
    """For requests that need no database: they are answered without one."""
    api_app.dependency_overrides[data_api] = NoDatabase
    return Api("user")


@pytest.fixture
def queue(api_app: FastAPI) -> FakeQueue:
    fake = FakeQueue()
    api_app.dependency_overrides[job_queue] = lambda: fake
    return fake


@pytest.fixture
def api(api_app: FastAPI, queue: FakeQueue, db: Any, user_id: str) -> Api:
    """On a real database, as a user that no other test has."""
    api_app.dependency_overrides[data_api] = lambda: db
    return Api(user_id)
