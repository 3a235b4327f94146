"""Requests to the API: passed on with the origin's secret, and never kept."""

from __future__ import annotations

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from components.edge.waf import MAX_BODY_BYTES, SIZE_PROBLEM, UPLOADS
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
        headers: of the response headers policy.
    """

    def __init__(self, url: str, secret: str, headers: dict[str, str]) -> None:
        self._url, self._secret, self._headers = url, secret, headers
        self._http = httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, **client_options(url))

    async def answer(self, request: Request) -> Response:
        body = await request.body()
        if len(body) > MAX_BODY_BYTES and request.scope["raw_path"].decode("latin-1") not in UPLOADS:
            return JSONResponse(SIZE_PROBLEM, 413)
        try:
            answered = await self._passed_on(request, body)
        except httpx.TimeoutException:
            return PlainTextResponse("The request could not be satisfied: timeout", 504, headers=self._headers)
        except httpx.TransportError:
            return PlainTextResponse("The request could not be satisfied: bad gateway", 502, headers=self._headers)
        headers = {name: value for name, value in answered.headers.items() if name.lower() not in _HOP_BY_HOP}
        return Response(answered.content, answered.status_code, headers={**headers, **self._headers})

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
