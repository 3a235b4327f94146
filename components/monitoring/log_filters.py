"""Log metric filters of one function: what only its log lines tell. Their metrics are named after the stack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from components.foundation.function_spec import FunctionSpec
from components.foundation.names import Names
from components.foundation.shared_names import PLANNER
from components.monitoring.metrics import (
    NEAR_TIMEOUT_PERCENT,
    Metric,
    analysis_cost_metric,
    init_duration_metric,
    near_timeout_metric,
)


@dataclass(frozen=True)
class LogFilter:
    name: str
    """Unique in the function's log group."""
    pattern: str
    metric: Metric
    """Its statistic does not matter here."""
    value: str
    """A number, or the field that holds it."""
    unit: str


def log_filters(
    names: Names, spec: FunctionSpec, analysis_usd: float, *, snap_start: bool = False
) -> tuple[LogFilter, ...]:
    """Every filter of this function.

    Args:
        snap_start: whether its published versions start from a snapshot.
        analysis_usd: an analysis that cost more has a data point. CloudWatch bills the metric for hours with one only.
    """
    filters = (_start(names, "init"), *((_start(names, "restore"),) if snap_start else ()), _near_timeout(names, spec))
    return (*filters, _analysis_cost(names, analysis_usd)) if spec.name == PLANNER else filters


def _start(names: Names, kind: Literal["init", "restore"]) -> LogFilter:
    """Of an instance: its report line has one of the two durations, that of a warm instance has none."""
    duration = f"$.record.metrics.{kind}DurationMs"
    metric = init_duration_metric(names, "Maximum")
    return LogFilter(f"{kind}-duration", _report(f"{duration} > 0"), metric, duration, "Milliseconds")


def _near_timeout(names: Names, spec: FunctionSpec) -> LogFilter:
    slow = f"$.record.metrics.durationMs > {spec.timeout_seconds * 10 * NEAR_TIMEOUT_PERCENT}"
    return LogFilter("near-timeout", _report(slow), near_timeout_metric(names, "Sum"), "1", "Count")


def _report(condition: str) -> str:
    """Lambda logs the report line at the end of each invocation."""
    return f'{{ $.type = "platform.report" && {condition} }}'


def _analysis_cost(names: Names, usd: float) -> LogFilter:
    """The planner logs each job's end, with the cost of all its agents and attempts."""
    pattern = f'{{ $.message = "job finished" && $.cost_usd > {usd:g} }}'
    return LogFilter("analysis-cost", pattern, analysis_cost_metric(names, "Maximum"), "$.cost_usd", "None")
