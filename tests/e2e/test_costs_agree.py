"""A job costs the same in Langfuse, in its database row, in `alex costs`, and in the metrics of the agents' logs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from cli.costs.booked import BookedCosts
from cli.costs.report import By, cost_report
from cli.costs.spread import traced_spread
from cli.shared.stack_account import embedded_account
from cli.trace.source import LangfuseServer, trace_id_of
from components.foundation.functions import FUNCTIONS
from tests.waiting import until

pytestmark = pytest.mark.local

AGENTS = [spec.name for spec in FUNCTIONS if spec.kind == "agent"]
MICRO_DOLLAR = 1e-6


def logged_costs(alex: Any, agent: str) -> list[float]:
    """Sum of the metric `CostUSD` of each of the agent's invocations so far, in US dollars."""
    lines = [json.loads(line) for line in alex.stack.logs(agent) if line.startswith('{"_aws"')]
    values = [line["CostUSD"] for line in lines if "CostUSD" in line]
    return [sum(value) if isinstance(value, list) else value for value in values]


def is_logged(alex: Any, agent: str, cost: float, earlier: list[float]) -> bool:
    """Whether an invocation besides the earlier ones cost this much. Others of earlier tests may end meanwhile."""
    costs = logged_costs(alex, agent)
    for known in earlier:
        costs.remove(known)
    return any(new == pytest.approx(cost, abs=MICRO_DOLLAR) for new in costs)


def test_traces_job_row_and_metrics_agree_to_the_micro_dollar(alex: Any, sample: Any) -> None:
    started = datetime.now(UTC)
    earlier = {agent: logged_costs(alex, agent) for agent in AGENTS}
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
    for agent, cost in per_agent.items():
        # The planner writes its metrics after its job has ended.
        until(partial(is_logged, alex, agent, cost, earlier[agent]), partial(logged_costs, alex, agent))
