"""Pages of the trace store, over HTTP: the list and a trace, with a key, a strict policy, and no markup of a trace."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from cli.trace.pages import Pages
from local.traces.keys import KeyPair, ProjectKeys
from local.traces.links import link
from local.traces.store import create_app
from tests.cli.test_trace_html import EVIL, Reader
from tests.local.otlp import START, attributes

KEYS = KeyPair("pk-lf-test", "sk-lf-test")
JOB, OTHER = "a" * 32, "b" * 32
ROOT: dict[str, Any] = {"type": "span", "metadata.job_id": '"3f2a91bc"', "metadata.status": '"partial"'}
EVIL_TEXT = EVIL.replace("\ud800", "")
POLICY = "default-src 'none'; style-src 'sha256-"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(tmp_path / "traces.db", ProjectKeys(KEYS), Pages())) as client:
        yield client


def post(app: TestClient, trace_id: str, name: str, number: int = 1, parent: str = "", **given: str) -> None:
    span = {
        "traceId": trace_id,
        "spanId": f"{number:016x}",
        "parentSpanId": parent,
        "name": name,
        "startTimeUnixNano": str(START + number * 1000),
        "endTimeUnixNano": str(START + 2_000_000_000),
        "attributes": attributes({f"langfuse.observation.{key}": value for key, value in given.items()}),
    }
    body = {"resourceSpans": [{"scopeSpans": [{"scope": {"name": "langfuse-sdk"}, "spans": [span]}]}]}
    auth = (KEYS.public_key, KEYS.secret_key)
    app.post("/api/public/otel/v1/traces", json=body, auth=auth).raise_for_status()


def path(trace_id: str = "") -> str:
    return link("", KEYS, trace_id)


def test_the_list_leads_to_each_trace(app: TestClient) -> None:
    post(app, JOB, "📊 Portfolio Analysis Job", **ROOT)
    post(app, JOB, "plan", 2, parent=f"{1:016x}")
    post(app, OTHER, "another", 3)
    page = Reader(app.get(path()).text)
    hrefs = [each["href"] for tag, each in page.elements if tag == "a"]
    assert hrefs == [path(OTHER), path(JOB)]
    assert all(
        shown in page.text for shown in ("📊 Portfolio Analysis Job", "3f2a91bc", "partial", "2023-11-14 22:13:20")
    )
    assert "plan" in Reader(app.get(hrefs[1] or "").text).text


def test_the_list_of_a_store_without_traces(app: TestClient) -> None:
    assert "No traces yet" in app.get(path()).text


@pytest.mark.parametrize("key", ["", "wrong", "ä", KEYS.secret_key])
@pytest.mark.parametrize("trace_id", ["", JOB])
def test_without_the_links_key_there_is_no_page(app: TestClient, key: str, trace_id: str) -> None:
    post(app, JOB, "secret name")
    response = app.get(urlsplit(path(trace_id)).path, params={"key": key} if key else {})
    assert (response.status_code, "secret name" in response.text) == (403, False)


def test_a_revoked_key_opens_no_page_and_the_links_key_is_none_of_the_api(tmp_path: Path) -> None:
    keys = ProjectKeys(KEYS)
    with TestClient(create_app(tmp_path / "traces.db", keys, Pages())) as app:
        [key] = parse_qs(urlsplit(path()).query)["key"]
        assert app.get("/api/public/projects", params={"key": key}).status_code == 401
        assert app.get("/api/public/projects", auth=(KEYS.public_key, key)).status_code == 401
        assert app.get(path()).status_code == 200
        assert keys.revoke(keys.all()[0].id)
        assert app.get(path()).status_code == 403


@pytest.mark.parametrize("trace_id", [OTHER, "x", "%3Cscript%3E", JOB.upper()])
def test_what_is_no_trace_is_404_and_not_repeated(app: TestClient, trace_id: str) -> None:
    response = app.get(path(trace_id))
    assert response.status_code == 404
    assert "script" not in response.text
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("trace_id", ["", JOB])
def test_hostile_texts_become_text(app: TestClient, trace_id: str) -> None:
    evil = json.dumps(EVIL_TEXT)
    root: dict[str, Any] = {"metadata.job_id": evil, "metadata.status": evil, "metadata.degraded_reason": evil}
    post(app, JOB, EVIL_TEXT, **root)
    contents: dict[str, Any] = {
        "input": EVIL_TEXT,
        "output": evil,
        "status_message": EVIL_TEXT,
        "model.name": EVIL_TEXT,
    }
    of_agent: dict[str, Any] = {"type": "agent", "level": "ERROR", "metadata.agent": evil}
    post(app, JOB, EVIL_TEXT, 2, parent=f"{1:016x}", **contents, **of_agent)
    response = app.get(path(trace_id))
    page = Reader(response.text)
    assert {tag for tag, _ in page.elements} & {"script", "img", "iframe", "object", "form", "base", "link"} == set()
    assert not [
        name for _, given in page.elements for name in given if name.startswith("on") or name in ("src", "style")
    ]
    assert {urlsplit(each["href"] or "").netloc for tag, each in page.elements if tag == "a"} <= {""}
    assert "<script>alert(1)</script>" in page.text


@pytest.mark.parametrize("trace_id", ["", JOB])
def test_the_policy_allows_the_pages_own_style_and_nothing_else(app: TestClient, trace_id: str) -> None:
    post(app, JOB, "root")
    response = app.get(path(trace_id))
    policy = response.headers["content-security-policy"]
    meta = {
        each.get("http-equiv"): each.get("content") for tag, each in Reader(response.text).elements if tag == "meta"
    }
    assert policy.startswith(POLICY)
    assert policy == f"{meta['Content-Security-Policy']}; frame-ancestors 'none'"
    assert "unsafe" not in policy
    headers: dict[str, Any] = dict(response.headers)
    assert (headers["referrer-policy"], headers["cache-control"]) == ("no-referrer", "no-store")
    assert (headers["x-content-type-options"], headers["content-type"]) == ("nosniff", "text/html; charset=utf-8")


def test_a_store_without_pages_has_none(tmp_path: Path) -> None:
    with TestClient(create_app(tmp_path / "traces.db", ProjectKeys(KEYS))) as app:
        assert app.get(path()).status_code == 404
