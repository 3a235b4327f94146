from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules.ec2._ingress import INGRESS_TYPES, openings


def check(group: Resource, config: Config) -> Findings:
    for opening in openings(group):
        yield from unless(~opening.to_world, "it lets the whole internet in", opening.path)


RULE = ResourceRule(
    name="sg-no-open-ingress",
    title="Security groups let nobody in from everywhere.",
    why="What the whole internet can reach is scanned within minutes.",
    fix="Name the security group, prefix list or network that calls. A public load balancer is the one case for a "
    "waiver, better still one that only CloudFront reaches.",
    severity=Severity.HIGH,
    types=INGRESS_TYPES,
    controls=("AwsSolutions-EC23",),
    check=check,
)
