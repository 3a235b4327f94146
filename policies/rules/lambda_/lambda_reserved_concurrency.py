from __future__ import annotations

from policies.engine import Config, Findings, Option, Resource, ResourceRule, Severity
from policies.rules.lambda_._runtimes import FUNCTION


def check(function: Resource, config: Config) -> Findings:
    reserved, most = function["reservedConcurrentExecutions"], config["most"]
    yield from reserved.must(lambda count: count >= 0, "concurrency is not reserved")
    if reserved.known:
        yield from reserved.must(lambda count: count <= most, f"more than {most} executions are reserved")


RULE = ResourceRule(
    name="lambda-reserved-concurrency",
    title="Functions have reserved concurrency.",
    why="A flood of events, or a loop, takes all of the account's concurrency, and every model call is billed.",
    fix="Set reserved_concurrent_executions.",
    severity=Severity.MEDIUM,
    types=(FUNCTION,),
    link="https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html",
    options={"most": Option({"type": "integer", "minimum": 0, "description": "Most executions at once."}, 100)},
    check=check,
)
