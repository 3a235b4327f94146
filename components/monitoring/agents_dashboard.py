"""Agents dashboard: runs, execution times, tokens, tool calls, costs, errors and job results.

What CloudWatch would bill as a metric for each agent and tool is read from the agents' logs.
"""

from __future__ import annotations

from collections.abc import Sequence

from components.foundation.function_spec import FunctionSpec
from components.foundation.names import Names
from components.foundation.shared_names import API, PLANNER
from components.monitoring.metrics import NAMESPACE, Metric, service_metric
from components.monitoring.saved_queries import COST_BY_AGENT, ERRORS_BY_AGENT, TOKENS_BY_AGENT, TOOL_CALLS
from components.monitoring.system_alarms import JOB_DURATION_MS
from components.monitoring.widgets import Graph, Json, Line, LogTable, Search, rows

JOB_STATUSES = ("completed", "partial", "failed")
#: The planner logs this message at the end of each job.
ACTIVE_USERS = (
    'filter message = "job finished" '
    "| stats count_distinct(user_id) as users, count_distinct(session_id) as sessions by bin(1h)"
)
#: Of the API's function. A request without a token has no user, nor has that of a user who has stored nothing yet.
SIGNED_IN_USERS = (
    'filter message = "request" and ispresent(user_id) '
    "| stats count_distinct(user_id) as users, count(*) as requests by bin(1h)"
)


def agents_widgets(names: Names, functions: Sequence[FunctionSpec]) -> Json:
    """Body of the dashboard."""
    agents = [spec for spec in functions if spec.kind == "agent"]
    return rows(
        _runs(names, agents),
        [_tokens(names, agents), _tool_calls(names, agents)],
        [_costs(names, agents), _errors(names, agents), _lost(names)],
        _jobs(names),
        _people(names),
    )


def _runs(names: Names, agents: Sequence[FunctionSpec]) -> list[Graph]:
    def lines(metric: str, statistic: str) -> list[Line]:
        return [Line(service_metric(names, spec.name, metric, statistic), spec.title) for spec in agents]

    return [
        Graph("Runs", lines("AgentDuration", "SampleCount"), names.region, stacked=True, unit="runs"),
        Graph("Execution time, median", lines("AgentDuration", "p50"), names.region, unit="ms"),
        Graph("Execution time, 95th percentile", lines("AgentDuration", "p95"), names.region, unit="ms"),
    ]


def _tokens(names: Names, agents: Sequence[FunctionSpec]) -> LogTable:
    return LogTable("Tokens by agent", TOKENS_BY_AGENT, agent_logs(names, agents), names.region, "bar")


def _tool_calls(names: Names, agents: Sequence[FunctionSpec]) -> LogTable:
    return LogTable("Tool calls", TOOL_CALLS, agent_logs(names, agents), names.region)


def _costs(names: Names, agents: Sequence[FunctionSpec]) -> LogTable:
    return LogTable("Cost by day, agent and model", COST_BY_AGENT, agent_logs(names, agents), names.region)


def _errors(names: Names, agents: Sequence[FunctionSpec]) -> LogTable:
    return LogTable("Errors by agent and kind", ERRORS_BY_AGENT, agent_logs(names, agents), names.region)


def agent_logs(names: Names, agents: Sequence[FunctionSpec]) -> list[str]:
    """Log groups of the agents."""
    return [names.function_log_group(spec.name) for spec in agents]


def _lost(names: Names) -> Graph:
    """Specialist failures counted by the planner, including specialists that returned no reply."""
    failures = Search(
        NAMESPACE,
        "SpecialistFailures",
        ("Stack", "service", "Specialist", "Kind"),
        {"Stack": names.stack, "service": PLANNER},
        "Sum",
        "${PROP('Dim.Specialist')} ${PROP('Dim.Kind')}",
    )
    return Graph("Specialist failures seen by the planner", [failures], names.region, stacked=True, unit="runs")


def _jobs(names: Names) -> list[Graph]:
    def of_planner(metric: str, statistic: str, **more: str) -> Metric:
        return service_metric(names, PLANNER, metric, statistic, **more)

    ended = [Line(of_planner("JobsFinished", "Sum", Status=status), status) for status in JOB_STATUSES]
    time = [Line(of_planner("JobDuration", statistic), statistic) for statistic in ("p50", "p95", "Maximum")]
    return [
        Graph("Jobs by status", ended, names.region, stacked=True, unit="jobs"),
        Graph("Job duration", time, names.region, unit="ms", limits={"alarm": JOB_DURATION_MS}),
    ]


def _people(names: Names) -> list[LogTable]:
    planner, api = names.function_log_group(PLANNER), names.function_log_group(API)
    return [
        LogTable("Users and sessions with finished jobs", ACTIVE_USERS, [planner], names.region, "timeSeries"),
        LogTable("Users of the API", SIGNED_IN_USERS, [api], names.region, "timeSeries"),
    ]
