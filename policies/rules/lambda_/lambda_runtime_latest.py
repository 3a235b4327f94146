from __future__ import annotations

from policies.engine import Config, Findings, Level, Resource, ResourceRule, Severity
from policies.rules.lambda_._runtimes import FUNCTION, is_latest, latest_in_family, runtime_of


def check(function: Resource, config: Config) -> Findings:
    runtime = runtime_of(function)
    if runtime is None:
        return
    latest = latest_in_family(runtime.text)
    hint = f": {latest} is newer than {runtime.text}" if latest else ""
    yield from runtime.must(is_latest, f"the runtime is not the latest{hint}")


RULE = ResourceRule(
    name="lambda-runtime-latest",
    title="Functions use the latest runtime of their language.",
    why="Postponed upgrades pile up until a deadline forces all of them at once.",
    fix="Set runtime to the latest version of the language.",
    severity=Severity.LOW,
    types=(FUNCTION,),
    controls=("AwsSolutions-L1",),
    link="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
    level=Level.ADVISORY,  # dependencies support a new runtime months after AWS offers it
    check=check,
)
