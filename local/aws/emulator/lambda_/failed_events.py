"""Asynchronous invocations of an alias: ministack reads retries and destination from $LATEST only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.services import lambda_svc

from local.aws.emulator.wraps import existing, existing_data, wrap


def install() -> None:
    """Applies the event invoke configuration of the invoked qualifier to asynchronous invocations."""
    functions = existing_data(lambda_svc, "_functions")
    config_of = existing(lambda_svc, "_event_invoke_config", "func", "qualifier")

    def with_its_config(invoke: Callable[..., None]) -> Callable[..., None]:
        def invoke_async(func: dict[str, Any], event: dict[str, Any]) -> None:
            invoked = func.get("config", {})
            base = functions.get(invoked.get("FunctionName"))
            if base is not None:
                func = {**func, "event_invoke_config": config_of(base, qualifier_of(invoked["FunctionArn"]))}
            invoke(func, event)

        return invoke_async

    wrap(lambda_svc, "invoke_async_with_retry", "func", "event", by=with_its_config)


def qualifier_of(arn: str) -> str | None:
    """Alias or version in a function's ARN."""
    _, _, after = arn.partition(":function:")
    return after.partition(":")[2] or None
