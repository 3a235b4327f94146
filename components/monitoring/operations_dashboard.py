"""Operations dashboard: health, latency and errors of functions, API, queues and database."""

from __future__ import annotations

from collections.abc import Sequence

from components.foundation.function_spec import FunctionSpec
from components.foundation.names import Names
from components.foundation.shared_names import JOBS_QUEUE
from components.monitoring.alarm import SEVERITIES
from components.monitoring.all_alarms import DEAD_LETTER_QUEUES
from components.monitoring.function_alarms import ERROR_PERCENT
from components.monitoring.metrics import (
    data_api_error_rate,
    database_metric,
    error_rate,
    lambda_metric,
    queue_metric,
    stack_metric,
)
from components.monitoring.system_alarms import API_LATENCY_MS, DATA_API_LATENCY_MS, OLDEST_MESSAGE_SECONDS
from components.monitoring.widgets import AlarmStates, Graph, Json, Line, LogTable, in_rows, rows

_PERCENTILES = ("p50", "p95", "p99")


#: Of the API's access log, which knows the route as well: metrics have the id of the API, unknown before it exists.
API_REQUESTS = """\
stats count(*) as requests, sum(status >= 400 and status < 500) as refused, sum(status >= 500) as failed by bin(5m)"""
API_LATENCY = """\
stats pct(latencyMs, 50) as p50, pct(latencyMs, 95) as p95, pct(latencyMs, 99) as p99 by bin(5m)"""
API_ROUTES = """\
stats count(*) as requests, pct(latencyMs, 95) as p95_ms, sum(status >= 500) as failed by route
| sort requests desc"""


def operations_widgets(names: Names, functions: Sequence[FunctionSpec]) -> Json:
    """Body of the dashboard."""
    return rows(
        [_alarm_states(names)],
        _functions(names, functions),
        *in_rows((_durations(names, spec) for spec in functions), per_row=4),
        _api(names),
        _queues(names),
        _database(names),
    )


def _alarm_states(names: Names) -> AlarmStates:
    return AlarmStates("Alarms by severity", [names.alarm_arn(severity) for severity in SEVERITIES])


def _functions(names: Names, functions: Sequence[FunctionSpec]) -> list[Graph]:
    def counts(metric: str, shown: Sequence[FunctionSpec]) -> list[Line]:
        return [Line(lambda_metric(names, spec.name, metric, "Sum"), spec.title) for spec in shown]

    # Only their schedule calls the others.
    called = [spec for spec in functions if spec.reserved_concurrency > 1]
    rates = [Line(error_rate(names, spec.name), spec.title) for spec in functions]
    return [
        Graph("Invocations", counts("Invocations", functions), names.region, stacked=True, unit="invocations"),
        Graph("Error rate", rates, names.region, unit="% of invocations", limits={"alarm": ERROR_PERCENT}),
        Graph("Throttles", counts("Throttles", called), names.region, stacked=True, unit="invocations"),
    ]


def _durations(names: Names, spec: FunctionSpec) -> Graph:
    lines = [Line(lambda_metric(names, spec.name, "Duration", percentile), percentile) for percentile in _PERCENTILES]
    timeout = {"timeout": spec.timeout_seconds * 1000}
    return Graph(f"{spec.title}: duration", lines, names.region, unit="ms", limits=timeout)


def _api(names: Names) -> list[LogTable]:
    logs = [names.access_log_group]
    return [
        LogTable("API: requests, 4xx and 5xx", API_REQUESTS, logs, names.region, "timeSeries"),
        LogTable(f"API: latency (alarm at p95 of {API_LATENCY_MS} ms)", API_LATENCY, logs, names.region, "timeSeries"),
        LogTable("API: routes", API_ROUTES, logs, names.region),
    ]


def _queues(names: Names) -> list[Graph]:
    depth = [
        Line(queue_metric(names, JOBS_QUEUE, "ApproximateNumberOfMessagesVisible", "Maximum"), "waiting"),
        Line(queue_metric(names, JOBS_QUEUE, "ApproximateNumberOfMessagesNotVisible", "Maximum"), "in flight"),
    ]
    age = [Line(queue_metric(names, JOBS_QUEUE, "ApproximateAgeOfOldestMessage", "Maximum"), "oldest")]
    oldest = {"alarm": OLDEST_MESSAGE_SECONDS}
    dead = [
        Line(queue_metric(names, queue, "ApproximateNumberOfMessagesVisible", "Maximum"), queue)
        for queue in DEAD_LETTER_QUEUES
    ]
    return [
        Graph("Jobs queue: depth", depth, names.region, stacked=True, unit="messages"),
        Graph(
            "Jobs queue: age of the oldest message",
            age,
            names.region,
            unit="s",
            limits=oldest,
        ),
        Graph("Dead letters", dead, names.region, stacked=True, unit="messages"),
    ]


def _database(names: Names) -> list[Graph]:
    latency = [Line(stack_metric(names, "DataApiLatency", percentile), percentile) for percentile in _PERCENTILES]
    errors = [
        Line(data_api_error_rate(names), "failed statements (%)"),
        Line(stack_metric(names, "DatabaseConnectionErrors", "Sum"), "connection errors"),
    ]
    capacity = [
        Line(database_metric(names, "ServerlessDatabaseCapacity", "Average"), "capacity units"),
        Line(database_metric(names, "ACUUtilization", "Average"), "% of maximum capacity"),
    ]
    return [
        Graph("Data API: latency", latency, names.region, unit="ms", limits={"alarm, p95": DATA_API_LATENCY_MS}),
        Graph("Data API: errors", errors, names.region),
        Graph("Aurora: capacity", capacity, names.region),
    ]
