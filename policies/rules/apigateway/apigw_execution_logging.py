from __future__ import annotations

from policies.engine import Config, Findings, Resource, Severity, Stack, StackRule, Verdict, any_of, unless

_API = "aws:apigatewayv2/api:Api"
_STAGE = "aws:apigatewayv2/stage:Stage"


def check(stack: Stack, config: Config) -> Findings:
    for stage in stack.of_type(_STAGE):
        level = stage["defaultRouteSettings"]["loggingLevel"]
        logged = level.test(lambda level: level in ("ERROR", "INFO"))
        message = "execution logging of the WebSocket stage is not enabled"
        yield from unless(~_is_websocket(stack, stage) | logged, message, level.path, resource=stage)


def _is_websocket(stack: Stack, stage: Resource) -> Verdict:
    """HTTP APIs have no execution logging."""
    apis = [source for source in stack.sources(stage, "apiId") if source.type == _API]
    if not apis:
        return Verdict.UNDECIDED
    return any_of(api["protocolType"].test(lambda protocol: protocol == "WEBSOCKET") for api in apis)


RULE = StackRule(
    name="apigw-execution-logging",
    title="Stages of WebSocket APIs have execution logging enabled.",
    why="Without execution logs, a failure between the gateway and its integration leaves no trace.",
    fix='Set default_route_settings with logging_level="ERROR" or "INFO".',
    severity=Severity.MEDIUM,
    types=(_API, _STAGE),
    controls=("APIGateway.1",),
    check=check,
)
