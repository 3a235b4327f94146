"""A way through which the plugin reaches the embedded AWS, and on which calls can be made to fail."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

_FAULT = b'{"__type": "InternalFailure", "message": "a fault of the test"}'
_DROPPED = {"transfer-encoding", "connection", "content-length"}


class Faults:
    """Serves on loopback in front of the endpoint. Without a fault it hands everything on."""

    def __init__(self, endpoint: str) -> None:
        self._target = urlsplit(endpoint).netloc
        self._failing: list[str] = []
        self._lock = threading.Lock()
        self.failed: list[str] = []
        """What failed, e.g. `POST /?… CloudTrail_20131101.StartLogging`."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @contextmanager
    def failing(self, *calls: str) -> Generator[None]:
        """Calls fail whose method, path, target or body has one of these texts."""
        self.failed.clear()
        self._failing = list(calls)
        try:
            yield
        finally:
            self._failing = []

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def fails(self, call: str) -> bool:
        hit = any(text in call for text in self._failing)
        if hit:
            with self._lock:
                self.failed.append(call)
        return hit

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        faults, target = self, self._target

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                described = f"{self.command} {self.path} {self.headers.get('X-Amz-Target', '')}"
                if faults.fails(f"{described} {body[:2000].decode(errors='replace')}"):
                    self._answer(500, [("Content-Type", "application/x-amz-json-1.1")], _FAULT)
                    return
                connection = http.client.HTTPConnection(target)
                connection.request(self.command, self.path, body, dict(self.headers))
                answer = connection.getresponse()
                content = answer.read()
                headers = [pair for pair in answer.getheaders() if pair[0].lower() not in _DROPPED]
                self._answer(answer.status, headers, content)
                connection.close()

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = handle_any  # noqa: N815

            def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
                self.send_response_only(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            def log_message(self, format: str, *arguments: Any) -> None:
                """Not on standard error."""

        return Handler
