from __future__ import annotations

from policies.engine import Config, Findings, Severity, Stack, StackRule, unless
from policies.rules._alarms import ALARM, watched
from policies.rules.lambda_.runtimes import FUNCTION

_METRIC = "AWS/Lambda Errors"


def check(stack: Stack, config: Config) -> Findings:
    for function in stack.of_type(FUNCTION):
        alarmed = watched(stack, function, _METRIC, "FunctionName")
        yield from unless(alarmed, "no alarm tells anybody that the function fails", resource=function)


RULE = StackRule(
    name="lambda-alarm",
    title="Every function has an alarm on its errors that tells somebody.",
    why="A function that fails silently is found out by its users.",
    fix="Add a MetricAlarm on AWS/Lambda Errors of the function, with alarm_actions there or in a composite alarm.",
    severity=Severity.MEDIUM,
    types=(FUNCTION, ALARM),
    check=check,
)
