"""The servers on loopback: a kept connection outlasts every pause of its client."""

from __future__ import annotations

import asyncio
import http.client
import time
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from local.processes.servers import Server


async def client(request: Request) -> JSONResponse:
    """The client's address: that of its connection."""
    return JSONResponse(request.client)


async def minute(_: Request) -> JSONResponse:
    """For the server, a minute passes at once: its loop reads another clock from now on."""
    asyncio.get_running_loop().time = lambda: time.monotonic() + 60
    return JSONResponse(None)


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server("test", Starlette(routes=[Route("/client", client), Route("/minute", minute)]))
    yield server
    server.stop()


def got(connection: http.client.HTTPConnection, path: str) -> bytes:
    connection.request("GET", path)
    return connection.getresponse().read()


def test_a_connection_is_kept_while_its_client_pauses(server: Server) -> None:
    """A machine under load may keep a client from its next request. It would find its connection closed while it
    sends, which no client can tell from a failure of the server."""
    address = server.url.removeprefix("http://")
    kept, other = http.client.HTTPConnection(address), http.client.HTTPConnection(address)
    before = got(kept, "/client")

    got(other, "/minute")
    # The second answer comes after the server has looked at the timers that are due.
    got(other, "/client")

    assert got(kept, "/client") == before
