"""Operations dashboard: health, latency and errors of functions, API, queues and database."""

from __future__ import annotations

from collections.abc import Sequence

from components.foundation.functions import JOBS_QUEUE, FunctionSpec
from components.foundation.names import Names
from components.monitoring.alarm import SEVERITIES
from components.monitoring.all_alarms import DEAD_LETTER_QUEUES
from components.monitoring.function_alarms import ERROR_PERCENT
from components.monitoring.metrics import (
    api_metric,
    data_api_error_rate,
    database_metric,
    error_rate,
    lambda_metric,
    queue_metric,
    stack_metric,
)
from components.monitoring.system_alarms import API_LATENCY_MS, DATA_API_LATENCY_MS, OLDEST_MESSAGE_SECONDS
from components.monitoring.widgets import AlarmStates, Graph, Json, Line, in_rows, rows

_PERCENTILES = ("p50", "p95", "p99")


def operations_widgets(names: Names, functions: Sequence[FunctionSpec], api_id: str) -> Json:
    """Body of the dashboard."""
    return rows(
        [_alarm_states(names)],
        _functions(names, functions),
        *in_rows((_durations(names, spec) for spec in functions), per_row=4),
        _api(names, api_id),
        _queues(names),
        _database(names),
    )


def _alarm_states(names: Names) -> AlarmStates:
    return AlarmStates("Alarms by severity", [names.alarm_arn(severity) for severity in SEVERITIES])


def _functions(names: Names, functions: Sequence[FunctionSpec]) -> list[Graph]:
    def counts(metric: str) -> list[Line]:
        return [Line(lambda_metric(names, spec.name, metric, "Sum"), spec.title) for spec in functions]

    rates = [Line(error_rate(names, spec.name), spec.title) for spec in functions]
    return [
        Graph("Invocations", counts("Invocations"), names.region, stacked=True, unit="invocations"),
        Graph("Error rate", rates, names.region, unit="% of invocations", limits={"alarm": ERROR_PERCENT}),
        Graph("Throttles", counts("Throttles"), names.region, stacked=True, unit="invocations"),
    ]


def _durations(names: Names, spec: FunctionSpec) -> Graph:
    lines = [Line(lambda_metric(names, spec.name, "Duration", percentile), percentile) for percentile in _PERCENTILES]
    timeout = {"timeout": spec.timeout_seconds * 1000}
    return Graph(f"{spec.title}: duration", lines, names.region, unit="ms", limits=timeout)


def _api(names: Names, api_id: str) -> list[Graph]:
    requests = [Line(api_metric(api_id, "Count", "Sum"), "requests")]
    refused = [Line(api_metric(api_id, status, "Sum"), status) for status in ("4xx", "5xx")]
    latency = [Line(api_metric(api_id, "Latency", percentile), percentile) for percentile in _PERCENTILES]
    return [
        Graph("API: requests", requests, names.region, unit="requests"),
        Graph("API: latency", latency, names.region, unit="ms", limits={"alarm, p95": API_LATENCY_MS}),
        Graph("API: 4xx and 5xx", refused, names.region, unit="responses"),
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
