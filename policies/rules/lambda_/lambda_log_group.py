from __future__ import annotations

from policies.engine import Config, Findings, Resource, Severity, Stack, StackRule, Verdict, unless
from policies.rules.lambda_._runtimes import FUNCTION

_GROUP = "aws:cloudwatch/logGroup:LogGroup"


def check(stack: Stack, config: Config) -> Findings:
    names = frozenset(group["name"].text for group in stack.of_type(_GROUP))
    for function in stack.of_type(FUNCTION):
        yield from unless(
            _has_group(stack, function, names), "the function's log group is not part of the program", resource=function
        )


def _has_group(stack: Stack, function: Resource, names: frozenset[str]) -> Verdict:
    if any(source.type == _GROUP for source in stack.sources(function, "loggingConfig")):
        return Verdict.YES
    chosen = function["loggingConfig"]["logGroup"]
    if not chosen.absent:
        return chosen.test(lambda name: name in names)
    return function["name"].test(lambda name: f"/aws/lambda/{name}" in names)


RULE = StackRule(
    name="lambda-log-group",
    title="Log groups of functions are part of the program.",
    why="Lambda creates a missing log group without a customer managed key or a retention period, and no rule sees it.",
    fix="Add aws.cloudwatch.LogGroup and name it in logging_config.",
    severity=Severity.MEDIUM,
    types=(FUNCTION, _GROUP),
    link="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html",
    check=check,
)
