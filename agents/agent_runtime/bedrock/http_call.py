"""HTTP requests of a boto3 client that can be ended while they run, and whose time can be limited one by one.

boto3 blocks in a thread, which cannot be cancelled; its socket can be shut down. Otherwise a request would go on, or
even be sent, after the agent that made it has ended.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any, TypeVar

from botocore.awsrequest import (
    AWSHTTPConnection,
    AWSHTTPConnectionPool,
    AWSHTTPSConnection,
    AWSHTTPSConnectionPool,
)
from urllib3.util import Timeout

from agent_runtime.threads import in_thread

T = TypeVar("T")


class CallEnded(Exception):
    """The call was ended before its request was sent."""


class HttpCall:
    """One call of a client that went through `make_endable`. Use it once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ended = False
        self._connection: Any = None

    async def run(self, call: Callable[..., T], **arguments: Any) -> T:
        """Calls in a thread. When this is cancelled, the request ends too."""
        token = _current.set(self)
        try:
            return await in_thread(self._call, call, arguments)
        finally:
            self._end()
            _current.reset(token)

    def _call(self, call: Callable[..., T], arguments: dict[str, Any]) -> T:
        try:
            return call(**arguments)
        finally:
            # From here on, the connection may serve another call.
            with self._lock:
                self._connection = None

    def uses(self, connection: Any) -> None:
        """Notes the connection that the thread is about to use. Raises CallEnded if it must not be used any more."""
        with self._lock:
            if self._ended:
                raise CallEnded
            self._connection = connection

    def _end(self) -> None:
        with self._lock:
            self._ended = True
            held = getattr(self._connection, "sock", None)
            if held is not None:
                # TLS inside a proxy's TLS wraps the socket. `SSLSocket.shutdown` is for the thread that reads from it.
                plain = getattr(held, "socket", held)
                with suppress(OSError):
                    socket.socket.shutdown(plain, socket.SHUT_RDWR)


_current: ContextVar[HttpCall | None] = ContextVar("http_call", default=None)
_longest: ContextVar[float | None] = ContextVar("longest", default=None)


@contextmanager
def at_most(seconds: float) -> Generator[None]:
    """Limits connection and answer of requests in this context to `seconds`, if the client's own limits are longer.

    Holds for clients that went through `make_endable`.
    """
    token = _longest.set(max(seconds, 0.001))
    try:
        yield
    finally:
        _longest.reset(token)


def _limited(configured: Timeout, options: dict[str, Any]) -> dict[str, Any]:
    """The options of a request with the limit of its context."""
    seconds = _longest.get()
    if seconds is None:
        return options
    limit = Timeout(total=seconds, connect=configured.connect_timeout, read=configured.read_timeout)
    return {**options, "timeout": limit}


def _note(connection: Any) -> None:
    call = _current.get()
    if call is not None:
        call.uses(connection)


class _Connection(AWSHTTPConnection):
    def connect(self) -> None:
        super().connect()
        _note(self)


class _SecureConnection(AWSHTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _note(self)


class _Pool(AWSHTTPConnectionPool):
    ConnectionCls = _Connection  # pyright: ignore[reportAssignmentType]

    def urlopen(self, *args: Any, **kwargs: Any) -> Any:
        return super().urlopen(*args, **_limited(self.timeout, kwargs))

    def _get_conn(self, timeout: float | None = None) -> Any:
        connection = super()._get_conn(timeout)
        _note(connection)
        return connection


class _SecurePool(AWSHTTPSConnectionPool):
    ConnectionCls = _SecureConnection  # pyright: ignore[reportAssignmentType]

    def urlopen(self, *args: Any, **kwargs: Any) -> Any:
        return super().urlopen(*args, **_limited(self.timeout, kwargs))

    def _get_conn(self, timeout: float | None = None) -> Any:
        connection = super()._get_conn(timeout)
        _note(connection)
        return connection


def make_endable(client: Any) -> None:
    """Lets `HttpCall` end this boto3 client's requests, through a proxy too, and `at_most` limit them."""
    # botocore has no public way to a request's connection. Its own managers all share this dict.
    client._endpoint.http_session._pool_classes_by_scheme.update(http=_Pool, https=_SecurePool)
