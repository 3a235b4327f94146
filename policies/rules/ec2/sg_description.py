from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.ec2._ingress import GROUP


def check(group: Resource, config: Config) -> Findings:
    yield from group["description"].must(
        lambda text: text.strip() and not text.startswith("Managed by "), "nothing says what the group is for"
    )


RULE = ResourceRule(
    name="sg-description",
    title="Security groups say what they are for.",
    why="Nobody dares to close a group that nobody can explain. The text cannot be changed later.",
    fix="Set description to who may connect to what.",
    severity=Severity.LOW,
    types=(GROUP,),
    controls=("AwsSolutions-EC27",),
    check=check,
)
