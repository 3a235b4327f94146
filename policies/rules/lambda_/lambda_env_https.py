from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.lambda_._runtimes import FUNCTION

_HERE = ("http://127.0.0.1", "http://localhost", "http://[::1]", "http://169.254.")


def check(function: Resource, config: Config) -> Findings:
    if config.production:
        for name, value in function["environment"]["variables"].entries():
            if value.text.startswith("http://") and not value.text.startswith(_HERE):
                yield from value.must(lambda _: False, f"{name} is a URL without TLS")


RULE = ResourceRule(
    name="lambda-env-https",
    title="Functions in production call other systems over HTTPS.",
    why="Keys and data in plain HTTP can be read and changed on the way.",
    fix="Begin URLs in the environment with https://.",
    severity=Severity.MEDIUM,
    types=(FUNCTION,),
    link="https://docs.aws.amazon.com/lambda/latest/dg/security-dataprotection.html",
    check=check,
)
