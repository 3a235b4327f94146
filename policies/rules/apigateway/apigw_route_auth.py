from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules._shapes import is_set

_WITH_AUTHORIZER = ("JWT", "CUSTOM")


def check(route: Resource, config: Config) -> Findings:
    kind = route["authorizationType"]
    yield from kind.must(lambda kind: kind in ("AWS_IAM", *_WITH_AUTHORIZER), "anybody may call the route")
    if kind.text in _WITH_AUTHORIZER:
        authorizer = route["authorizerId"]
        yield from unless(is_set(authorizer), f"{kind.text} authorization without an authorizer", authorizer.path)


RULE = ResourceRule(
    name="apigw-route-auth",
    title="Every route asks who calls.",
    why="A route without authorization runs our code, and spends our money, for anybody on the internet.",
    fix="Set authorization_type to JWT, CUSTOM or AWS_IAM, and authorizer_id.",
    severity=Severity.HIGH,
    types=("aws:apigatewayv2/route:Route",),
    controls=("APIGateway.8", "AwsSolutions-APIG4"),
    check=check,
)
