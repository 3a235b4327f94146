"""Pages of the local trace store: a trace as `alex trace --html` writes it, and the list of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cli.shared.html_page import policy_of, rendered
from cli.trace.html import TRACE_TEMPLATE, trace_html
from cli.trace.model import JsonObject, trace_from_api
from local.traces.endpoints.pages import Listed, Page

LIST_TEMPLATE = TRACE_TEMPLATE.with_name("traces.html.j2")


@dataclass(frozen=True)
class Line:
    """A trace in the list."""

    href: str
    name: str
    started: str
    """UTC."""
    job_id: str
    user_id: str
    status: str


class Pages:
    """What `local.traces.endpoints.pages` serves."""

    def trace(self, trace_id: str, observations: list[JsonObject]) -> Page:
        return Page(trace_html(trace_from_api(trace_id, observations)), policy_of(TRACE_TEMPLATE))

    def listing(self, traces: Sequence[Listed]) -> Page:
        return Page(rendered(LIST_TEMPLATE, lines=[_line(each) for each in traces]), policy_of(LIST_TEMPLATE))


def _line(listed: Listed) -> Line:
    root, metadata = listed.root, listed.root["metadata"]
    default = "failed" if root["level"] == "ERROR" else "completed"
    return Line(
        href=listed.href,
        name=str(root["name"]),
        started=str(root["startTime"])[:19].replace("T", " "),
        job_id=_text(metadata.get("job_id")),
        user_id=_text(root.get("userId")),
        status=_text(metadata.get("status")) or default,
    )


def _text(value: Any) -> str:
    return "" if value is None else str(value)
