"""A function with no concurrency at all is switched off: ministack looks at the unpublished version's only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.services import lambda_svc

from local.emulator.wraps import existing_data, wrap


def install() -> None:
    """Makes `put-function-concurrency` with 0 throttle every invocation, also those of an alias."""
    functions = existing_data(lambda_svc, "_functions")

    def unless_off(acquire: Callable[..., tuple[str | None, str | None]]) -> Callable[..., Any]:
        def slot(func: dict[str, Any], config: dict[str, Any]) -> tuple[str | None, str | None]:
            function = functions.get(config.get("FunctionName")) or {}
            return (None, "function") if function.get("concurrency") == 0 else acquire(func, config)

        return slot

    wrap(lambda_svc, "_acquire_execution_slot", "func", "config", by=unless_off)
