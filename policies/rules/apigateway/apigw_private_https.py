from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules._checks import is_set


def check(integration: Resource, config: Config) -> Findings:
    private = integration["connectionType"].test(lambda connection: connection == "VPC_LINK")
    tls = integration["tlsConfig"]
    yield from unless(~private | is_set(tls), "the private integration uses plain HTTP", tls.path)


RULE = ResourceRule(
    name="apigw-private-https",
    title="Private integrations use HTTPS.",
    why="Anyone inside the VPC can read and change plain HTTP.",
    fix="Set tls_config with server_name_to_verify.",
    severity=Severity.MEDIUM,
    types=("aws:apigatewayv2/integration:Integration",),
    controls=("APIGateway.10",),
    check=check,
)
