"""Requests to the API: passed on with the origin's secret, and never kept."""

from __future__ import annotations

import httpx
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from local.aws.edge.headers import Added
from local.aws.edge.web_acl import BodyLimit
from local.loopback import client_options

_ORIGIN_HEADER = "x-alex-origin"
#: Headers of one connection, not of the request or response; and those that the new response body makes wrong.
_HOP_BY_HOP = {
    "date",
    "server",
    "connection",
    "keep-alive",
    "transfer-encoding",
    "host",
    "content-length",
    "content-encoding",
}
#: Longer than the timeout of the API's function.
_TIMEOUT_SECONDS = 40


class Api:
    """
    Args:
        headers: of the behaviour.
        limit: for bodies, of the web ACL.
    """

    def __init__(self, url: str, secret: str, headers: Added, limit: BodyLimit) -> None:
        self._url, self._secret, self._headers, self._limit = url, secret, headers, limit
        self._http = httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, **client_options(url))

    async def answer(self, request: Request) -> Response:
        body = await request.body()
        if self._limit.blocks(len(body), request.scope["raw_path"].decode("latin-1")):
            return Response(self._limit.answer, self._limit.status, media_type=self._limit.media_type)
        try:
            answered = await self._passed_on(request, body)
        except httpx.TimeoutException:
            return self._failed(504, "timeout")
        except httpx.TransportError:
            return self._failed(502, "bad gateway")
        own = {name.lower(): value for name, value in answered.headers.items() if name.lower() not in _HOP_BY_HOP}
        headers = self._headers.to(answered.status_code, own)
        return Response(answered.content, answered.status_code, headers=headers)

    def _failed(self, status: int, reason: str) -> Response:
        text = f"The request could not be satisfied: {reason}"
        return PlainTextResponse(text, status, headers=self._headers.to(status))

    async def _passed_on(self, request: Request, body: bytes) -> httpx.Response:
        path = request.scope["raw_path"].decode("latin-1")
        query = request.scope["query_string"].decode("latin-1")
        dropped = {*_HOP_BY_HOP, _ORIGIN_HEADER, "user-agent"}
        sent = [(name, value) for name, value in request.headers.raw if name.decode().lower() not in dropped]
        address = request.client.host if request.client else "-"
        return await self._http.request(
            request.method,
            f"{self._url}{path}{'?' if query else ''}{query}",
            headers=[*sent, (_ORIGIN_HEADER.encode(), self._secret.encode()), (b"user-agent", address.encode())],
            content=body,
        )

    async def close(self) -> None:
        await self._http.aclose()
