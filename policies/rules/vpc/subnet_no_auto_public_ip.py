from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.vpc._types import DEFAULT_SUBNET, SUBNETS


def check(subnet: Resource, config: Config) -> Findings:
    unset_is_off = subnet.type != DEFAULT_SUBNET  # it is on by default only in AWS's default subnets
    yield from subnet["mapPublicIpOnLaunch"].must(
        lambda on: on is False or (on is None and unset_is_off),
        "resources launched in the subnet get public IP addresses",
    )


RULE = ResourceRule(
    name="subnet-no-auto-public-ip",
    title="Subnets do not assign public IP addresses automatically.",
    why="An automatic public address exposes every resource launched in the subnet to the internet.",
    fix="Set map_public_ip_on_launch=False.",
    severity=Severity.MEDIUM,
    types=SUBNETS,
    controls=("EC2.15",),
    check=check,
)
