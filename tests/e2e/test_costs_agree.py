"""A job costs the same in Langfuse, in its database row, in `alex costs`, and in the metrics of the agents' logs."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from cli.costs.booked import BookedCosts
from cli.costs.report import By, cost_report
from cli.costs.spread import traced_spread
from cli.shared.stack_account import embedded_account
from cli.trace.source import LangfuseServer, trace_id_of
from components.foundation.functions import FUNCTIONS

pytestmark = pytest.mark.local

AGENTS = [spec.name for spec in FUNCTIONS if spec.kind == "agent"]
MICRO_DOLLAR = 1e-6
PATIENCE_SECONDS = 120


def logged_cost(alex: Any, agents: list[str]) -> float:
    """Sum of the agents' `CostUSD` metrics so far, in US dollars."""
    lines = [json.loads(line) for agent in agents for line in alex.stack.logs(agent) if line.startswith('{"_aws"')]
    values = [line["CostUSD"] for line in lines if "CostUSD" in line]
    return sum(sum(value) if isinstance(value, list) else value for value in values)


def settled_cost(alex: Any) -> float:
    """`logged_cost` once it no longer changes: a planner writes its metrics after its job has ended."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    cost = logged_cost(alex, AGENTS)
    while True:
        time.sleep(1)
        earlier, cost = cost, logged_cost(alex, AGENTS)
        if cost == earlier or time.monotonic() > deadline:
            return cost


def test_traces_job_row_and_metrics_agree_to_the_micro_dollar(alex: Any, sample: Any) -> None:
    started = datetime.now(UTC)
    before = settled_cost(alex)
    job = alex.analyse("costs-agree", sample("growth"))
    alex.trace(job["job_id"])  # waits for its root, which is sent last
    stack = alex.stack
    server = LangfuseServer(stack.trace_url, stack.public_key, stack.secret_key)

    documents = server.observations_since(started)
    reports = {by: cost_report(documents, by, started) for by in By}
    [user] = [row for row in reports[By.USER].rows if row.key == alex.pseudonym("costs-agree")]
    booked = float(job["cost_usd"])

    assert booked > 0
    assert (user.jobs, user.unpriced_calls) == (1, 0)
    assert user.cost_usd == pytest.approx(booked, abs=MICRO_DOLLAR)
    assert sum(usage["cost_usd"] for usage in job["usage"].values()) == pytest.approx(booked, abs=MICRO_DOLLAR)
    for report in reports.values():
        assert sum(row.cost_usd for row in report.rows) == pytest.approx(report.total.cost_usd, abs=1e-9)
    per_agent = {row.key: row.cost_usd for row in reports[By.AGENT].rows}
    assert per_agent == pytest.approx({n: u["cost_usd"] for n, u in job["usage"].items()}, abs=MICRO_DOLLAR)
    costs = BookedCosts(embedded_account(stack.run_file(0.0)))
    [row] = [row for row in costs.report(By.USER, started).rows if row.key == alex.pseudonym("costs-agree")]
    assert (row.jobs, row.model_calls, row.unpriced_calls) == (1, user.model_calls, 0)
    assert row.tokens == user.tokens
    assert row.cost_usd == pytest.approx(booked, abs=MICRO_DOLLAR)
    by_agent, whole = costs.of_jobs(started)
    assert booked in [pytest.approx(cost, abs=MICRO_DOLLAR) for cost in whole]
    assert per_agent["reporter"] in [pytest.approx(cost, abs=MICRO_DOLLAR) for cost in by_agent["reporter"]]
    own = [document for document in documents if document["traceId"] == trace_id_of(job["job_id"])]
    spread = traced_spread(own, By.MODEL, started, started)
    assert (spread.total.jobs, spread.total.median_usd) == (1, pytest.approx(booked, abs=MICRO_DOLLAR))
    assert settled_cost(alex) - before == pytest.approx(booked, abs=MICRO_DOLLAR)
