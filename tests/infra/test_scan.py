"""`make scan` without its scanner: reports are read and judged, the API document covers every operation."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from rich.console import Console
from starlette.testclient import TestClient

from api.app import create_app
from cli.shared.errors import UserError
from local.aws.edge import response_headers
from local.errors import LocalError
from scan.document import scan_document
from scan.listener import create_app as create_listener
from scan.report import Level, failing, read_findings
from scan.view import show
from scan.wapiti import Scan, requests_by_module

IDS: dict[str, str] = dict.fromkeys(("account_id", "position_id", "job_id"), "11111111-1111-1111-1111-111111111111")
KNOWN = {**IDS, "symbol": "VTI"}


def entry(level: int, **changed: Any) -> dict[str, Any]:
    found = {"method": "GET", "path": "/api/jobs", "info": "found", "level": level, "parameter": "before"}
    return {**found, "module": "sql", **changed}


def report(folder: Path, vulnerabilities: dict[str, Any], anomalies: dict[str, Any] | None = None) -> Path:
    file = folder / "report.json"
    file.write_text(json.dumps({"vulnerabilities": vulnerabilities, "anomalies": anomalies or {}, "additionals": {}}))
    return file


def test_a_planted_high_finding_fails_and_is_shown(tmp_path: Path) -> None:
    low = {"HTTP Secure Headers": [entry(1, module="http_headers")], "Backup file": []}
    findings = read_findings(report(tmp_path, {**low, "SQL Injection": [entry(4), entry(4)]}))

    file = io.StringIO()
    done = Scan(tmp_path, {"sql": 12, "xss": 3}, frozenset({"xss"}))
    show(findings, done, Console(file=file, width=120))

    assert [finding.level for finding in findings] == [Level.CRITICAL, Level.CRITICAL, Level.LOW]
    assert {finding.category for finding in failing(findings)} == {"SQL Injection"}
    assert [line.split()[0] for line in file.getvalue().splitlines() if "Injection" in line] == ["CRITICAL"]
    assert "fails" in file.getvalue()
    assert [line.split()[0] for line in file.getvalue().splitlines() if "stopped at its time limit" in line] == ["xss"]


def test_low_findings_and_timeouts_do_not_fail(tmp_path: Path) -> None:
    low = {"HTTP Methods": [entry(0)], "Clickjacking Protection": [entry(1)]}
    findings = read_findings(report(tmp_path, low, {"Resource consumption": [entry(2)]}))
    assert len(findings) == 3
    assert failing(findings) == []


@pytest.mark.parametrize("category", ["CRLF Injection", "Open Redirect"])
def test_an_injection_fails_at_any_level(tmp_path: Path, category: str) -> None:
    assert failing(read_findings(report(tmp_path, {category: [entry(1)]})))


def test_a_medium_vulnerability_fails(tmp_path: Path) -> None:
    """Wapiti rates an executed script as medium."""
    assert failing(read_findings(report(tmp_path, {"Reflected Cross Site Scripting": [entry(2)]})))


def test_a_500_response_fails(tmp_path: Path) -> None:
    assert failing(read_findings(report(tmp_path, {}, {"Internal Server Error": [entry(1)]})))


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"vulnerabilities": {"A": [{}]}, "anomalies": {}, "additionals": {}}']
)
def test_a_malformed_report_is_an_error(tmp_path: Path, text: str) -> None:
    file = tmp_path / "report.json"
    file.write_text(text)
    with pytest.raises(UserError, match="not a report of wapiti"):
        read_findings(file)


def test_the_document_has_every_operation_except_deletes_and_no_anyof() -> None:
    original = create_app().openapi()
    made = scan_document(original, "http://127.0.0.1:1", KNOWN)
    text = json.dumps(made)

    for path, operations in original["paths"].items():
        assert set(made["paths"][path]) == set(operations) - {"delete"}
    assert "anyOf" not in text
    assert "$ref" not in text
    body = made["paths"]["/api/accounts"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body["properties"]["cash"] == {"type": "number", "default": 1}
    assert body["properties"]["kind"]["default"] == "taxable"


def test_a_path_parameter_without_a_value_is_an_error() -> None:
    with pytest.raises(UserError, match="path parameter symbol"):
        scan_document(create_app().openapi(), "http://127.0.0.1:1", IDS)


def test_requests_are_counted_by_module() -> None:
    lines = ["[¨] crawled", "[*] Launching module sql", "[¨] GET /a", "[¨] GET /b", "said", "[*] Launching module xss"]
    assert requests_by_module("\n".join(lines)) == {"sql": 2, "xss": 0}


def test_the_listener_reports_callbacks() -> None:
    with TestClient(create_listener()) as http:
        assert http.get("/get_ssrf.php?session_id=s").json() == {}
        http.get("/ssrf/s/7/616263/")
        told = http.get("/get_ssrf.php?session_id=s").json()
        assert [call["method"] for call in told["7"]["616263"]] == ["GET"]
        assert httpx.URL(told["7"]["616263"][0]["url"]).path == "/ssrf/s/7/616263/"
        assert http.get("/get_ssrf.php?session_id=other").json() == {}


def test_a_header_unknown_to_the_edge_is_an_error() -> None:
    known = {"SecurityHeadersConfig": {"FrameOptions": {"FrameOption": "DENY"}}}
    assert response_headers(known) == {"x-frame-options": "DENY"}
    with pytest.raises(LocalError, match="XSSProtection"):
        response_headers({"SecurityHeadersConfig": {"XSSProtection": {}}})
    with pytest.raises(LocalError, match="RemoveHeadersConfig"):
        response_headers({**known, "RemoveHeadersConfig": {"Quantity": 1}})
