"""ASGI applications on loopback, served by threads of this process: they end with it."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Generator
from typing import Any

import uvicorn

from local.errors import LocalError
from local.processes.ports import LOOPBACK, require_free

_START_SECONDS = 15.0
_STOP_SECONDS = 5.0
#: Far longer than a busy machine, a paused one or an agent's tool keeps a client from its next request. After uvicorn's
#: own 5 s, the server closes a kept connection just as the client sends on it, which then takes that for a failure.
_KEPT_SECONDS = 3600


class Server:
    """Serves `app` at `url`, which is bound at construction, until `stop`.

    Args:
        port: fixed port instead of a free one. Raises LocalError when it is in use.
    """

    def __init__(self, name: str, app: Any, port: int | None = None) -> None:
        self._name = name
        # Bound here and handed over: no other process can take the port in between.
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((LOOPBACK, 0 if port is None else require_free(port)))
        # A client that connects before the application runs waits instead of being refused.
        self._socket.listen()
        self.url = f"http://{LOOPBACK}:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            app, log_level="error", access_log=False, timeout_keep_alive=_KEPT_SECONDS, timeout_graceful_shutdown=1
        )
        self._server = _Quiet(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True, name=f"serve {name}"
        )
        self._thread.start()

    def wait_ready(self) -> None:
        """Raises LocalError when it does not start."""
        deadline = time.monotonic() + _START_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise LocalError(f"{self._name} did not start on {self.url}")
            time.sleep(0.005)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(_STOP_SECONDS)
        self._socket.close()


class _Quiet(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leaves the process's signals alone."""
        yield
