"""What bodies may be, whatever the route."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import HTTPException, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Refusal

#: Many times the largest valid body.
MAX_BYTES = 32 * 1024


class BodyLimit:
    """ASGI middleware: whoever reads a body over the limit gets a 413 error instead.

    FastAPI's own `max_body_size` answers in plain text, past the handlers that make problem documents.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        received = 0

        async def receive_limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > MAX_BYTES:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        await self._app(scope, receive_limited, send)


async def json_only(request: Request) -> None:
    """Refuses a body that does not say it is JSON: a browser sends such a one across origins without asking."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if await request.body() and media_type != "application/json":
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json.")
