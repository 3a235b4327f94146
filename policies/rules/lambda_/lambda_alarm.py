from __future__ import annotations

from policies.engine import Config, Findings, Severity, Stack, StackRule, unless
from policies.rules._alarms import ALARM, watched
from policies.rules.lambda_._runtimes import FUNCTION

_METRIC = "AWS/Lambda Errors"


def check(stack: Stack, config: Config) -> Findings:
    for function in stack.of_type(FUNCTION):
        alarmed = watched(stack, function, metric=_METRIC, dimension="FunctionName")
        yield from unless(alarmed, "no alarm on errors notifies an operator", resource=function)


RULE = StackRule(
    name="lambda-alarm",
    title="Functions have an alarm on errors that notifies an operator.",
    why="Without an alarm, users notice a failing function first.",
    fix=(
        "Add aws.cloudwatch.MetricAlarm on AWS/Lambda Errors. Set alarm_actions on it, or on a composite alarm that "
        "includes it."
    ),
    severity=Severity.MEDIUM,
    types=(FUNCTION, ALARM),
    link="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics.html",
    check=check,
)
