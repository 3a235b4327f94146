"""A trace store in Langfuse's place, and a server before it that does not let everything through."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from local.processes.servers import Server
from local.traces import store
from local.traces.keys import KeyPair, ProjectKeys

SPAN = {
    "traceId": "",
    "spanId": "1234567890abcdef",
    "name": "span",
    "startTimeUnixNano": "1700000000000000000",
    "endTimeUnixNano": "1700000001000000000",
}


class Langfuse:
    """A trace store, and the secret with its keys."""

    def __init__(self, folder: Path) -> None:
        self.keys = KeyPair.new()
        self.server = Server("trace store", store.create_app(folder / "traces.db", ProjectKeys(self.keys)))
        self.server.wait_ready()
        self._client = httpx.Client(auth=(self.keys.public_key, self.keys.secret_key))
        self.secret = {"public_key": self.keys.public_key, "secret_key": self.keys.secret_key}

    def send(self, trace_id: str) -> None:
        spans = {"resourceSpans": [{"scopeSpans": [{"spans": [SPAN | {"traceId": trace_id}]}]}]}
        self._ask("POST", "/otel/v1/traces", json=spans)
        score = {"id": trace_id, "traceId": trace_id, "name": "quality", "value": 1, "dataType": "NUMERIC"}
        self._ask("POST", "/scores", json=[score])

    def traces(self) -> set[str]:
        return {each["traceId"] for each in self._ask("GET", "/v2/observations").json()["data"]}

    def environments(self) -> set[str]:
        return {each["environment"] for each in self._ask("GET", "/v2/observations").json()["data"]}

    def scores(self) -> int:
        return len(self.all_scores())

    def all_scores(self) -> list[dict[str, Any]]:
        """With all their fields."""
        fields = "details,annotation,subject"
        return self._ask("GET", f"/v3/scores?fields={fields}").json()["data"]

    def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._client.request(method, f"{self.server.url}/api/public{path}", **options).raise_for_status()


@dataclass
class Gate:
    """Passes requests to a trace store, or does as `fault` says.

    Args:
        target: URL of the trace store.
    """

    target: str
    fault: str = ""
    """A status, `rejected`, `sign-in page`, `redirect`, `hangs`, or empty for none."""
    asked: list[tuple[str, str, Any]] = field(default_factory=list[tuple[str, str, Any]])
    """Method, path and JSON body of every request."""

    def __post_init__(self) -> None:
        methods, self._client = ["GET", "POST", "DELETE"], httpx.AsyncClient()
        self.server = Server("gate", Starlette(routes=[Route("/{path:path}", self._answer, methods=methods)]))
        self.server.wait_ready()

    @property
    def puts(self) -> list[dict[str, Any]]:
        """The scores that were sent, in order."""
        return [body[0] for method, _, body in self.asked if method == "POST"]

    @property
    def deleted(self) -> list[str]:
        """Ids of the scores whose deletion was ordered."""
        return [path.rpartition("/")[2] for method, path, _ in self.asked if method == "DELETE"]

    async def _answer(self, request: Request) -> Response:
        body = await request.body()
        self.asked.append((request.method, request.url.path, json.loads(body) if body else None))
        match self.fault:
            case "":
                return await self._passed(request, body)
            case "rejected":
                error = {"message": "dataType does not fit the config"}
                return JSONResponse({"accepted": 0, "rejected": 1, "errors": [error]}, 207)
            case "sign-in page":
                return HTMLResponse("<html>Please sign in</html>")
            case "redirect":
                return RedirectResponse(f"{self.target}{request.url.path}", 301)
            case "hangs":
                await asyncio.sleep(60)
                return Response(status_code=504)
            case status:
                return JSONResponse({"message": "no"}, int(status))

    async def _passed(self, request: Request, body: bytes) -> Response:
        headers = {name: request.headers[name] for name in ("authorization", "content-type") if name in request.headers}
        url = f"{self.target}{request.url.path}"
        answer = await self._client.request(request.method, url, content=body, headers=headers)
        return Response(answer.content, answer.status_code, media_type=answer.headers.get("content-type"))
