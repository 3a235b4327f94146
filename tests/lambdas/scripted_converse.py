"""A loopback server that answers Converse with given messages, in order."""

from __future__ import annotations

import json
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

USAGE = {"inputTokens": 100, "outputTokens": 50, "totalTokens": 150}


def text(written: str) -> list[dict[str, Any]]:
    return [{"text": written}]


def call(tool: str, **arguments: Any) -> list[dict[str, Any]]:
    return [{"toolUse": {"toolUseId": f"call-{tool}-{len(arguments)}", "name": tool, "input": arguments}}]


class ScriptedConverse:
    """The requests that came, and the answers that are left."""

    def __init__(self, answers: Sequence[list[dict[str, Any]] | str]) -> None:
        self._left = list(answers)
        self.requests: list[dict[str, Any]] = []
        self.url = ""

    def answer(self, request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Status and body. A string among the answers is a Bedrock error; with none left, the model is refused."""
        self.requests.append(request)
        content = self._left.pop(0) if self._left else "AccessDeniedException"
        if isinstance(content, str):
            return 400, {"__type": content, "message": "as the test wants"}
        stop = "tool_use" if any("toolUse" in block for block in content) else "end_turn"
        message = {"role": "assistant", "content": content}
        return 200, {"output": {"message": message}, "stopReason": stop, "usage": USAGE, "metrics": {"latencyMs": 1}}

    def asked(self, number: int) -> str:
        """The last message of a request, as text."""
        return json.dumps(self.requests[number]["messages"][-1], ensure_ascii=False)

    @property
    def unused(self) -> int:
        return len(self._left)


@contextmanager
def serving(answers: Sequence[list[dict[str, Any]] | str]) -> Generator[ScriptedConverse]:
    script = ScriptedConverse(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            status, body = script.answer(request)
            payload = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            if status != 200:
                self.send_header("x-amzn-errortype", body["__type"])
            self.send_header("content-length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    script.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
