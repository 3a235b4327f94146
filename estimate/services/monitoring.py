"""Alarms, dashboards, custom metrics and saved queries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from estimate.meters import Use
from estimate.stack import Resource, Stack, document, listed, nested
from estimate.usage import Usage
from estimate.workload import Workload

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
FUNCTION = "aws:lambda/function:Function"
TYPES = (ALARM, COMPOSITE, DASHBOARD, FILTER)
#: Namespaces of metrics that have data only when something went wrong. Not imported from the program: other teams copy
#: this folder with the policy pack, without the rest.
TROUBLE = ("Alex/NearTimeout", "Alex/AnalysisCost")
#: Metrics up to which a dashboard counts as one of the free ones.
SMALL_DASHBOARD = 50
#: Runs of the housekeeper and of rotations report some metrics, each in its hour.
_IDLE_SERIES, _IDLE_RUNS = 7, 32


def uses(stack: Stack, load: Workload, usage: Usage) -> Iterator[Use]:
    yield Use(ALARM, "metrics that alarms read", "alarm.metric", sum(map(_metrics_read, stack.of(ALARM))))
    yield Use(COMPOSITE, "composite alarms", "alarm.composite", stack.count(COMPOSITE))
    yield from _dashboards(stack)
    yield from _custom_metrics(stack, load, usage)


def _metrics_read(alarm: Resource) -> int:
    """Each metric of an expression is billed; the expression itself is not."""
    queries = listed(alarm, "metricQueries")
    return sum("metric" in query for query in queries) if queries else 1


def _dashboards(stack: Stack) -> Iterator[Use]:
    sizes = [_size(board) for board in stack.of(DASHBOARD)]
    large = sum(shown > SMALL_DASHBOARD for shown in sizes)
    yield Use(DASHBOARD, f"dashboards of at most {SMALL_DASHBOARD} metrics", "dashboard.small", len(sizes) - large)
    yield Use(DASHBOARD, f"dashboards of more than {SMALL_DASHBOARD} metrics", "dashboard.large", large)


def _size(board: Resource) -> int:
    body: Any = document(board, "dashboardBody")
    # What is not known before the deployment is not guessed to be cheap.
    return SMALL_DASHBOARD + 1 if body is None else size(body)


def size(body: dict[str, Any]) -> int:
    """Metrics that a dashboard shows, each once; a search counts as one."""
    shown = [metric for widget in body["widgets"] for metric in widget.get("properties", {}).get("metrics", [])]
    return len({repr(identity) for metric in shown if (identity := _identity(metric)) is not None})


def _identity(shown: list[Any]) -> Any:
    """Namespace, name and dimensions of a metric; the text of a search; None for an expression over other metrics."""
    if isinstance(shown[0], dict):
        expression = cast(dict[str, str], shown[0]).get("expression", "")
        return expression if "SEARCH" in expression else None
    return [part for part in shown if not isinstance(part, dict)]


def _custom_metrics(stack: Stack, load: Workload, usage: Usage) -> Iterator[Use]:
    """A metric is billed by the hours in which it has data: those with an analysis.

    An analysis that comes alone finds its functions cold, so their init durations are reported in the same hour.
    """
    if not stack.count(FUNCTION):
        return
    hours = load.share_of_time(1.0)
    series = sum(usage.series.values())
    idle = _IDLE_SERIES * _IDLE_RUNS / 730
    yield Use(FUNCTION, "custom metrics of the runtime", "metric.month", idle, series * hours)
    filtered = {_metric(each) for each in stack.of(FILTER) if _is_used(each, usage)}
    yield Use(FILTER, "custom metrics from log filters", "metric.month", 0.0, len(filtered) * hours)


def _metric(filter_: Resource) -> tuple[str, str]:
    made = nested(filter_, "metricTransformation")
    return str(made.get("namespace")), str(made.get("name"))


def _is_used(filter_: Resource, usage: Usage) -> bool:
    """Whether the filter reads the log of a function that works for an analysis, and matches lines of a good one."""
    group = str(filter_.inputs.get("logGroupName", ""))
    return _metric(filter_)[0] not in TROUBLE and any(group.endswith(f"-{function}") for function in usage.invocations)
