from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.lambda_._runtimes import FUNCTION, runtime_of, why_unsupported


def check(function: Resource, config: Config) -> Findings:
    if runtime := runtime_of(function):
        message = why_unsupported(runtime.text) or "no runtime is set"
        yield from runtime.must(lambda name: not why_unsupported(name), message)


RULE = ResourceRule(
    name="lambda-runtime-supported",
    title="Functions use a supported runtime.",
    why="A deprecated runtime receives no security patches, and the function can eventually no longer be updated.",
    fix="Set runtime to a version that Lambda supports.",
    severity=Severity.MEDIUM,
    types=(FUNCTION,),
    controls=("Lambda.2",),
    check=check,
)
