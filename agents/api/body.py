"""What bodies may be, whatever the route."""

from __future__ import annotations

import json
from collections import Counter
from http import HTTPStatus
from typing import Any

from fastapi import HTTPException, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import FieldError, ProblemException, shown_path

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
    """Refuses a body that does not say it is JSON: a browser sends such a one across origins without asking.

    And one that is not JSON, or names a member twice: what stands between client and API may read the other one.
    """
    body = await request.body()
    if not body:
        return
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise ProblemException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json.")
    try:
        json.loads(body, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from error


def _each_once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(members)
    if len(found) < len(members):
        times = Counter(name for name, _ in members)
        twice = times.most_common(1)[0][0]
        error = FieldError(field=shown_path(twice), message="must be there once")
        raise ProblemException(HTTPStatus.BAD_REQUEST, "A field is there twice.", [error])
    return found
