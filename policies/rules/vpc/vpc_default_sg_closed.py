from __future__ import annotations

from policies.engine import Config, Finding, Findings, Resource, Severity, Stack, StackRule, unless
from policies.rules.ec2._ingress import DEFAULT_GROUP, STANDALONE_RULES
from policies.rules.vpc._types import VPCS


def check(stack: Stack, config: Config) -> Findings:
    for vpc in stack.of_type(*VPCS):
        adopted = stack.has_referrer(vpc, DEFAULT_GROUP, via="vpcId")
        yield from unless(adopted, "the default security group keeps the rules that AWS creates", resource=vpc)
        yield from _standalone_rules(stack, vpc)  # they refer to `vpc.default_security_group_id`
    for group in stack.of_type(DEFAULT_GROUP):
        for direction in ("ingress", "egress"):
            empty = group[direction].test(lambda rules: not rules)
            yield from unless(empty, f"the default security group has {direction} rules", direction, resource=group)
        yield from _standalone_rules(stack, group)


def _standalone_rules(stack: Stack, target: Resource) -> Findings:
    for type_ in STANDALONE_RULES:
        for rule in stack.referrers(target, type_, via="securityGroupId"):
            yield Finding("the rule opens a default security group", "securityGroupId", resource=rule)


RULE = StackRule(
    name="vpc-default-sg-closed",
    title="Default security groups of VPCs have no rules.",
    why="A resource launched without a security group gets the default group, and can reach all others in it.",
    fix=(
        "Declare aws.ec2.DefaultSecurityGroup for the VPC without ingress and egress: this removes the rules that AWS "
        "creates."
    ),
    severity=Severity.HIGH,
    types=(*VPCS, DEFAULT_GROUP),
    controls=("EC2.2",),
    check=check,
)
