from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.lambda_.runtimes import FUNCTION, SUPPORTED, runtime_of


def check(function: Resource, config: Config) -> Findings:
    if runtime := runtime_of(function):
        yield from runtime.must(lambda name: name in SUPPORTED, "AWS does not maintain the runtime")


RULE = ResourceRule(
    name="lambda-runtime-supported",
    title="Functions run on a runtime that AWS maintains.",
    why="A deprecated runtime gets no security patches, and some day the function can no longer be updated.",
    fix="Move to a newer runtime; `policies/rules/lambda_/runtimes.py` lists them.",
    severity=Severity.MEDIUM,
    types=(FUNCTION,),
    controls=("Lambda.2",),
    check=check,
)
