from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.vpc._types import DEFAULT_SUBNET, SUBNETS


def check(subnet: Resource, config: Config) -> Findings:
    unset_is_off = subnet.type != DEFAULT_SUBNET  # only in AWS's default subnets is it on by itself
    yield from subnet["mapPublicIpOnLaunch"].must(
        lambda on: on is False or (on is None and unset_is_off), "what starts in it gets a public address"
    )


RULE = ResourceRule(
    name="subnet-no-auto-public-ip",
    title="Subnets give out no public addresses by themselves.",
    why="An address that nobody asked for puts on the internet whatever is started in the subnet.",
    fix="Set map_public_ip_on_launch=False.",
    severity=Severity.MEDIUM,
    types=SUBNETS,
    controls=("EC2.15",),
    check=check,
)
