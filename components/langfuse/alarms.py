"""Alarms of Langfuse on ECS. Users are not affected while it is down: traces of that time are lost."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.foundation.context import StackContext
from components.foundation.self_hosted.names import CLICKHOUSE, WORKER, LangfuseNames
from components.monitoring.alarm import Alarm, create_alarm
from components.monitoring.metrics import Metric, MetricMath

_TREND = 3
_GIB = 1024**3
#: Jobs are the keys of Valkey that grow: their number is free, while Langfuse's own metrics cost 0.30 USD each a month.
QUEUED_KEYS = 20_000
CACHE_PERCENT = 80
DATABASE_FREE_GIB = 4
#: The file system has no end: this is where it costs 30 USD a month, and backups as much again.
CLICKHOUSE_GIB = 100
CLICKHOUSE_MEMORY_PERCENT = 85
SERVER_ERROR_PERCENT = 5


@dataclass(frozen=True)
class Watched:
    """What the metrics of Langfuse's parts are found by; outputs where AWS assigns it."""

    names: LangfuseNames
    balancer: pulumi.Input[str]
    targets: pulumi.Input[str]
    file_system: pulumi.Input[str]


def langfuse_alarms(watched: Watched) -> tuple[Alarm, ...]:
    return (*_web_rows(watched), *_task_rows(watched.names), *_store_rows(watched))


def create_langfuse_alarms(parent: pulumi.Resource, context: StackContext, watched: Watched) -> tuple[Alarm, ...]:
    """Creates the alarms as children of `parent`, and returns their rows for the composite alarms."""
    rows = langfuse_alarms(watched)
    for row in rows:
        create_alarm(parent, context, row)
    return rows


def _web_rows(watched: Watched) -> tuple[Alarm, ...]:
    both = {"LoadBalancer": watched.balancer, "TargetGroup": watched.targets}
    requests = Metric("AWS/ApplicationELB", "RequestCount", {"LoadBalancer": watched.balancer}, "Sum")
    errors = Metric("AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count", {"LoadBalancer": watched.balancer}, "Sum")
    return (
        Alarm(
            name="langfuse-no-healthy-target",
            runbook="langfuse-unhealthy",
            severity="warning",
            description="Langfuse: no web task is healthy, so no request is answered.",
            metric=MetricMath(
                "IF(healthy < 1, 1, 0)", {"healthy": Metric("AWS/ApplicationELB", "HealthyHostCount", both, "Minimum")}
            ),
            threshold=0,
            period_seconds=60,
            periods=5,
            datapoints=5,
        ),
        Alarm(
            name="langfuse-unhealthy-targets",
            runbook="langfuse-unhealthy",
            severity="warning",
            description="Langfuse: a web task has failed its health checks for 15 minutes.",
            metric=Metric("AWS/ApplicationELB", "UnHealthyHostCount", both, "Minimum"),
            threshold=0,
            periods=_TREND,
            datapoints=_TREND,
        ),
        Alarm(
            name="langfuse-server-errors",
            runbook="langfuse-unhealthy",
            severity="warning",
            description=f"Langfuse: more than {SERVER_ERROR_PERCENT} % of requests got no answer from a task.",
            metric=MetricMath("100 * FILL(errors, 0) / requests", {"errors": errors, "requests": requests}),
            threshold=SERVER_ERROR_PERCENT,
        ),
    )


def _task_rows(names: LangfuseNames) -> tuple[Alarm, ...]:
    def none_runs(task: str) -> MetricMath:
        return MetricMath("IF(running < 1, 1, 0)", {"running": _insight(names, task, "RunningTaskCount", "Minimum")})

    used, reserved = (_insight(names, CLICKHOUSE, metric, "Average") for metric in ("MemoryUtilized", "MemoryReserved"))
    return (
        Alarm(
            name="langfuse-no-worker",
            runbook="langfuse-no-task",
            severity="warning",
            description="Langfuse: no worker runs, so traces wait in the queues.",
            metric=none_runs(WORKER),
            threshold=0,
            periods=2,
            datapoints=2,
        ),
        Alarm(
            name="langfuse-no-clickhouse",
            runbook="langfuse-no-task",
            severity="warning",
            description="Langfuse: ClickHouse does not run, so no trace is stored or shown.",
            metric=none_runs(CLICKHOUSE),
            threshold=0,
            periods=2,
            datapoints=2,
        ),
        Alarm(
            name="langfuse-clickhouse-memory",
            runbook="langfuse-clickhouse",
            severity="warning",
            description=f"ClickHouse used more than {CLICKHOUSE_MEMORY_PERCENT} % of its task's memory for 15 minutes.",
            metric=MetricMath("100 * used / reserved", {"used": used, "reserved": reserved}),
            threshold=CLICKHOUSE_MEMORY_PERCENT,
            periods=_TREND,
            datapoints=_TREND,
        ),
    )


def _store_rows(watched: Watched) -> tuple[Alarm, ...]:
    nodes = [f"{watched.names.cache}-00{number}" for number in (1, 2)]
    database = {"DBInstanceIdentifier": watched.names.prefix}
    size = {"FileSystemId": watched.file_system, "StorageClass": "Total"}

    def of_cache(metric: str) -> MetricMath:
        of_nodes = {
            f"n{number}": Metric("AWS/ElastiCache", metric, {"CacheClusterId": node}, "Maximum")
            for number, node in enumerate(nodes, start=1)
        }
        return MetricMath(f"MAX([{', '.join(of_nodes)}])", of_nodes)

    return (
        Alarm(
            name="langfuse-queues",
            runbook="langfuse-queues",
            severity="warning",
            description=f"Langfuse: more than {QUEUED_KEYS} jobs and cache entries in Valkey for 15 minutes.",
            metric=of_cache("CurrItems"),
            threshold=QUEUED_KEYS,
            periods=_TREND,
            datapoints=_TREND,
        ),
        Alarm(
            name="langfuse-cache-memory",
            runbook="langfuse-queues",
            severity="warning",
            description=f"Langfuse: more than {CACHE_PERCENT} % of Valkey's memory in use; when full it refuses jobs.",
            metric=of_cache("DatabaseMemoryUsagePercentage"),
            threshold=CACHE_PERCENT,
        ),
        Alarm(
            name="langfuse-database-storage",
            runbook="langfuse-database",
            severity="warning",
            description=f"Langfuse: PostgreSQL has grown to its limit, and has less than {DATABASE_FREE_GIB} GiB left.",
            metric=MetricMath(
                f"{DATABASE_FREE_GIB} - free / {_GIB}",
                {"free": Metric("AWS/RDS", "FreeStorageSpace", database, "Minimum")},
            ),
            threshold=0,
        ),
        Alarm(
            name="langfuse-clickhouse-disk",
            runbook="langfuse-clickhouse",
            severity="warning",
            description=f"ClickHouse's files have more than {CLICKHOUSE_GIB} GiB.",
            metric=MetricMath(f"bytes / {_GIB}", {"bytes": Metric("AWS/EFS", "StorageBytes", size, "Average")}),
            threshold=CLICKHOUSE_GIB,
            period_seconds=3600,
        ),
    )


def _insight(names: LangfuseNames, task: str, metric: str, statistic: str) -> Metric:
    dimensions = {"ClusterName": names.prefix, "ServiceName": task}
    return Metric("ECS/ContainerInsights", metric, dimensions, statistic)
