from __future__ import annotations

from policies.engine import Config, Findings, Resource, Severity, Stack, StackRule, Verdict, unless
from policies.rules._checks import is_set
from policies.rules._separate_settings import configured
from policies.rules.lambda_._runtimes import FUNCTION

_KIND = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig"


def check(stack: Stack, config: Config) -> Findings:
    for function in stack.of_type(FUNCTION):
        inline = is_set(function["deadLetterConfig"]["targetArn"])
        kept = configured(stack, function, kind=_KIND, holds=_has_destination, via="functionName", inline=inline)
        yield from unless(kept, "failed asynchronous invocations have no destination", resource=function)


def _has_destination(invoke: Resource) -> Verdict:
    return is_set(invoke["destinationConfig"]["onFailure"]["destination"])


RULE = StackRule(
    name="lambda-failure-destination",
    title="Functions have a destination for failed asynchronous invocations.",
    why="Lambda retries an asynchronous invocation twice and then discards it.",
    fix="Add aws.lambda_.FunctionEventInvokeConfig with an on_failure destination, or set dead_letter_config.",
    severity=Severity.MEDIUM,
    types=(FUNCTION, _KIND),
    link="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html",
    check=check,
)
