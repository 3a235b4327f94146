from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.lambda_.runtimes import FUNCTION


def check(function: Resource, config: Config) -> Findings:
    reserved = function["reservedConcurrentExecutions"]
    yield from reserved.must(lambda count: count >= 0, "nothing limits how many copies run at once")


RULE = ResourceRule(
    name="lambda-reserved-concurrency",
    title="Every function has a limit of its own on concurrent executions.",
    why="A flood of events, or a loop, takes all of the account's concurrency, and every model call is paid for.",
    fix="Set reserved_concurrent_executions.",
    severity=Severity.MEDIUM,
    types=(FUNCTION,),
    check=check,
)
