"""The trace store, served on loopback for a real client."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from local.processes.ports import free_port
from local.traces.keys import KeyPair, ProjectKeys
from local.traces.store import create_app
from tests.waiting import until


@contextmanager
def served_store(path: Path, auth: tuple[str, str]) -> Generator[str]:
    """Its URL."""
    app, port = create_app(path, ProjectKeys(KeyPair(*auth))), free_port()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started or not thread.is_alive(), "the store is served")
        assert thread.is_alive(), "the server could not start"
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
