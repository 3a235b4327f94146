from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, decided, unless

_URL = "aws:lambda/functionUrl:FunctionUrl"
_LIMITS = ("principalOrgId", "organizationId")
"""A source does not limit who calls: it is a condition on requests that AWS services make."""


def check(resource: Resource, config: Config) -> Findings:
    if resource.type == _URL:
        by_iam = resource["authorizationType"]
        yield from by_iam.must(lambda kind: kind == "AWS_IAM", "the function URL is public")
        return
    by_url = resource["functionUrlAuthType"]
    yield from by_url.must(lambda kind: kind != "NONE", "everyone may call the function URL")
    # An unknown limit gets its value during the deployment.
    limited = decided(any(not resource[limit].absent for limit in _LIMITS))
    named = resource["principal"].test(lambda who: who != "*")
    yield from unless(named | limited, "the permission is public", "principal")


RULE = ResourceRule(
    name="lambda-no-public-invoke",
    title="Functions, function URLs and layers are not public.",
    why="Anyone could run the function with its permissions and at the account's expense, or read the layer's code.",
    fix='Name the principal, or set principal_org_id. On a function URL, set authorization_type="AWS_IAM".',
    severity=Severity.CRITICAL,
    types=(
        "aws:lambda/permission:Permission",
        "aws:lambda/layerVersionPermission:LayerVersionPermission",
        _URL,
    ),
    controls=("Lambda.1",),
    check=check,
)
