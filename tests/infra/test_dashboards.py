"""Dashboards and saved queries: every metric and log field they use exists."""

from __future__ import annotations

import json
import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from agent_runtime.contracts import Usage
from agent_runtime.telemetry import metrics
from components.edge.http_api import _ACCESS_LOG
from components.foundation.functions import FUNCTIONS
from components.foundation.names import Names
from components.monitoring.agents_dashboard import ACTIVE_USERS, JOB_STATUSES, SIGNED_IN_USERS, agents_widgets
from components.monitoring.cost_dashboard import cost_widgets
from components.monitoring.dashboards import DashboardsArgs
from components.monitoring.operations_dashboard import API_LATENCY, API_REQUESTS, API_ROUTES, operations_widgets
from components.monitoring.saved_queries import QUERIES, Query
from database.job import JobStatus
from estimate.services.monitoring import SMALL_DASHBOARD, size
from tests.infra.emitted_metrics import in_dashboard, not_emitted

NAMES = Names("alex", "prod", "us-east-1", "123456789012")
MODELS = ["us.amazon.nova-pro-v1:0"]
BODIES = {
    "operations": operations_widgets(NAMES, FUNCTIONS),
    "agents": agents_widgets(NAMES, FUNCTIONS),
    "cost": cost_widgets(NAMES, FUNCTIONS, MODELS, database_instances=2),
}
SNAPSHOT = Path(__file__).with_name("cost_dashboard.json")
AGENTS = [spec for spec in FUNCTIONS if spec.kind == "agent"]


@pytest.mark.parametrize("dashboard", BODIES)
def test_every_metric_on_a_dashboard_is_emitted(prod, dashboard: str):
    shown = set(in_dashboard(BODIES[dashboard]))

    assert shown
    assert not not_emitted(shown, [log_filter.inputs for log_filter in prod.all("LogMetricFilter")])


def test_a_metric_that_nothing_emits_is_found():
    wrong = [["Alex", "AgentFailures", "Stack", "prod", {}], ["AWS/SQS", "Depth", "QueueName", "alex-prod-jobs", {}]]

    assert len(not_emitted(in_dashboard({"widgets": [{"properties": {"metrics": wrong}}]}), [])) == 2


@pytest.mark.parametrize(
    ("dashboard", "titles"),
    [
        (
            "operations",
            {
                "Alarms by severity",
                "Invocations",
                "Error rate",
                "Throttles",
                *(f"{spec.title}: duration" for spec in FUNCTIONS),
                "API: requests, 4xx and 5xx",
                "API: latency (alarm at p95 of 500 ms)",
                "API: routes",
                "Jobs queue: depth",
                "Jobs queue: age of the oldest message",
                "Dead letters",
                "Data API: latency",
                "Data API: errors",
                "Aurora: capacity",
            },
        ),
        (
            "agents",
            {
                "Runs",
                "Execution time, median",
                "Execution time, 95th percentile",
                "Tokens by agent",
                "Tool calls",
                "Cost by day, agent and model",
                "Errors by agent and kind",
                "Specialist failures seen by the planner",
                "Jobs by status",
                "Job duration",
                "Users and sessions with finished jobs",
                "Users of the API",
            },
        ),
        (
            "cost",
            {
                "Model calls, per day",
                "Cost by day, agent and model",
                "Model calls without a known price",
                "Bedrock: tokens",
                "Bedrock: invocations",
                "Bedrock: throttled invocations",
                "Aurora: capacity used",
                "Model calls by user",
            },
        ),
    ],
)
def test_a_dashboard_has_these_widgets(dashboard: str, titles: set[str]):
    assert {widget["properties"]["title"] for widget in BODIES[dashboard]["widgets"]} == titles


@pytest.mark.parametrize("dashboard", BODIES)
def test_widgets_stay_on_the_grid_and_do_not_overlap(dashboard: str):
    places = [
        {(w["x"] + x, w["y"] + y) for x in range(w["width"]) for y in range(w["height"])} for w in _widgets(dashboard)
    ]

    assert all(0 <= x < 24 for place in places for x, _ in place)
    assert not any(place & other for place, other in combinations(places, 2))


@pytest.mark.parametrize("dashboard", BODIES)
def test_ids_in_a_widget_are_unique_and_known_to_its_expressions(dashboard: str):
    for widget in _widgets(dashboard):
        options = [metric[-1] for metric in widget["properties"].get("metrics", [])]
        ids = [option["id"] for option in options if "id" in option]
        used = {
            word
            for option in options
            if "SEARCH" not in option.get("expression", "SEARCH")
            for word in re.findall(r"\bm\d+_\w+", option["expression"])
        }
        assert len(ids) == len(set(ids))
        assert used <= set(ids)


def test_the_stack_has_these_bodies(prod):
    dashboards = {d.inputs["dashboardName"]: d.inputs["dashboardBody"] for d in prod.all("Dashboard")}

    assert set(dashboards) == {f"alex-prod-{name}" for name in BODIES}
    assert {name: json.loads(dashboards[f"alex-prod-{name}"]) for name in BODIES} == BODIES


@pytest.mark.parametrize("dashboard", BODIES)
def test_a_dashboard_is_among_the_free_ones(dashboard: str):
    """CloudWatch gives three dashboards of at most 50 metrics each free; any larger one is 3 USD a month."""
    assert size(BODIES[dashboard]) <= SMALL_DASHBOARD


def test_the_cost_dashboard_is_the_reviewed_one():
    """To accept a change, write `json.dumps(body, indent=1)` to the file."""
    assert BODIES["cost"] == json.loads(SNAPSHOT.read_text())


def test_jobs_are_shown_in_every_final_status():
    assert set(JOB_STATUSES) == set(JobStatus) - {JobStatus.PENDING, JobStatus.RUNNING}


def test_the_saved_queries_read_the_log_groups_of_the_functions(prod):
    queries = {query.inputs["name"]: query.inputs for query in prod.all("QueryDefinition")}
    groups = {group.inputs["name"] for group in prod.all("LogGroup")}

    assert set(queries) == {f"alex-prod/{query.name}" for query in QUERIES}
    assert len(queries["alex-prod/one-job"]["logGroupNames"]) == len(FUNCTIONS)
    assert len(queries["alex-prod/cost-by-user"]["logGroupNames"]) == len(AGENTS)
    assert all(set(query["logGroupNames"]) <= groups for query in queries.values())


#: Fields of the runtime's log lines; the runtime's tests check each of them.
LOG_FIELDS = {
    *("timestamp", "message", "level", "service", "job_id", "user_id", "session_id"),
    *("operation", "duration_ms", "error_kind", "status", "tool", "model"),
    *(f"usage.{name}" for name in Usage.model_fields),
    # Of metric lines and of Lambda's report lines.
    *("type", "Operation", *(f"record.metrics.{name}DurationMs" for name in ("init", "restore"))),
    "record.metrics.durationMs",
    *(f"{name}.0" for name in metrics.METRICS),
    *(f"line.{name}" for name in metrics.METRICS),
}


@pytest.mark.parametrize(
    "text", [*(query.text for query in QUERIES), ACTIVE_USERS, SIGNED_IN_USERS, API_REQUESTS, API_LATENCY, API_ROUTES]
)
def test_a_query_reads_fields_that_are_logged(text: str):
    known = LOG_FIELDS | set(_ACCESS_LOG)
    words = set(re.findall(r"(?<![@\w.])[A-Za-z_]\w*(?:\.\w+)*(?!\w*\()", re.sub(r'"[^"]*"|(as|into) \w+', "", text)))
    syntax = {"fields", "filter", "unnest", "stats", "sort", "limit", "by", "asc", "desc", "and", "d", "h", "m"}
    named = set(re.findall(r"(?:as|into) (\w+)", text))

    assert words - syntax - named <= known


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_query_counts_every_value_of_a_metrics_line(query: Query):
    """A line has a list of them: `unnest` makes a record of each, an index would take one."""
    taken = re.findall(r"\b(?:pct|max|min|avg|sum|count)\(([^)]*)\)", query.text)

    assert not [arguments for arguments in taken if re.search(r"\.\d", arguments)]
    lists = [name for name in metrics.METRICS if name in query.text]
    assert all(f"| unnest line.{name} into " in query.text for name in lists)


def test_dashboards_need_agents_and_models():
    with pytest.raises(ValueError, match="functions and models must not be empty"):
        DashboardsArgs(NAMES, FUNCTIONS, models=[], database_instances=1)


def test_the_dashboards_namespace_is_the_runtimes():
    assert {shown.namespace for shown in in_dashboard(BODIES["agents"])} == {metrics.NAMESPACE}


def _widgets(dashboard: str) -> list[dict[str, Any]]:
    return BODIES[dashboard]["widgets"]
