from __future__ import annotations

from policies.engine import Config, Findings, Node, Resource, Severity, Stack, StackRule, Verdict, unless
from policies.rules._checks import is_set
from policies.rules.rds._databases import INSTANCE, MEMBER, cluster_of


def check(stack: Stack, config: Config) -> Findings:
    for instance in stack.of_type(MEMBER, INSTANCE):
        cluster = cluster_of(stack, instance)
        watched = _monitored(instance) | (_monitored(cluster) if cluster else Verdict.NO)
        yield from unless(watched, "Enhanced Monitoring is not enabled", "monitoringInterval", resource=instance)


def _monitored(database: Resource) -> Verdict:
    interval: Node = database["monitoringInterval"]
    return interval.test(lambda seconds: seconds > 0) & is_set(database["monitoringRoleArn"])


RULE = StackRule(
    name="rds-enhanced-monitoring",
    title="RDS instances have Enhanced Monitoring enabled.",
    why="Without operating system metrics, a slow query looks the same as a server short of memory or CPU.",
    fix="Set monitoring_interval (seconds) and monitoring_role_arn on the instance or its cluster.",
    severity=Severity.LOW,
    types=(MEMBER, INSTANCE),
    controls=("RDS.6",),
    check=check,
)
