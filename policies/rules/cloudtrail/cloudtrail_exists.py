from __future__ import annotations

from policies.engine import Config, Findings, Severity, Stack, StackRule, decided, unless

_TRAIL = "aws:cloudtrail/trail:Trail"


def check(stack: Stack, config: Config) -> Findings:
    yield from unless(decided(bool(stack.of_type(_TRAIL))), "the stack has no trail")


RULE = StackRule(
    name="cloudtrail-exists",
    title="The stack has a CloudTrail trail.",
    why="Without a trail, an intruder's calls can be looked up for 90 days only, one region at a time.",
    fix="Add aws.cloudtrail.Trail.",
    severity=Severity.HIGH,
    types=(_TRAIL,),
    controls=("CloudTrail.1",),
    check=check,
)
