from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.ec2._ingress import GROUP


def check(group: Resource, config: Config) -> Findings:
    yield from group["description"].must(
        lambda text: text.strip() and not text.startswith("Managed by "), "the security group has no description"
    )


RULE = ResourceRule(
    name="sg-description",
    title="Security groups have a description.",
    why="A group with an unknown purpose never gets closed, and the description cannot be changed later.",
    fix="Set description to the purpose of the group: which clients may connect to which service.",
    severity=Severity.LOW,
    types=(GROUP,),
    controls=("AwsSolutions-EC27",),
    link="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
    check=check,
)
