from __future__ import annotations

from policies.engine import Config, Findings, Severity, Stack, StackRule, decided, unless

_TRAIL = "aws:cloudtrail/trail:Trail"


def check(stack: Stack, config: Config) -> Findings:
    yield from unless(decided(bool(stack.of_type(_TRAIL))), "the stack has no trail")


RULE = StackRule(
    name="cloudtrail-exists",
    title="A trail records who did what in the account.",
    why="Without a trail, what an intruder did can be looked up for 90 days, region by region, and then no more.",
    fix="Add a cloudtrail.Trail.",
    severity=Severity.HIGH,
    types=(_TRAIL,),
    controls=("CloudTrail.1",),
    check=check,
)
