"""Definition of an alarm: metric, threshold, severity and runbook. `all_alarms.py` lists every alarm of a stack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext
from components.monitoring.metrics import Metric, MetricMath

Severity = Literal["critical", "warning"]
"""`critical`: users are affected now. `warning`: they will be unless it is handled within a day."""

SEVERITIES: tuple[Severity, ...] = ("critical", "warning")
_HOUR, _DAY = 3600, 86_400
#: Longest time that an alarm may evaluate: with periods of an hour or more, and with shorter ones.
_LONGEST, _LONGEST_OF_SHORT = 7 * _DAY, _DAY


@dataclass(frozen=True)
class Alarm:
    """Fires when the metric, or the expression over metrics, exceeds the threshold."""

    name: str
    """Last part of the physical name, unique in the stack."""
    runbook: str
    """Page in `docs/runbooks/` without `.md`; alarms of the same kind share one."""
    severity: Severity
    description: str
    metric: Metric | MetricMath
    threshold: float
    """Stated in `description` as well; build the text from this value."""
    period_seconds: int = 300
    periods: int = 1
    datapoints: int = 1
    """Number of the last `periods` that must exceed the threshold."""
    missing_data: Literal["notBreaching", "breaching", "ignore", "missing"] = "notBreaching"
    """Treatment of periods without data. Not breaching by default: an idle function has no metrics."""

    def __post_init__(self) -> None:
        if not 1 <= self.datapoints <= self.periods:
            raise ValueError(f"Alarm {self.name}: datapoints must be 1..{self.periods}")
        if self.period_seconds < 60 or self.period_seconds % 60:
            raise ValueError(f"Alarm {self.name}: period_seconds must be a multiple of 60")
        longest = _LONGEST if self.period_seconds >= _HOUR else _LONGEST_OF_SHORT
        if self.period_seconds * self.periods > longest:
            days = "7 days at most" if longest == _LONGEST else "a day at most with periods of less than an hour"
            raise ValueError(f"Alarm {self.name}: period_seconds * periods must be {days}")


def create_alarm(
    parent: pulumi.Resource, context: StackContext, alarm: Alarm, after: Sequence[pulumi.Resource] = ()
) -> aws.cloudwatch.MetricAlarm:
    """Creates the alarm as a child of `parent`, once `after` exist.

    It has no actions: the composite alarm of its severity notifies.
    """
    simple = alarm.metric if isinstance(alarm.metric, Metric) else None
    math = alarm.metric if isinstance(alarm.metric, MetricMath) else None
    percentile = simple is not None and simple.is_percentile
    return aws.cloudwatch.MetricAlarm(
        f"{alarm.name}-alarm",
        name=context.names.of(alarm.name),
        alarm_description=f"{alarm.description} Runbook: {context.runbook_url(alarm.runbook)}",
        namespace=simple and simple.namespace,
        metric_name=simple and simple.name,
        dimensions=simple and simple.dimensions,
        statistic=simple.statistic if simple and not percentile else None,
        extended_statistic=simple.statistic if simple and percentile else None,
        # By default CloudWatch ignores a p95 of fewer than 200 samples per period, which a quiet stack never reaches.
        evaluate_low_sample_count_percentiles="evaluate" if percentile else None,
        period=simple and alarm.period_seconds,
        metric_queries=math and _metric_queries(math, alarm.period_seconds),
        comparison_operator="GreaterThanThreshold",
        threshold=alarm.threshold,
        evaluation_periods=alarm.periods,
        datapoints_to_alarm=alarm.datapoints,
        treat_missing_data=alarm.missing_data,
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[*after]),
    )


def _metric_queries(math: MetricMath, period_seconds: int) -> list[aws.cloudwatch.MetricAlarmMetricQueryArgs]:
    inputs = [
        aws.cloudwatch.MetricAlarmMetricQueryArgs(
            id=id_,
            metric=aws.cloudwatch.MetricAlarmMetricQueryMetricArgs(
                namespace=metric.namespace,
                metric_name=metric.name,
                dimensions=metric.dimensions,
                stat=metric.statistic,
                period=period_seconds,
            ),
        )
        for id_, metric in math.metrics.items()
    ]
    result = aws.cloudwatch.MetricAlarmMetricQueryArgs(id="result", expression=math.expression, return_data=True)
    return [*inputs, result]
