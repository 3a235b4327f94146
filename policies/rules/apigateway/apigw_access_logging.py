from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules._checks import is_set


def check(stage: Resource, config: Config) -> Findings:
    destination = stage["accessLogSettings"]["destinationArn"]
    yield from unless(is_set(destination), "access logging is not enabled", destination.path)


RULE = ResourceRule(
    name="apigw-access-logging",
    title="Stages of HTTP and WebSocket APIs have access logging enabled.",
    why="Without access logs, calls cannot be traced to their callers, and refused calls leave no record.",
    fix="Set access_log_settings with the ARN of a log group and a format.",
    severity=Severity.MEDIUM,
    types=("aws:apigatewayv2/stage:Stage",),
    controls=("APIGateway.9", "AwsSolutions-APIG1"),
    check=check,
)
