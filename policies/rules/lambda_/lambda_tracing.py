from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.lambda_._runtimes import FUNCTION


def check(function: Resource, config: Config) -> Findings:
    yield from function["tracingConfig"]["mode"].must(lambda mode: mode == "Active", "active tracing is not enabled")


RULE = ResourceRule(
    name="lambda-tracing",
    title="Functions have active tracing enabled.",
    why="A job runs through several functions: only a trace shows which one was slow or failed.",
    fix='Set tracing_config with mode="Active".',
    severity=Severity.LOW,
    types=(FUNCTION,),
    link="https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html",
    check=check,
)
