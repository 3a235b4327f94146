"""Rules for request bodies that hold for every route."""

from __future__ import annotations

import json
from collections import Counter
from http import HTTPStatus
from typing import Any

from fastapi import HTTPException, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import FieldError, ProblemException, shown_path

#: As the firewall allows, see `components/edge/waf_rules.py`. Many times the largest valid body, however it is escaped.
MAX_BYTES = 32 * 1024
#: Where the firewall does not look at the size. A whole portfolio has 1,000 positions; a file of 4 MB arrives in base64
#: in a function's event, which takes 6 MB.
MAX_BYTES_OF = {
    "/api/portfolio": 2 * 1024 * 1024,
    "/api/prices": 1024 * 1024,
    "/api/rates": 256 * 1024,
    "/api/imports": 4_000_000,
}
#: A browser sends no such body to another origin without asking there first, as it would a text or a form.
FILE_MEDIA_TYPE = "application/octet-stream"
#: Take a file, and not JSON.
_FILE_PATHS = {"/api/imports"}


class BodyLimit:
    """ASGI middleware: reading a body over the limit raises a 413 error.

    FastAPI's own `max_body_size` answers in plain text and bypasses the handlers that make problem documents.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        received, most = 0, MAX_BYTES_OF.get(scope.get("path", ""), MAX_BYTES)

        async def receive_limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        await self._app(scope, receive_limited, send)


async def expected_media_type(request: Request) -> None:
    """Refuses a body without the route's media type: browsers send others across origins without a preflight.

    Refuses a body that should be JSON and is not, or has a duplicate member, too: a proxy may read the other value.
    """
    body = await request.body()
    if not body:
        return
    is_file = request.scope["path"] in _FILE_PATHS
    wanted = FILE_MEDIA_TYPE if is_file else "application/json"
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != wanted:
        raise ProblemException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"The body must be {wanted}.")
    if is_file:
        return
    try:
        json.loads(body, object_pairs_hook=_unique_members)
    except (ValueError, RecursionError) as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from error


def _unique_members(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(members)
    if len(found) < len(members):
        times = Counter(name for name, _ in members)
        twice = times.most_common(1)[0][0]
        error = FieldError(field=shown_path(twice), message="must be there once")
        raise ProblemException(HTTPStatus.BAD_REQUEST, "A field is there twice.", [error])
    return found
