from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, decided, unless

_URL = "aws:lambda/functionUrl:FunctionUrl"
_LIMITS = ("sourceArn", "sourceAccount", "principalOrgId", "organizationId")


def check(resource: Resource, config: Config) -> Findings:
    if resource.type == _URL:
        by_iam = resource["authorizationType"]
        yield from by_iam.must(lambda kind: kind == "AWS_IAM", "the function's URL answers everybody")
        return
    by_url = resource["functionUrlAuthType"]
    yield from by_url.must(lambda kind: kind != "NONE", "everybody may call the function's URL")
    # A limit whose value is unknown is one that the deployment fills in.
    limited = decided(any(not resource[limit].absent for limit in _LIMITS))
    named = resource["principal"].test(lambda who: who != "*")
    yield from unless(named | limited, "everybody may use it", "principal")


RULE = ResourceRule(
    name="lambda-no-public-invoke",
    title="Functions and layers are used by who is named, never by everybody.",
    why="Anybody could run the function, with its rights and on this account's bill, or read the layer's code.",
    fix="Name the principal, with source_arn; give a function URL authorization_type='AWS_IAM'.",
    severity=Severity.CRITICAL,
    types=(
        "aws:lambda/permission:Permission",
        "aws:lambda/layerVersionPermission:LayerVersionPermission",
        _URL,
    ),
    controls=("Lambda.1",),
    check=check,
)
