from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.lambda_.runtimes import FUNCTION


def check(function: Resource, config: Config) -> Findings:
    yield from function["tracingConfig"]["mode"].must(lambda mode: mode == "Active", "calls are not traced")


RULE = ResourceRule(
    name="lambda-tracing",
    title="Functions trace their calls.",
    why="One job runs through several functions: without traces nobody sees where its time went or where it failed.",
    fix='Set tracing_config with mode="Active".',
    severity=Severity.LOW,
    types=(FUNCTION,),
    check=check,
)
