from __future__ import annotations

from policies.engine import Config, Findings, Severity, Stack, StackRule, any_of, unless
from policies.rules.ec2._ingress import GROUP, STANDALONE_RULES


def check(stack: Stack, config: Config) -> Findings:
    for group in stack.of_type(GROUP):
        without_inline = group["ingress"].test(lambda rules: not rules) & group["egress"].test(lambda rules: not rules)
        standalone = any_of(stack.has_referrer(group, type_, via="securityGroupId") for type_ in STANDALONE_RULES)
        yield from unless(
            without_inline | ~standalone,
            "rules are managed both inline and in separate resources",
            resource=group,
        )


RULE = StackRule(
    name="sg-no-rule-conflict",
    title="Rules of a security group are managed in one place.",
    why="A group with inline rules removes all others, so each deployment undoes part of the previous one.",
    fix="Use either aws.vpc.SecurityGroupIngressRule and SecurityGroupEgressRule, or inline rules.",
    severity=Severity.MEDIUM,
    types=(GROUP,),
    controls=("AWSGuard security-group-no-rule-management-conflicts",),
    link="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
    check=check,
)
