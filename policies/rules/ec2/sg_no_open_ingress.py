from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules.ec2._ingress import INGRESS_TYPES, ingress_rules


def check(group: Resource, config: Config) -> Findings:
    for ingress in ingress_rules(group):
        yield from unless(~ingress.to_world, "ingress is allowed from the whole internet", ingress.path)


RULE = ResourceRule(
    name="sg-no-open-ingress",
    title="Security groups do not allow ingress from the whole internet.",
    why="Scanners find anything that the whole internet can reach within minutes.",
    fix=(
        "Allow a security group, prefix list or network instead. Waive the rule only for a public load balancer, "
        "preferably one that only CloudFront can reach."
    ),
    severity=Severity.HIGH,
    types=INGRESS_TYPES,
    controls=("AwsSolutions-EC23",),
    link="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
    check=check,
)
