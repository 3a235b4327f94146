"""HTTP API metrics of API Gateway; ministack publishes none."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

from ministack.services import apigateway, cloudwatch

from local.aws.emulator.wraps import Response, existing, wrap

_CLIENT_ERROR, _SERVER_ERROR, _END = 400, 500, 600


def install() -> None:
    """Publishes Count, 4xx, 5xx, Latency and (where the function is reached) IntegrationLatency, by API and stage."""
    record = existing(cloudwatch, "record_metric", "namespace", "metric_name", "value", "unit", "dimensions")

    def publish(api_id: str, stage: str, metric: str, value: float, unit: str) -> None:
        for dimensions in ({"ApiId": api_id}, {"ApiId": api_id, "Stage": stage}):
            record("AWS/ApiGateway", metric, value, unit, dimensions)

    def measuring(execute: Callable[..., Awaitable[Response]]) -> Callable[..., Awaitable[Response]]:
        async def handle_execute(api_id: str, stage: str, *rest: Any, **named: Any) -> Response:
            started = time.monotonic()
            answer = await execute(api_id, stage, *rest, **named)
            publish(api_id, stage, "Latency", (time.monotonic() - started) * 1000, "Milliseconds")
            for metric, value in counts_of(answer[0]).items():
                publish(api_id, stage, metric, value, "Count")
            return answer

        return handle_execute

    def timing(invoke: Callable[..., Awaitable[Response]]) -> Callable[..., Awaitable[Response]]:
        async def invoke_lambda_proxy(integration: Any, api_id: str, stage: str, *rest: Any, **named: Any) -> Response:
            started = time.monotonic()
            answer = await invoke(integration, api_id, stage, *rest, **named)
            publish(api_id, stage, "IntegrationLatency", (time.monotonic() - started) * 1000, "Milliseconds")
            return answer

        return invoke_lambda_proxy

    request = ("path", "method", "headers", "body", "query_params")
    wrap(apigateway, "handle_execute", "api_id", "stage", *request, "raw_query_string", by=measuring)
    options = ("route_key", "path_params", "authorizer_claims", "authorizer_scopes", "authorizer_lambda_context")
    options += ("authorizer_iam", "owner_account_id", "owner_region", "raw_query_string")
    wrap(apigateway, "_invoke_lambda_proxy", "integration", "api_id", "stage", *request, *options, by=timing)


def counts_of(status: int) -> dict[str, int]:
    """Increment of each metric by one response."""
    return {
        "Count": 1,
        "4xx": int(_CLIENT_ERROR <= status < _SERVER_ERROR),
        "5xx": int(_SERVER_ERROR <= status < _END),
    }
