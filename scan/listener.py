"""The out-of-band server of wapiti's modules for SSRF and XXE, on this machine.

A payload contains `/ssrf/<session>/<request>/<parameter>/`; a server that fetches it is vulnerable. wapiti reads the
fetched paths from `get_ssrf.php?session_id=…`.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from local.processes.servers import Server

METHODS = ["GET", "HEAD", "POST", "PUT"]


@contextmanager
def listener() -> Generator[str]:
    """Runs the server; yields its URL, with the trailing slash that wapiti expects."""
    server = Server("listener", create_app())
    try:
        server.wait_ready()
        yield f"{server.url}/"
    finally:
        server.stop()


def create_app() -> Starlette:
    calls: dict[tuple[str, str], dict[str, dict[str, list[dict[str, Any]]]]] = {}

    def called(request: Request) -> Response:
        kind, session = request.path_params["kind"], request.path_params["session"]
        of_request = calls.setdefault((kind, session), {}).setdefault(request.path_params["id"], {})
        of_request.setdefault(request.path_params["parameter"], []).append(
            {
                "date": datetime.now(UTC).isoformat(),
                "ip": request.client.host if request.client else "",
                "method": request.method,
                "payload": request.path_params.get("rest", ""),
                "size": 0,
                "url": str(request.url),
            }
        )
        return PlainTextResponse("")

    def asked(request: Request) -> Response:
        return JSONResponse(calls.get((request.path_params["kind"], request.query_params.get("session_id", "")), {}))

    return Starlette(
        routes=[
            Route("/", _here),
            Route("/get_{kind}.php", asked),
            Route("/{kind:str}/{session:str}/{id:str}/{parameter:str}/{rest:path}", called, methods=METHODS),
        ]
    )


def _here(_request: Request) -> Response:
    return PlainTextResponse("")
