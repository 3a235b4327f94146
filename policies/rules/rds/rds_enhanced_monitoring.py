from __future__ import annotations

from policies.engine import Config, Findings, Node, Resource, Severity, Stack, StackRule, Verdict, unless
from policies.rules._shapes import is_set
from policies.rules.rds._databases import INSTANCE, MEMBER, cluster_of


def check(stack: Stack, config: Config) -> Findings:
    for instance in stack.of_type(MEMBER, INSTANCE):
        cluster = cluster_of(stack, instance)
        watched = _monitored(instance) | (_monitored(cluster) if cluster else Verdict.NO)
        yield from unless(watched, "the operating system is not monitored", "monitoringInterval", instance)


def _monitored(database: Resource) -> Verdict:
    interval: Node = database["monitoringInterval"]
    return interval.test(lambda seconds: seconds > 0) & is_set(database["monitoringRoleArn"])


RULE = StackRule(
    name="rds-enhanced-monitoring",
    title="Database instances report operating system metrics.",
    why="Without them nobody can tell a slow query from a server that is short of memory or processor time.",
    fix="Set monitoring_interval (seconds) and monitoring_role_arn on the instance or on its cluster.",
    severity=Severity.LOW,
    types=(MEMBER, INSTANCE),
    controls=("RDS.6",),
    check=check,
)
