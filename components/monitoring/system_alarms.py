"""The alarms of what there is one of in a stack: API, jobs, database, model, firewall."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.foundation.context import StackContext
from components.foundation.functions import JOBS_QUEUE
from components.foundation.names import Names
from components.monitoring.alarm import Alarm, create_alarm
from components.monitoring.metrics import (
    Metric,
    MetricMath,
    api_metric,
    data_api_error_rate,
    database_metric,
    queue_metric,
    service_metric,
    stack_metric,
)

#: Function that runs jobs.
PLANNER = "planner"
_MINUTE, _HOUR = 60, 3600


@dataclass(frozen=True)
class SystemAlarmsArgs:
    context: StackContext
    api_id: pulumi.Input[str]


class SystemAlarms(pulumi.ComponentResource):
    """The alarms that `system_alarms` lists."""

    def __init__(self, name: str, args: SystemAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:SystemAlarms", name, None, opts)
        for alarm in system_alarms(args.context.names, args.api_id):
            create_alarm(self, args.context, alarm)
        self.register_outputs({})


def system_alarms(names: Names, api_id: pulumi.Input[str]) -> tuple[Alarm, ...]:
    """Of what there is one of in a stack. The API's id is known once the API exists."""
    return (*_api_rows(api_id), *_job_rows(names), *_database_rows(names), *_model_rows(names))


def waf_alarm(web_acl_metric: str) -> Alarm:
    """Of the firewall before CloudFront, whose metrics exist in us-east-1 only. Takes the web ACL's metric name."""
    return Alarm(
        name="firewall-blocked-surge",
        runbook="firewall-blocked-surge",
        severity="warning",
        description="The firewall blocked more than 500 requests in five minutes.",
        metric=Metric("AWS/WAFV2", "BlockedRequests", {"WebACL": web_acl_metric, "Rule": "ALL"}, "Sum"),
        threshold=500,
    )


def _api_rows(api_id: pulumi.Input[str]) -> tuple[Alarm, ...]:
    requests = api_metric(api_id, "Count", "Sum")
    return (
        Alarm(
            name="api-5xx",
            runbook="api-5xx",
            severity="critical",
            description="API: more than 1 % of requests were answered with 5xx.",
            metric=MetricMath(
                "100 * FILL(errors, 0) / requests", {"errors": api_metric(api_id, "5xx", "Sum"), "requests": requests}
            ),
            threshold=1,
        ),
        Alarm(
            name="api-4xx-surge",
            runbook="api-4xx-surge",
            severity="warning",
            description="API: more than 30 % of at least 50 requests were answered with 4xx.",
            metric=MetricMath(
                "IF(requests >= 50, 100 * FILL(refused, 0) / requests, 0)",
                {"refused": api_metric(api_id, "4xx", "Sum"), "requests": requests},
            ),
            threshold=30,
        ),
        Alarm(
            name="api-latency",
            runbook="api-latency",
            severity="warning",
            description="API: the 95th percentile of latency exceeded 500 ms, 15 minutes long.",
            metric=api_metric(api_id, "Latency", "p95"),
            threshold=500,
            # One request that wakes the database up is no trend.
            periods=3,
            datapoints=3,
        ),
    )


def _job_rows(names: Names) -> tuple[Alarm, ...]:
    return (
        Alarm(
            name="jobs-oldest-message",
            runbook="jobs-oldest-message",
            severity="critical",
            description="A job has waited or run for more than ten minutes.",
            metric=queue_metric(names, JOBS_QUEUE, "ApproximateAgeOfOldestMessage", "Maximum"),
            threshold=600,
            period_seconds=_MINUTE,
        ),
        Alarm(
            name="jobs-failed",
            runbook="jobs-failed",
            severity="critical",
            description="A job ended without any of the results that the user asked for.",
            metric=service_metric(names, PLANNER, "JobsFinished", "Sum", Status="failed"),
            threshold=0,
        ),
        Alarm(
            name="jobs-duration",
            runbook="jobs-duration",
            severity="warning",
            description="A job took more than three minutes.",
            metric=service_metric(names, PLANNER, "JobDuration", "Maximum"),
            threshold=180_000,
        ),
    )


def _database_rows(names: Names) -> tuple[Alarm, ...]:
    return (
        Alarm(
            name="data-api-errors",
            runbook="data-api-errors",
            severity="critical",
            description="Database: more than 5 % of statements failed.",
            metric=data_api_error_rate(names),
            threshold=5,
        ),
        Alarm(
            name="data-api-latency",
            runbook="data-api-latency",
            severity="warning",
            description="Database: the 95th percentile of a statement's time exceeded 100 ms, 15 minutes long.",
            metric=stack_metric(names, "DataApiLatency", "p95"),
            threshold=100,
            periods=3,
            datapoints=3,
        ),
        Alarm(
            name="database-connections",
            runbook="database-connections",
            severity="critical",
            description="Database: a statement could not reach it, not even after waiting for it to wake up.",
            metric=stack_metric(names, "DatabaseConnectionErrors", "Sum"),
            threshold=0,
        ),
        Alarm(
            name="database-capacity",
            runbook="database-capacity",
            severity="warning",
            description="Database: more than 90 % of its highest capacity in use, 15 minutes long.",
            metric=database_metric(names, "ACUUtilization", "Average"),
            threshold=90,
            periods=3,
            datapoints=3,
        ),
    )


def _model_rows(names: Names) -> tuple[Alarm, ...]:
    return (
        Alarm(
            name="model-throttles",
            runbook="model-throttles",
            severity="warning",
            description="Bedrock refused more than ten model calls in five minutes for being too many.",
            metric=stack_metric(names, "ModelThrottles", "Sum"),
            threshold=10,
        ),
        Alarm(
            name="model-cost",
            runbook="model-cost",
            severity="warning",
            description="Model calls cost more than 2 USD within an hour.",
            metric=stack_metric(names, "CostUSD", "Sum"),
            threshold=2,
            period_seconds=_HOUR,
        ),
        Alarm(
            name="trace-export",
            runbook="trace-export",
            severity="warning",
            description="Traces were not all sent to Langfuse, in two of three periods.",
            metric=stack_metric(names, "TraceExportFailures", "Sum"),
            threshold=0,
            periods=3,
            datapoints=2,
        ),
    )
