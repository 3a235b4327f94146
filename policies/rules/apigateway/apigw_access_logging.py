from __future__ import annotations

from policies.engine import Config, Findings, Option, Resource, ResourceRule, Severity, unless
from policies.rules._checks import is_set


def check(stage: Resource, config: Config) -> Findings:
    destination = stage["accessLogSettings"]["destinationArn"]
    yield from unless(is_set(destination), "access logging is not enabled", destination.path)
    fields = config["fields"]
    yield from stage["accessLogSettings"]["format"].must(
        lambda text: all(field in text for field in fields), f"the log lacks one of {', '.join(fields)}"
    )


RULE = ResourceRule(
    name="apigw-access-logging",
    title="Stages of HTTP and WebSocket APIs have access logging enabled.",
    why="Without access logs, calls cannot be traced to their callers, and refused calls leave no record.",
    fix="Set access_log_settings with the ARN of a log group and a format.",
    severity=Severity.MEDIUM,
    types=("aws:apigatewayv2/stage:Stage",),
    controls=("APIGateway.9", "AwsSolutions-APIG1"),
    options={
        "fields": Option(
            {"type": "array", "items": {"type": "string"}, "description": "Variables that the format contains."},
            ["$context.requestId", "$context.status"],
        )
    },
    check=check,
)
