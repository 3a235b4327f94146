"""The scanner finds planted holes, through the same wrapper that scans the real system."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from local.processes.servers import Server
from scan.listener import listener
from scan.report import failing, read_findings
from scan.wapiti import Target, scan

pytestmark = pytest.mark.soak

SECONDS = 60


def _search(request: Request) -> Response:
    """Serve a page that reflects `q` as markup, and puts `id` into an SQL statement whose error it shows."""
    query, number = request.query_params.get("q", ""), request.query_params.get("id", "1")
    database = sqlite3.connect(":memory:")
    try:
        found = database.execute(f"SELECT 'one' WHERE 1 = '{number}'").fetchall()
    except sqlite3.Error as error:
        return HTMLResponse(f"<p>sqlite3.OperationalError: {error}</p>", status_code=500)
    return HTMLResponse(f"<!doctype html><title>Search</title><p>{query}</p><p>{found}</p>")


def _start(_request: Request) -> Response:
    return HTMLResponse("<!doctype html><title>Start</title><a href='/search?q=a&id=1'>search</a>")


@pytest.fixture
def vulnerable() -> Iterator[str]:
    server = Server("vulnerable page", Starlette(routes=[Route("/", _start), Route("/search", _search)]))
    server.wait_ready()
    yield server.url
    server.stop()


def test_planted_holes_are_found_and_fail_the_scan(vulnerable: str, tmp_path: Path) -> None:
    with listener() as listening:
        target = Target(f"{vulnerable}/", None, {}, listening)
        done = scan(target, tmp_path, seconds=SECONDS, modules=("xss", "sql", "csp"))

    found: dict[str, Any] = {finding.category: finding for finding in read_findings(done.report)}

    assert found["Reflected Cross Site Scripting"].parameter == "q"
    assert found["SQL Injection"].parameter == "id"
    assert {"Reflected Cross Site Scripting", "SQL Injection"} <= {alert.category for alert in failing(found.values())}
    assert done.requests["xss"] > 0
    assert done.requests["sql"] > 0
    assert list((tmp_path / "html").glob("*.html"))
