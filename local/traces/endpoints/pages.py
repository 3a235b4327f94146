"""Pages of traces for a browser, at the addresses that Langfuse's own pages have.

A link has a key, derived from the project's, because a browser has no header with the keys. The pages are rendered by
the caller of `create_app`: this package has no templates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from local.traces.database import MAX_ROWS, JsonObject, TraceDatabase
from local.traces.keys import ProjectKeys
from local.traces.links import PATH, href
from local.traces.schema import ObservationFilter

MOST_LISTED = 100
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_TRACE_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Page:
    html: str
    policy: str
    """Its content security policy."""


@dataclass(frozen=True)
class Listed:
    """A trace in the list, by its root."""

    href: str
    root: JsonObject


class TracePages(Protocol):
    def trace(self, trace_id: str, observations: list[JsonObject]) -> Page:
        """The page of a trace with these observations, at least one."""
        ...

    def listing(self, traces: Sequence[Listed]) -> Page:
        """The page that leads to the others."""
        ...


class PageApi:
    """Outside of `/api/public`."""

    def __init__(self, database: TraceDatabase, keys: ProjectKeys, pages: TracePages) -> None:
        self._database, self._keys, self._pages = database, keys, pages

    def routes(self) -> list[Route]:
        return [Route(PATH, self.listing), Route(f"{PATH}/{{trace_id}}", self.trace)]

    def listing(self, request: Request) -> Response:
        key = self._checked_key(request)
        roots = self._database.observations(ObservationFilter(parent_id=""), MOST_LISTED, with_contents=False)
        newest: dict[str, JsonObject] = {}
        for root in roots:
            newest.setdefault(root["traceId"], root)
        listed = [Listed(href(key, trace_id), root) for trace_id, root in newest.items()]
        return _answer(self._pages.listing(listed))

    def trace(self, request: Request) -> Response:
        self._checked_key(request)
        trace_id = request.path_params["trace_id"]
        if not _TRACE_ID.fullmatch(trace_id):
            raise HTTPException(404, "a trace's id has 32 hexadecimal digits", headers=_HEADERS)
        found = self._database.observations(ObservationFilter(trace_id=trace_id), MAX_ROWS)
        if not found:
            raise HTTPException(404, "No such trace yet: a job's planner sends it when it ends", headers=_HEADERS)
        return _answer(self._pages.trace(trace_id, found))

    def _checked_key(self, request: Request) -> str:
        given = request.query_params.get("key", "")
        if not self._keys.opens_pages(given):
            raise HTTPException(403, "The key of this link is missing, wrong or of an earlier run", headers=_HEADERS)
        return given


def _answer(page: Page) -> Response:
    policy = f"{page.policy}; frame-ancestors 'none'"
    return HTMLResponse(page.html, headers={**_HEADERS, "Content-Security-Policy": policy})
