"""CloudWatch metrics of AWS and of the agent runtime, and metric math over them.

`agent_runtime/telemetry/metrics.py` lists the runtime's metrics. A test checks alarms and dashboards against that list
and AWS's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.foundation.names import Names

NAMESPACE = "Alex"
#: Metrics from log metric filters, named after the stack: of the report lines of all functions, and of ended jobs.
INIT_DURATION_NAMESPACE = "Alex/InitDuration"
NEAR_TIMEOUT_NAMESPACE = "Alex/NearTimeout"
ANALYSIS_COST_NAMESPACE = "Alex/AnalysisCost"
#: Share of a function's timeout from which an invocation counts as near to it.
NEAR_TIMEOUT_PERCENT = 80
#: CloudWatch limit of metrics and expressions in an alarm.
_MAX_QUERIES = 10
_STATISTICS = ("Average", "Maximum", "Minimum", "SampleCount", "Sum")
_PERCENTILE = re.compile(r"p(100|\d{1,2}(\.\d{1,2})?)")
_ID = re.compile(r"[a-z]\w*", re.ASCII)


@dataclass(frozen=True)
class Metric:
    """One CloudWatch metric with a statistic, e.g. `Sum` or `p95`."""

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
    """Metric by its id in the expression."""

    def __post_init__(self) -> None:
        # Metric math functions are upper-case, ids start with a lower-case letter.
        used = {word for word in re.findall(r"\w+", self.expression, re.ASCII) if _ID.fullmatch(word)}
        if not all(_ID.fullmatch(id_) for id_ in self.metrics) or used != set(self.metrics):
            raise ValueError(f"MetricMath {self.expression!r}: must use the ids {', '.join(self.metrics)}, a-z first")
        if len(self.metrics) >= _MAX_QUERIES:
            raise ValueError(f"MetricMath {self.expression!r}: at most {_MAX_QUERIES - 1} metrics and the expression")
        if "SEARCH" in self.expression:
            raise ValueError(f"MetricMath {self.expression!r}: CloudWatch takes no SEARCH in an alarm")

    def renamed(self, ids: Mapping[str, str]) -> MetricMath:
        """The same expression with new ids; `ids` maps old to new."""
        expression = re.sub(r"\w+", lambda word: ids.get(word[0], word[0]), self.expression, flags=re.ASCII)
        return MetricMath(expression, {ids[id_]: metric for id_, metric in self.metrics.items()})


def stack_metric(names: Names, name: str, statistic: str) -> Metric:
    """Runtime metric over all functions of the stack."""
    return Metric(NAMESPACE, name, {"Stack": names.stack}, statistic)


def service_metric(names: Names, service: str, name: str, statistic: str, **more: str) -> Metric:
    """Runtime metric of one function. `more` are further dimensions, e.g. `Status="failed"`."""
    return Metric(NAMESPACE, name, {"Stack": names.stack, "service": service, **more}, statistic)


def lambda_metric(names: Names, function: str, name: str, statistic: str) -> Metric:
    """AWS/Lambda metric over all versions of a function."""
    return Metric("AWS/Lambda", name, {"FunctionName": names.of(function)}, statistic)


def queue_metric(names: Names, queue: str, name: str, statistic: str) -> Metric:
    return Metric("AWS/SQS", name, {"QueueName": names.of(queue)}, statistic)


def database_metric(names: Names, name: str, statistic: str) -> Metric:
    """AWS/RDS metric of the writer only: an idle standby would halve an average."""
    return Metric("AWS/RDS", name, {"DBClusterIdentifier": names.prefix, "Role": "WRITER"}, statistic)


def api_metric(api_id: pulumi.Input[str], name: str, statistic: str) -> Metric:
    """AWS/ApiGateway metric of the HTTP API, whose dimension is the API's id."""
    return Metric("AWS/ApiGateway", name, {"ApiId": api_id, "Stage": "$default"}, statistic)


def init_duration_metric(names: Names, statistic: str) -> Metric:
    """Duration of cold starts (ms), with SnapStart that of restores. Lambda only logs it; the functions' log metric
    filters extract it."""
    return Metric(INIT_DURATION_NAMESPACE, names.prefix, {}, statistic)


def near_timeout_metric(names: Names, statistic: str) -> Metric:
    """Invocations that took most of their function's timeout: 1 each, by the functions' log metric filters."""
    return Metric(NEAR_TIMEOUT_NAMESPACE, names.prefix, {}, statistic)


def analysis_cost_metric(names: Names, statistic: str) -> Metric:
    """Cost in US dollars of analyses dearer than the setting `analysisCostCents`; others have no data point."""
    return Metric(ANALYSIS_COST_NAMESPACE, names.prefix, {}, statistic)


def error_rate(names: Names, function: str) -> MetricMath:
    """Failed invocations in percent."""
    return MetricMath(
        "100 * errors / invocations",
        {
            "errors": lambda_metric(names, function, "Errors", "Sum"),
            "invocations": lambda_metric(names, function, "Invocations", "Sum"),
        },
    )


def data_api_error_rate(names: Names) -> MetricMath:
    """Failed statements in percent. Only successful statements have a latency."""
    return MetricMath(
        # DataApiErrors has data only when statements fail: without FILL, successful ones could not clear the alarm.
        "100 * FILL(failed, 0) / (FILL(failed, 0) + FILL(done, 0))",
        {
            "failed": stack_metric(names, "DataApiErrors", "Sum"),
            "done": stack_metric(names, "DataApiLatency", "SampleCount"),
        },
    )
