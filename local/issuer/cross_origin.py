"""Endpoints that pages of other origins call: any origin may, and none sends cookies."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def for_every_origin(path: str, answer: Callable[[Request], Awaitable[Response]], *methods: str) -> Route:
    """A route that also answers browsers' preflights."""
    cors = Middleware(
        CORSMiddleware, allow_origins=["*"], allow_methods=methods, allow_headers=["authorization", "content-type"]
    )
    return Route(path, answer, methods=[*methods, "OPTIONS"], middleware=[cors])


def from_another_site(request: Request) -> bool:
    """Whether a page elsewhere sent the form. Browsers say so; other clients have no session to abuse."""
    return request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
