from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, decided, unless
from policies.rules.elasticache._types import CLUSTER, GROUP, is_member


def check(cache: Resource, config: Config) -> Findings:
    if is_member(cache):
        return
    group = cache["subnetGroupName"]
    # An unknown name comes from a group in the program, which is never the default group.
    chosen = decided(group.unknown or group.text not in ("", "default"))
    yield from unless(chosen, "the default subnet group is used", group.path)


RULE = ResourceRule(
    name="elasticache-subnet-group",
    title="ElastiCache clusters use a custom subnet group.",
    why="The default subnet group belongs to the default VPC, whose subnets are public and shared.",
    fix="Set subnet_group_name to an aws.elasticache.SubnetGroup of private subnets.",
    severity=Severity.HIGH,
    types=(CLUSTER, GROUP),
    controls=("ElastiCache.7", "AwsSolutions-AEC1"),
    check=check,
)
