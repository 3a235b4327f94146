"""Tells a request's handler that its client has left. ministack reads no further than the request's body."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import ContextVar
from typing import Any
from urllib.parse import unquote

from local.aws.emulator.wraps import existing

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Client:
    """The client of one request. When it leaves, the connection that its handler has opened for it is cut."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left = False
        self._opened: socket.socket | None = None

    def opened(self, connection: socket.socket) -> None:
        """Notes the handler's connection. A handler runs in a thread."""
        with self._lock:
            self._opened = connection
            if self._left:
                self._cut()

    def leave(self) -> None:
        with self._lock:
            self._left = True
            self._cut()

    def _cut(self) -> None:
        if self._opened is not None:
            # Closed already, if the handler was faster.
            with suppress(OSError):
                self._opened.shutdown(socket.SHUT_RDWR)


_client: ContextVar[Client | None] = ContextVar("client", default=None)


def current_client() -> Client:
    """Of the request that is being handled; one that never leaves outside of the watched requests."""
    return _client.get() or Client()


def install(paths: re.Pattern[str]) -> None:
    """Watches the clients of requests to these paths (decoded). Call it after all other additions are installed."""
    # Takes references to functions of other modules, which must be wrapped by then.
    from ministack import app as server

    app = existing(server, "app", "scope", "receive", "send")

    # A coroutine function, or hypercorn takes it for WSGI.
    async def watched(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and paths.match(unquote(scope["path"])):
            await _watched(app, scope, receive, send)
        else:
            await app(scope, receive, send)

    server.app = watched


async def _watched(app: Callable[..., Any], scope: Message, receive: Receive, send: Send) -> None:
    client, whole = Client(), asyncio.Event()

    async def read() -> Message:
        message = await receive()
        if not message.get("more_body"):
            whole.set()
        return message

    async def watch() -> None:
        await whole.wait()
        while (await receive())["type"] != "http.disconnect":
            pass
        client.leave()

    token, watching = _client.set(client), asyncio.create_task(watch())
    try:
        await app(scope, read, send)
    finally:
        watching.cancel()
        _client.reset(token)
