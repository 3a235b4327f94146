"""Retries of API calls: once, after the time the API asks for, and only where a repetition does no harm."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from cli.shared import api_client
from cli.shared.api_client import ApiClient
from cli.shared.errors import UserError
from local.processes.servers import Server


class Busy:
    """An API that refuses on request, and records the calls."""

    def __init__(self) -> None:
        self.refusals: list[tuple[int, dict[str, str]]] = []
        self.asked: list[tuple[str, bytes, str | None]] = []
        self.app = Starlette(routes=[Route("/api/{path:path}", self._answer, methods=["GET", "POST", "PUT"])])

    async def _answer(self, request: Request) -> JSONResponse:
        self.asked.append((request.method, await request.body(), request.headers.get("idempotency-key")))
        if self.refusals:
            status, headers = self.refusals.pop(0)
            return JSONResponse({"detail": "Not now."}, status, headers)
        return JSONResponse({"job_id": "j"})


@pytest.fixture
def busy() -> Busy:
    return Busy()


@pytest.fixture
def api(busy: Busy) -> Iterator[ApiClient]:
    server = Server("busy API", busy.app)
    try:
        server.wait_ready()
        with ApiClient(server.url, "token", "origin") as client:
            yield client
    finally:
        server.stop()


@pytest.fixture(autouse=True)
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waits: list[float] = []
    monkeypatch.setattr(api_client, "time", SimpleNamespace(sleep=waits.append))
    return waits


@pytest.mark.parametrize(("method", "status"), [("GET", 429), ("GET", 503), ("PUT", 429), ("PUT", 503), ("POST", 429)])
def test_a_refused_request_is_repeated_after_the_requested_time(
    busy: Busy, api: ApiClient, slept: list[float], method: str, status: int
) -> None:
    busy.refusals = [(status, {"retry-after": "30"})]
    assert api.call(method, "/thing", {"a": 1}) == {"job_id": "j"}
    assert slept == [30]
    assert busy.asked[0] == busy.asked[1]


def test_a_request_is_repeated_once(busy: Busy, api: ApiClient, slept: list[float]) -> None:
    busy.refusals = [(429, {"retry-after": "5"})] * 2
    with pytest.raises(UserError, match=r"^GET /api/thing: 429: Not now"):
        api.call("GET", "/thing")
    assert (slept, len(busy.asked)) == ([5], 2)


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        pytest.param(429, {}, id="the gateway's, without a time"),
        pytest.param(429, {"retry-after": "2000000"}, id="next month"),
        pytest.param(429, {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, id="a date"),
        pytest.param(429, {"retry-after": "-1"}, id="a negative time"),
        pytest.param(409, {"retry-after": "1"}, id="a refusal that waiting does not help"),
    ],
)
def test_a_request_is_not_repeated_without_a_usable_time(
    busy: Busy, api: ApiClient, slept: list[float], status: int, headers: dict[str, str]
) -> None:
    busy.refusals = [(status, headers)]
    with pytest.raises(UserError, match=f"{status}"):
        api.call("GET", "/thing")
    assert (slept, len(busy.asked)) == ([], 1)


def test_a_post_without_a_key_is_not_repeated_after_a_503(busy: Busy, api: ApiClient, slept: list[float]) -> None:
    busy.refusals = [(503, {"retry-after": "15"})]
    with pytest.raises(UserError, match="503"):
        api.call("POST", "/accounts", {})
    assert (slept, len(busy.asked)) == ([], 1)


def test_an_analysis_is_repeated_with_the_same_idempotency_key(busy: Busy, api: ApiClient, slept: list[float]) -> None:
    busy.refusals = [(503, {"retry-after": "15"})]
    assert (api.start_analysis(), api.start_analysis()) == ("j", "j")
    first, again, other = (key for _, _, key in busy.asked)
    assert first == again != other
    assert first


def test_an_unreachable_api_is_a_user_error() -> None:
    with ApiClient("http://127.0.0.1:9", "token", "origin") as api, pytest.raises(UserError) as error:
        api.call("GET", "/thing")
    assert str(error.value).startswith("GET /api/thing: the API cannot be reached")
