"""What CloudWatch can watch here: metrics of AWS and of the runtime, and expressions over them.

The runtime's own list is `agent_runtime/metrics.py`; a test compares what is watched with it and with AWS's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.foundation.names import Names

NAMESPACE = "Alex"
#: Metrics that log filters make from the report lines of the functions, one per function, named after it.
INIT_DURATION_NAMESPACE = "Alex/InitDuration"
#: CloudWatch takes this many metrics and expressions in an alarm.
_MAX_QUERIES = 10
_STATISTICS = ("Average", "Maximum", "Minimum", "SampleCount", "Sum")
_PERCENTILE = re.compile(r"p(100|\d{1,2}(\.\d{1,2})?)")
_ID = re.compile(r"[a-z]\w*", re.ASCII)


@dataclass(frozen=True)
class Metric:
    """One CloudWatch metric; `statistic` as CloudWatch names it, e.g. `Sum` or `p95`."""

    namespace: str
    name: str
    dimensions: Mapping[str, pulumi.Input[str]]
    statistic: str

    def __post_init__(self) -> None:
        if self.statistic not in _STATISTICS and not _PERCENTILE.fullmatch(self.statistic):
            raise ValueError(f"Metric {self.name}: statistic must be one of {', '.join(_STATISTICS)} or e.g. p95")

    @property
    def is_percentile(self) -> bool:
        return self.statistic not in _STATISTICS


@dataclass(frozen=True)
class MetricMath:
    """An expression over metrics, e.g. `100 * errors / invocations`."""

    expression: str
    metrics: Mapping[str, Metric]
    """Id in the expression to metric."""

    def __post_init__(self) -> None:
        # Functions of metric math are in capitals, so what starts with a small letter is an id.
        used = {word for word in re.findall(r"\w+", self.expression, re.ASCII) if _ID.fullmatch(word)}
        if not all(_ID.fullmatch(id_) for id_ in self.metrics) or used != set(self.metrics):
            raise ValueError(f"MetricMath {self.expression!r}: must use the ids {', '.join(self.metrics)}, a-z first")
        if len(self.metrics) >= _MAX_QUERIES:
            raise ValueError(f"MetricMath {self.expression!r}: at most {_MAX_QUERIES - 1} metrics and the expression")
        if "SEARCH" in self.expression:
            raise ValueError(f"MetricMath {self.expression!r}: CloudWatch takes no SEARCH in an alarm")

    def renamed(self, ids: Mapping[str, str]) -> MetricMath:
        """The same with other ids; `ids` gives each its new one."""
        expression = re.sub(r"\w+", lambda word: ids.get(word[0], word[0]), self.expression, flags=re.ASCII)
        return MetricMath(expression, {ids[id_]: metric for id_, metric in self.metrics.items()})


def stack_metric(names: Names, name: str, statistic: str) -> Metric:
    """Over all functions of the stack."""
    return Metric(NAMESPACE, name, {"Stack": names.stack}, statistic)


def service_metric(names: Names, service: str, name: str, statistic: str, **more: str) -> Metric:
    """Of one function; `more` are the metric's own dimensions, e.g. `Status="failed"`."""
    return Metric(NAMESPACE, name, {"Stack": names.stack, "service": service, **more}, statistic)


def lambda_metric(names: Names, function: str, name: str, statistic: str) -> Metric:
    """AWS's own, over all versions of a function of the roster."""
    return Metric("AWS/Lambda", name, {"FunctionName": names.of(function)}, statistic)


def queue_metric(names: Names, queue: str, name: str, statistic: str) -> Metric:
    return Metric("AWS/SQS", name, {"QueueName": names.of(queue)}, statistic)


def database_metric(names: Names, name: str, statistic: str) -> Metric:
    """Of the instance that writes: one that only stands by would halve an average."""
    return Metric("AWS/RDS", name, {"DBClusterIdentifier": names.prefix, "Role": "WRITER"}, statistic)


def api_metric(api_id: pulumi.Input[str], name: str, statistic: str) -> Metric:
    """Of the HTTP API; its metrics know it by its id only."""
    return Metric("AWS/ApiGateway", name, {"ApiId": api_id, "Stage": "$default"}, statistic)


def init_duration_metric(names: Names, function: str, statistic: str) -> Metric:
    """Milliseconds of cold starts. Lambda only logs them; the function's log filter makes them a metric."""
    return Metric(INIT_DURATION_NAMESPACE, names.of(function), {}, statistic)


def error_rate(names: Names, function: str) -> MetricMath:
    """Percent of invocations that failed."""
    return MetricMath(
        "100 * errors / invocations",
        {
            "errors": lambda_metric(names, function, "Errors", "Sum"),
            "invocations": lambda_metric(names, function, "Invocations", "Sum"),
        },
    )


def data_api_error_rate(names: Names) -> MetricMath:
    """Percent of statements that failed; only those that ran have a latency."""
    return MetricMath(
        # Nobody counts failures while nothing fails: without FILL, good statements could not end the alarm.
        "100 * FILL(failed, 0) / (FILL(failed, 0) + FILL(done, 0))",
        {
            "failed": stack_metric(names, "DataApiErrors", "Sum"),
            "done": stack_metric(names, "DataApiLatency", "SampleCount"),
        },
    )
