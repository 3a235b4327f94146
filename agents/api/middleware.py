"""For every response: security headers, a log line, and no exception that leaks out. For HEAD: the answer of GET."""

from __future__ import annotations

import time
from http import HTTPStatus

from aws_lambda_powertools import Logger
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem_response

logger = Logger(child=True)

HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
}


class HeadAsGet:
    """ASGI middleware: answers HEAD with the status and headers of GET, without the body (RFC 9110, 9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.start":
                # API Gateway sends the length of the body that it has.
                del MutableHeaders(scope=message)["content-length"]
            elif message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET"}, receive, send_head)


class EveryResponse:
    """ASGI middleware around the whole app."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.monotonic(), 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception:
            logger.exception("request failed with a bug")
            answer = problem_response(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side.")
            await answer(scope, receive, send_with_headers)
        elapsed = round((time.monotonic() - started) * 1000)
        logger.info("request", method=scope["method"], path=scope["path"], status=status, duration_ms=elapsed)
