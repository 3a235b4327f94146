"""Shared by all endpoints of the trace store: JSON errors, Basic auth, size limit of bodies, query parameters."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Collection
from typing import Any, TypeVar, cast

from starlette.datastructures import Headers, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from local.traces.filters import EXPECTED, filter_from
from local.traces.keys import ProjectKeys
from local.traces.schema import ObservationFilter
from local.traces.timestamps import microseconds

LARGE_BODY_BYTES = 16 * 1024 * 1024
"""Langfuse's server takes larger bodies and logs them."""
MAX_BODY_BYTES = 64 * 1024 * 1024
"""Of this store alone: it bounds what a small compressed body may become."""
GZIP_WINDOW_BITS = 31

T = TypeVar("T")


class Json(Response):
    """ASCII only, so that text that is invalid UTF-8 (a lone surrogate in a prompt) can be sent."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return json.dumps(content).encode()


def error_response(_request: Request, error: Exception) -> Response:
    """An HTTPException in the shape of Langfuse's errors."""
    assert isinstance(error, HTTPException)
    return Json({"message": error.detail}, error.status_code, headers=error.headers)


class BasicAuth:
    """Returns 401 without a valid key pair; `open_paths`, and those that do not begin with `protected`, need none.

    The organization's pair manages keys and does nothing else; a project's pair does everything else.
    """

    def __init__(self, app: ASGIApp, keys: ProjectKeys, open_paths: Collection[str], protected: str) -> None:
        self._app, self._keys, self._open_paths, self._protected = app, keys, open_paths, protected

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or path in self._open_paths or not path.startswith(self._protected):
            await self._app(scope, receive, send)
            return
        given = _credentials(Headers(scope=scope))
        of_project, of_organization = self._keys.accepts(given), self._keys.is_organization(given)
        manages = "/apiKeys" in scope["path"]
        if not (of_project or of_organization):
            headers = {"WWW-Authenticate": 'Basic realm="Langfuse"'}
            await Json({"message": "Invalid credentials: public or secret key"}, 401, headers)(scope, receive, send)
        elif manages != of_organization:
            needed = "an organization's" if manages else "a project's"
            await Json({"message": f"Access denied: {needed} API key is needed"}, 403)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _credentials(headers: Headers) -> bytes:
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    try:
        return base64.b64decode(encoded, validate=True) if scheme.lower() == "basic" else b""
    except ValueError:
        return b""


async def read_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object. Raises HTTPException 400."""
    try:
        value = json.loads(await read_body(request) or b"{}")
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "body must be JSON") from error
    if not isinstance(value, dict):
        raise HTTPException(400, "body must be an object")
    return cast(dict[str, Any], value)


async def read_body(request: Request) -> bytes:
    """The body, decompressed. Raises HTTPException 413 over the limit, 400 for invalid gzip."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        _check_size(len(body))
    if "gzip" not in request.headers.get("content-encoding", ""):
        return bytes(body)
    inflater = zlib.decompressobj(GZIP_WINDOW_BITS)
    try:
        plain = inflater.decompress(bytes(body), MAX_BODY_BYTES + 1)
    except zlib.error as error:
        raise HTTPException(400, f"body is not gzip: {error}") from error
    _check_size(len(plain))
    if not inflater.eof:
        raise HTTPException(400, "body is not gzip: it ends early")
    return plain


def _check_size(size: int) -> None:
    if size > MAX_BODY_BYTES:
        raise HTTPException(413, f"body must be at most {MAX_BODY_BYTES} bytes, before and after decompression")


class Query:
    """Typed access to query parameters. An unknown or invalid parameter is a 400 with its name."""

    def __init__(self, parameters: QueryParams, known: Collection[str]) -> None:
        self._parameters = parameters
        if unknown := sorted(set(parameters) - set(known)):
            raise HTTPException(400, f"query parameter {unknown[0]} is not supported by the local trace store")

    def text(self, name: str) -> str | None:
        return self._parameters.get(name)

    def names(self, name: str, default: str = "", of: Collection[str] | None = None) -> set[str]:
        """A comma-separated list; of these names, if any are given."""
        found = {part.strip() for part in self._parameters.get(name, default).split(",")} - {""}
        if of is not None and (unknown := sorted(found - set(of))):
            raise HTTPException(400, f"query parameter {name} must be of {', '.join(sorted(of))}, got {unknown[0]!r}")
        return found

    def number(self, name: str, default: int, maximum: int, minimum: int = 1) -> int:
        value = self._parse(name, int, "a whole number")
        if value is None:
            return default
        if not minimum <= value <= maximum:
            raise HTTPException(400, f"query parameter {name} must be {minimum}..{maximum}")
        return value

    def flag(self, name: str) -> bool | None:
        return self._parse(name, {"true": True, "false": False}.__getitem__, "true or false")

    def instant(self, name: str) -> int | None:
        """Microseconds since the epoch."""
        return self._parse(name, microseconds, "an ISO 8601 date and time")

    def filter(self) -> ObservationFilter | None:
        return self._parse("filter", filter_from, EXPECTED)

    def _parse(self, name: str, parse: Callable[[str], T], expected: str) -> T | None:
        text = self._parameters.get(name)
        try:
            return None if text is None else parse(text)
        except (ValueError, KeyError, OverflowError) as error:
            raise HTTPException(400, f"query parameter {name} must be {expected}, got {text!r}") from error
