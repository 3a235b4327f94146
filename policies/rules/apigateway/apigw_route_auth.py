from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules._checks import is_set

_WITH_AUTHORIZER = ("JWT", "CUSTOM")


def check(route: Resource, config: Config) -> Findings:
    kind = route["authorizationType"]
    yield from kind.must(lambda kind: kind in ("AWS_IAM", *_WITH_AUTHORIZER), "the route requires no authorization")
    if kind.text in _WITH_AUTHORIZER:
        authorizer = route["authorizerId"]
        yield from unless(is_set(authorizer), f"{kind.text} authorization has no authorizer", authorizer.path)


RULE = ResourceRule(
    name="apigw-route-auth",
    title="API routes require authorization.",
    why="A route without authorization lets anyone on the internet run the code behind it, at the account's expense.",
    fix='Set authorization_type to "JWT", "CUSTOM" or "AWS_IAM". With "JWT" and "CUSTOM", set authorizer_id too.',
    severity=Severity.HIGH,
    types=("aws:apigatewayv2/route:Route",),
    controls=("APIGateway.8", "AwsSolutions-APIG4"),
    check=check,
)
