"""Hostile texts on the page that `alex trace --html` writes: it shows them, and nothing runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cli.trace.html import trace_html
from cli.trace.model import trace_from_api
from local.traces.timestamps import iso_utc
from tests.attack.browser import Watch
from tests.site.test_hostile_texts import ALL, SETTLE_MS, TEXTS

pytestmark = [pytest.mark.local, pytest.mark.browser]


def test_the_page_of_a_trace_shows_payloads_and_runs_nothing(chrome: Any, tmp_path: Path) -> None:
    file = tmp_path / "trace.html"
    file.write_text(trace_html(trace_from_api("t" * 32, _hostile_trace())), encoding="utf-8")
    context = chrome.new_context()
    watched = Watch(context.new_page(), file.as_uri())

    watched.page.goto(file.as_uri())
    watched.page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
    watched.page.wait_for_timeout(SETTLE_MS)

    text = watched.page.text_content("body")
    assert all(payload in text for payload in TEXTS)
    assert watched.ran == []
    assert watched.errors == []
    context.close()


def _hostile_trace() -> list[dict[str, Any]]:
    times = {"startTime": iso_utc(1_767_225_600_000_000), "endTime": iso_utc(1_767_225_601_000_000)}
    root = {"id": "root", "parentObservationId": None, "type": "SPAN", "name": "Job"}
    agents = [
        {"id": str(number), "parentObservationId": "root", "type": kind, "name": text, "model": text}
        for number, text in enumerate(TEXTS)
        for kind in [("AGENT", "GENERATION", "TOOL", "EVENT")[number % 4]]
    ]
    hostile = {"input": ALL, "output": {ALL: ALL}, "level": "ERROR", "statusMessage": ALL, "userId": ALL}
    metadata = {"job_id": TEXTS[0], "agent": ALL, "status": ALL}
    return [{"traceId": "t" * 32, **times, **hostile, **each, "metadata": metadata} for each in [root, *agents]]
