"""HTTP API throttling, and rejection of malformed tokens; ministack has no throttling and crashes on such tokens."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from ministack.services import apigateway

from local.aws.emulator.wraps import Response, existing, existing_data, wrap

_TOO_MANY: Response = (429, {"Content-Type": "application/json"}, json.dumps({"message": "Too Many Requests"}).encode())


class TokenBucket:
    """Admits `burst` requests at once and `rate` a second over time. Both may change between two requests.

    Args:
        clock: monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tokens = float("inf")
        self._at = clock()

    def take(self, rate: float, burst: float) -> bool:
        """Whether another request may pass."""
        now = self._clock()
        self._tokens = min(burst, self._tokens + (now - self._at) * rate)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


def install() -> None:
    """Throttles each stage by its default route settings, and treats an unreadable token as invalid."""
    stages = existing_data(apigateway, "_stages")
    unauthorized = existing(apigateway, "_jwt_unauthorized", "message")
    buckets: dict[tuple[str, str], TokenBucket] = {}

    def throttled(execute: Callable[..., Any]) -> Callable[..., Any]:
        async def execute_in_scope(api_id: str, stage: str, path: str, method: str, *rest: Any) -> Response:
            settings = stages.get(api_id, {}).get(stage, {}).get("defaultRouteSettings", {})
            rate, burst = settings.get("throttlingRateLimit"), settings.get("throttlingBurstLimit")
            # API Gateway answers preflight requests itself, unthrottled.
            if method != "OPTIONS" and rate is not None and burst is not None:
                bucket = buckets.setdefault((api_id, stage), TokenBucket())
                if not bucket.take(rate, burst):
                    return _TOO_MANY
            return await execute(api_id, stage, path, method, *rest)

        return execute_in_scope

    def robust(validate: Callable[..., Any]) -> Callable[..., Any]:
        async def validate_jwt(*arguments: Any) -> tuple[Any, Any, Any]:
            try:
                return await validate(*arguments)
            except (AttributeError, LookupError, OverflowError, RecursionError, TypeError, ValueError):
                # Signed or not, its header or its claims are not those of a JWT.
                return None, None, unauthorized()

        return validate_jwt

    scope = ("owner_account_id", "owner_region", "raw_query_string")
    request = ("api_id", "stage", "path", "method", "headers", "body", "query_params")
    wrap(apigateway, "_handle_execute_in_scope", *request, *scope, by=throttled)
    wrap(apigateway, "_validate_jwt_authorizer", "route", "authorizer", "headers", "query_params", by=robust)
