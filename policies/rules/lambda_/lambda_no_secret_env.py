from __future__ import annotations

from policies.engine import Config, Finding, Findings, Resource, ResourceRule, Severity
from policies.rules._secret_values import looks_secret, names_resource
from policies.rules.lambda_._runtimes import FUNCTION


def check(function: Resource, config: Config) -> Findings:
    for name, value in function["environment"]["variables"].entries():
        if value.unknown and not names_resource(name):
            yield Finding(f"{name} may contain a secret", value.path, undecided=True)
        elif kind := looks_secret(name, value.text):
            yield Finding(f"{name} looks like {kind}", value.path)


RULE = ResourceRule(
    name="lambda-no-secret-env",
    title="Environments of functions contain no secrets.",
    why="Anyone who can read the function's configuration, or Pulumi's state, can read its environment.",
    fix="Store the value in Secrets Manager, pass the secret's ARN in the environment, and read the value at run time.",
    severity=Severity.CRITICAL,
    types=(FUNCTION,),
    link="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
    check=check,
)
