"""Stack-wide alarms of functions, API, jobs, database, models and trace export, and that of the web ACL."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.foundation.context import StackContext
from components.foundation.names import Names
from components.foundation.shared_names import JOBS_QUEUE, PLANNER
from components.monitoring.alarm import Alarm, create_alarm
from components.monitoring.metrics import (
    NEAR_TIMEOUT_PERCENT,
    Metric,
    MetricMath,
    analysis_cost_metric,
    api_metric,
    data_api_error_rate,
    database_metric,
    init_duration_metric,
    near_timeout_metric,
    queue_metric,
    service_metric,
    stack_metric,
)

_MINUTE, _PERIOD, _HOUR = 60, 300, 3600
#: Consecutive periods of a breach that is a trend, not a single event, e.g. one request that resumes the database.
_TREND_PERIODS = 3
_IN_A_PERIOD = f"in {_PERIOD // _MINUTE} minutes"
_TREND = f"for {_TREND_PERIODS * _PERIOD // _MINUTE} minutes"
WAF_BLOCKED_REQUESTS = 500
INIT_DURATION_MS = 2000
API_5XX_PERCENT = 1
API_4XX_PERCENT = 30
#: A rate of 4xx responses means little with fewer requests.
_API_4XX_REQUESTS = 50
API_LATENCY_MS = 500
OLDEST_MESSAGE_SECONDS = 600
JOB_DURATION_MS = 180_000
DATA_API_ERROR_PERCENT = 5
DATA_API_LATENCY_MS = 100
DATABASE_CAPACITY_PERCENT = 90
MODEL_THROTTLES = 10
#: Of the figures in a model's texts, before code puts them right.
UNFAITHFUL_PERCENT = 5
MODEL_COST_USD = 2
#: Secrets Manager rotates in the course of the day on which a rotation is due, and the housekeeper looks once a day.
ROTATION_OVERDUE_DAYS = 2
#: Invocations. One job has three or more; a single export that was too slow is no reason to wake anybody.
UNSENT_TRACES = 2


@dataclass(frozen=True)
class SystemAlarmsArgs:
    context: StackContext
    api_id: pulumi.Input[str]


class SystemAlarms(pulumi.ComponentResource):
    """CloudWatch alarms for every row of `system_alarms`."""

    def __init__(self, name: str, args: SystemAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:SystemAlarms", name, None, opts)
        for alarm in system_alarms(args.context.names, args.api_id):
            create_alarm(self, args.context, alarm)
        self.register_outputs({})


def system_alarms(names: Names, api_id: pulumi.Input[str]) -> tuple[Alarm, ...]:
    """Stack-wide alarms in the stack's region."""
    return (
        *_function_rows(names),
        *_api_rows(api_id),
        *_job_rows(names),
        *_database_rows(names),
        _rotation_row(names),
        *_model_rows(names),
    )


def waf_alarm(web_acl_metric: str) -> Alarm:
    """Alarm of the CloudFront web ACL, whose metrics exist in us-east-1 only, by the name in its metrics."""
    return Alarm(
        name="firewall-blocked-surge",
        runbook="firewall-blocked-surge",
        severity="warning",
        description=f"AWS WAF blocked more than {WAF_BLOCKED_REQUESTS} requests {_IN_A_PERIOD}.",
        metric=Metric("AWS/WAFV2", "BlockedRequests", {"WebACL": web_acl_metric, "Rule": "ALL"}, "Sum"),
        threshold=WAF_BLOCKED_REQUESTS,
    )


def _function_rows(names: Names) -> tuple[Alarm, ...]:
    """One alarm for all functions: their logs say which, and alarms are billed by the metrics that they read."""
    return (
        Alarm(
            name="functions-duration",
            runbook="function-duration",
            severity="warning",
            description=f"An invocation took more than {NEAR_TIMEOUT_PERCENT} % of its function's timeout.",
            metric=near_timeout_metric(names, "Sum"),
            threshold=0,
        ),
        Alarm(
            name="functions-init-duration",
            runbook="function-init-duration",
            severity="warning",
            description=f"A cold start took more than {INIT_DURATION_MS / 1000:g} s.",
            metric=init_duration_metric(names, "Maximum"),
            threshold=INIT_DURATION_MS,
        ),
    )


def _api_rows(api_id: pulumi.Input[str]) -> tuple[Alarm, ...]:
    requests = api_metric(api_id, "Count", "Sum")
    return (
        Alarm(
            name="api-5xx",
            runbook="api-5xx",
            severity="critical",
            description=f"API: more than {API_5XX_PERCENT} % of requests got a 5xx.",
            metric=MetricMath(
                "100 * FILL(errors, 0) / requests", {"errors": api_metric(api_id, "5xx", "Sum"), "requests": requests}
            ),
            threshold=API_5XX_PERCENT,
        ),
        Alarm(
            name="api-4xx-surge",
            runbook="api-4xx-surge",
            severity="warning",
            description=f"API: more than {API_4XX_PERCENT} % of at least {_API_4XX_REQUESTS} requests got a 4xx.",
            metric=MetricMath(
                f"IF(requests >= {_API_4XX_REQUESTS}, 100 * FILL(refused, 0) / requests, 0)",
                {"refused": api_metric(api_id, "4xx", "Sum"), "requests": requests},
            ),
            threshold=API_4XX_PERCENT,
        ),
        Alarm(
            name="api-latency",
            runbook="api-latency",
            severity="warning",
            description=f"API: p95 latency exceeded {API_LATENCY_MS} ms {_TREND}.",
            metric=api_metric(api_id, "Latency", "p95"),
            threshold=API_LATENCY_MS,
            periods=_TREND_PERIODS,
            datapoints=_TREND_PERIODS,
        ),
    )


def _job_rows(names: Names) -> tuple[Alarm, ...]:
    return (
        Alarm(
            name="jobs-oldest-message",
            runbook="jobs-oldest-message",
            severity="critical",
            description=f"A job has been queued or running for more than {OLDEST_MESSAGE_SECONDS // _MINUTE} minutes.",
            metric=queue_metric(names, JOBS_QUEUE, "ApproximateAgeOfOldestMessage", "Maximum"),
            threshold=OLDEST_MESSAGE_SECONDS,
            period_seconds=_MINUTE,
        ),
        Alarm(
            name="jobs-failed",
            runbook="jobs-failed",
            severity="critical",
            description="A job finished without any of the requested results.",
            metric=service_metric(names, PLANNER, "JobsFinished", "Sum", Status="failed"),
            threshold=0,
        ),
        Alarm(
            name="jobs-duration",
            runbook="jobs-duration",
            severity="warning",
            description=f"A job took more than {JOB_DURATION_MS // 1000 // _MINUTE} minutes.",
            metric=service_metric(names, PLANNER, "JobDuration", "Maximum"),
            threshold=JOB_DURATION_MS,
        ),
    )


def _database_rows(names: Names) -> tuple[Alarm, ...]:
    return (
        Alarm(
            name="data-api-errors",
            runbook="data-api-errors",
            severity="critical",
            description=f"Database: more than {DATA_API_ERROR_PERCENT} % of statements failed.",
            metric=data_api_error_rate(names),
            threshold=DATA_API_ERROR_PERCENT,
        ),
        Alarm(
            name="data-api-latency",
            runbook="data-api-latency",
            severity="warning",
            description=f"Database: p95 statement latency exceeded {DATA_API_LATENCY_MS} ms {_TREND}.",
            metric=stack_metric(names, "DataApiLatency", "p95"),
            threshold=DATA_API_LATENCY_MS,
            periods=_TREND_PERIODS,
            datapoints=_TREND_PERIODS,
        ),
        Alarm(
            name="database-connections",
            runbook="database-connections",
            severity="critical",
            description="Database: a connection failed, even after waiting for the cluster to resume.",
            metric=stack_metric(names, "DatabaseConnectionErrors", "Sum"),
            threshold=0,
        ),
        Alarm(
            name="database-capacity",
            runbook="database-capacity",
            severity="warning",
            description=f"Database: more than {DATABASE_CAPACITY_PERCENT} % of maximum capacity in use {_TREND}.",
            metric=database_metric(names, "ACUUtilization", "Average"),
            threshold=DATABASE_CAPACITY_PERCENT,
            periods=_TREND_PERIODS,
            datapoints=_TREND_PERIODS,
        ),
    )


def _rotation_row(names: Names) -> Alarm:
    return Alarm(
        name="rotation-overdue",
        runbook="rotation-overdue",
        severity="warning",
        description=f"A secret's rotation is more than {ROTATION_OVERDUE_DAYS} days late.",
        metric=stack_metric(names, "RotationOverdueDays", "Maximum"),
        threshold=ROTATION_OVERDUE_DAYS,
        # From one look to the next, a day later or after somebody has rotated, it stays as it is.
        missing_data="ignore",
    )


def _model_rows(names: Names) -> tuple[Alarm, ...]:
    return (
        Alarm(
            name="model-throttles",
            runbook="model-throttles",
            severity="warning",
            description=f"Bedrock throttled more than {MODEL_THROTTLES} model calls {_IN_A_PERIOD}.",
            metric=stack_metric(names, "ModelThrottles", "Sum"),
            threshold=MODEL_THROTTLES,
        ),
        Alarm(
            name="model-cost",
            runbook="model-cost",
            severity="warning",
            description=f"Model calls cost more than {MODEL_COST_USD} USD within an hour.",
            metric=stack_metric(names, "CostUSD", "Sum"),
            threshold=MODEL_COST_USD,
            period_seconds=_HOUR,
        ),
        Alarm(
            name="analysis-cost",
            runbook="analysis-cost",
            severity="warning",
            description="A single analysis cost more than the setting analysisCostCents allows.",
            # Only such an analysis has a data point, its cost.
            metric=analysis_cost_metric(names, "Maximum"),
            threshold=0,
        ),
        Alarm(
            name="faithfulness",
            runbook="faithfulness",
            severity="warning",
            description=f"Models got more than {UNFAITHFUL_PERCENT} % of their texts' figures wrong within an hour.",
            # The metric is the share that matched.
            metric=MetricMath("100 - matched", {"matched": stack_metric(names, "Faithfulness", "Average")}),
            threshold=UNFAITHFUL_PERCENT,
            period_seconds=_HOUR,
        ),
        Alarm(
            name="trace-export",
            runbook="trace-export",
            severity="warning",
            description=(
                f"More than {UNSENT_TRACES} invocations could not send all spans and scores to Langfuse within an hour."
            ),
            # Has data only when spans are lost: without FILL, the last loss would count for hours.
            metric=MetricMath("FILL(lost, 0)", {"lost": stack_metric(names, "TraceExportFailures", "Sum")}),
            threshold=UNSENT_TRACES,
            period_seconds=_HOUR,
        ),
    )
