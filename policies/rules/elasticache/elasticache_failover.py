from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules._checks import must_be_on
from policies.rules.elasticache._types import GROUP

_must_fail_over = must_be_on("automaticFailoverEnabled", "automatic failover is not enabled")
_must_be_spread = must_be_on("multiAzEnabled", "Multi-AZ is not enabled")


def check(group: Resource, config: Config) -> Findings:
    yield from _must_fail_over(group, config)
    yield from _must_be_spread(group, config)


RULE = ResourceRule(
    name="elasticache-failover",
    title="ElastiCache replication groups have automatic failover and Multi-AZ enabled.",
    why="Without them, a failed node or zone stops every client of the cache until an operator promotes a replica.",
    fix="Set automatic_failover_enabled=True, multi_az_enabled=True and at least one replica.",
    severity=Severity.MEDIUM,
    types=(GROUP,),
    controls=("ElastiCache.3", "AwsSolutions-AEC4"),
    check=check,
)
