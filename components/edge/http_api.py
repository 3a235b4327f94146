"""API Gateway HTTP API: one Lambda function behind a JWT authorizer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.edge.identity import TokenIssuer
from components.foundation.context import StackContext

#: The only routes without authorization.
HEALTH_ROUTES = {"health": "GET /api/health", "health-head": "HEAD /api/health"}
#: Not `ANY`, which would apply the authorizer to CORS preflights. They carry no token.
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
_PREFLIGHT_SECONDS = 3600
_ACCESS_LOG = {
    "requestId": "$context.requestId",
    "time": "$context.requestTime",
    # The connection's other end is CloudFront, and no header is at hand here but this one: the function at the edge
    # writes the client's address into it, see `agents/origin_rotator/edge.py`.
    "client": "$context.identity.userAgent",
    "edge": "$context.identity.sourceIp",
    "route": "$context.routeKey",
    "path": "$context.path",
    "status": "$context.status",
    "latencyMs": "$context.responseLatency",
    "integrationLatencyMs": "$context.integrationLatency",
    "integrationError": "$context.integrationErrorMessage",
    "authorizerError": "$context.authorizer.error",
}


@dataclass(frozen=True)
class HttpApiArgs:
    context: StackContext
    function: aws.lambda_.Alias
    """Handles every request."""
    tokens: TokenIssuer
    cors_origins: Sequence[str]
    rate_limit: int
    """Steady-state requests per second."""
    burst_limit: int
    """Burst: concurrent requests."""


class HttpApi(pulumi.ComponentResource):
    """`url` has no trailing slash. Every path starts with `/api/`."""

    def __init__(self, name: str, args: HttpApiArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:HttpApi", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        api = self._api(name, args)
        self._routes(name, args, api)
        self._stage(name, args, api)
        aws.lambda_.Permission(
            f"{name}-permission",
            statement_id="HttpApi",
            action="lambda:InvokeFunction",
            function=args.function.function_name,
            qualifier=args.function.name,
            principal="apigateway.amazonaws.com",
            source_arn=api.execution_arn.apply(lambda arn: f"{arn}/*/*/api/*"),
            # For another API: a function's policy has each statement id once.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )
        self.id = api.id
        self.url = api.api_endpoint
        self.register_outputs({"id": self.id, "url": self.url})

    def _api(self, name: str, args: HttpApiArgs) -> aws.apigatewayv2.Api:
        return aws.apigatewayv2.Api(
            f"{name}-gateway",
            name=args.context.names.prefix,
            description="Alex: portfolios and their analyses",
            protocol_type="HTTP",
            cors_configuration=aws.apigatewayv2.ApiCorsConfigurationArgs(
                allow_origins=args.cors_origins,
                allow_methods=METHODS,
                allow_headers=["authorization", "content-type", "idempotency-key", "if-match", "if-none-match"],
                expose_headers=["etag", "location", "retry-after"],
                max_age=_PREFLIGHT_SECONDS,
            ),
            opts=self._child,
        )

    def _routes(self, name: str, args: HttpApiArgs, api: aws.apigatewayv2.Api) -> None:
        authorizer = aws.apigatewayv2.Authorizer(
            f"{name}-authorizer",
            name="jwt",
            api_id=api.id,
            authorizer_type="JWT",
            identity_sources=["$request.header.Authorization"],
            jwt_configuration=aws.apigatewayv2.AuthorizerJwtConfigurationArgs(
                issuer=args.tokens.issuer, audiences=[args.tokens.audience]
            ),
            opts=self._child,
        )
        integration = aws.apigatewayv2.Integration(
            f"{name}-integration",
            api_id=api.id,
            integration_type="AWS_PROXY",
            integration_uri=args.function.invoke_arn,
            payload_format_version="2.0",
            opts=self._child,
        )
        target = integration.id.apply(lambda id_: f"integrations/{id_}")
        for route, key in HEALTH_ROUTES.items():
            aws.apigatewayv2.Route(
                f"{name}-{route}",
                api_id=api.id,
                route_key=key,
                authorization_type="NONE",
                target=target,
                opts=self._child,
            )
        for method in METHODS:
            aws.apigatewayv2.Route(
                f"{name}-{method.lower()}",
                api_id=api.id,
                route_key=f"{method} /api/{{proxy+}}",
                authorization_type="JWT",
                authorizer_id=authorizer.id,
                target=target,
                opts=self._child,
            )

    def _stage(self, name: str, args: HttpApiArgs, api: aws.apigatewayv2.Api) -> None:
        logs = aws.cloudwatch.LogGroup(
            f"{name}-access-logs",
            name=args.context.names.access_log_group,
            retention_in_days=args.context.log_retention_days,
            kms_key_id=args.context.key_arn,
            opts=args.context.holding_data(self),
        )
        aws.apigatewayv2.Stage(
            f"{name}-stage",
            name="$default",
            api_id=api.id,
            auto_deploy=True,
            default_route_settings=aws.apigatewayv2.StageDefaultRouteSettingsArgs(
                throttling_rate_limit=args.rate_limit,
                throttling_burst_limit=args.burst_limit,
                # Five more series for each route; the access log has the route of every request.
                detailed_metrics_enabled=False,
            ),
            access_log_settings=aws.apigatewayv2.StageAccessLogSettingsArgs(
                destination_arn=logs.arn, format=json.dumps(_ACCESS_LOG)
            ),
            opts=self._child,
        )
