"""Metrics and log fields of a run, as alarms, dashboards and saved queries read them."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from agent_runtime.contracts import AgentError, AgentReply, ErrorKind
from agent_runtime.errors import AgentFailure
from agent_runtime.handler import agent_handler, report
from agent_runtime.settings import database_settings
from agent_runtime.telemetry import metrics
from database import data_api
from database.data_api import DataApi


def emitted(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    metrics.flush()
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_metric_is_emitted_under_its_totals_too(capsys: pytest.CaptureFixture[str]) -> None:
    metrics.count("ModelThrottles", 2, model="nova")
    (line,) = emitted(capsys)
    (directive,) = line["_aws"]["CloudWatchMetrics"]

    assert [sorted(dimensions) for dimensions in directive["Dimensions"]] == [["Model", "Stack", "service"], ["Stack"]]
    assert (line["Stack"], line["service"], line["Model"], line["ModelThrottles"]) == ("test", "planner", "nova", [2])


def test_what_only_a_search_needs_is_a_field_of_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    metrics.count("CostUSD", 0.5, model="nova")
    (line,) = emitted(capsys)
    (directive,) = line["_aws"]["CloudWatchMetrics"]

    assert directive["Dimensions"] == [["Stack"]]
    assert (line["service"], line["Model"], line["CostUSD"]) == ("planner", "nova", [0.5])


def test_metrics_with_and_without_totals_do_not_share_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    metrics.count("UnpricedModelCalls", 7, model="nova")
    metrics.count("CostUSD", 0.5, model="nova")

    found = [line.keys() & {"UnpricedModelCalls", "CostUSD"} for line in emitted(capsys)]
    assert found == [{"UnpricedModelCalls"}, {"CostUSD"}]


def test_an_agent_that_fails_says_why_in_its_log_line(run_lambda: Any, caplog: pytest.LogCaptureFixture) -> None:
    async def work(*_: Any) -> dict[str, Any]:
        raise AgentFailure(ErrorKind.GUARDRAIL, "No.")

    run_lambda(agent_handler(work))
    (finished,) = [vars(record) for record in caplog.records if record.message == "agent finished"]

    assert (finished["ok"], finished["error_kind"]) == (False, "guardrail")
    assert finished["usage"]["cost_usd"] == 0


def test_a_slow_statement_is_logged(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 0.099, 1.0, 1.25])
    monkeypatch.setattr(data_api.time, "monotonic", lambda: next(clock))
    client = SimpleNamespace(execute_statement=lambda **_: {"numberOfRecordsUpdated": 0})
    database = DataApi(client, database_settings())

    database._attempt("Jobs.get", "execute_statement", {})
    database._attempt("Jobs.claim", "execute_statement", {})

    slow = [vars(record) for record in caplog.records if record.message == "slow statement"]
    assert [(line["operation"], line["duration_ms"]) for line in slow] == [("Jobs.claim", 250)]


def test_an_agent_that_succeeds_is_no_failure_and_has_no_error_kind(capsys: pytest.CaptureFixture[str]) -> None:
    report(AgentReply(ok=True, output={}, duration_ms=12))
    lines = emitted(capsys)

    assert not any("error_kind" in line for line in lines)
    assert [line["AgentFailures"] for line in lines if "AgentFailures" in line] == [[0.0]]
    assert [line["AgentDuration"] for line in lines if "AgentDuration" in line] == [[12.0]]


def test_an_error_is_one_failed_run(capsys: pytest.CaptureFixture[str]) -> None:
    report(AgentReply(ok=False, error=AgentError(kind=ErrorKind.TIMEOUT, message="Too slow.")))
    lines = emitted(capsys)

    assert [line["AgentFailures"] for line in lines if "AgentFailures" in line] == [[100.0]]
