from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules._keys import is_customer_key
from policies.rules.lambda_._runtimes import FUNCTION


def check(function: Resource, config: Config) -> Findings:
    if function["environment"]["variables"].raw:
        message = "the environment is not encrypted with a customer managed key"
        yield from unless(is_customer_key(function["kmsKeyArn"]), message, "kmsKeyArn")


RULE = ResourceRule(
    name="lambda-cmk",
    title="Environments of functions are encrypted with a customer managed key.",
    why="With AWS's key, everyone who may read the function's configuration reads its environment.",
    fix="Set kms_key_arn to the ARN of a customer managed key.",
    severity=Severity.MEDIUM,
    types=(FUNCTION,),
    link="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html",
    check=check,
)
