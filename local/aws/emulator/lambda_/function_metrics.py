"""Lambda metrics of every invocation: ministack counts direct calls of Invoke only.

There is one place that every way into a function leads through: queue, API, asynchronous attempt and rotation.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import cloudwatch, lambda_svc

from local.aws.emulator.cloudwatch.alarm_clock import AlarmClock
from local.aws.emulator.wraps import existing, existing_data, wrap

Function = dict[str, Any]
Result = dict[str, Any]

_this_thread = threading.local()


def install(clock: AlarmClock) -> None:
    """Publishes Invocations, Errors, Throttles, Duration and ConcurrentExecutions, by function name.

    Not as on AWS: a data point bears the time at which the invocation ended, not at which it began, and there are no
    metrics by alias or version, which no alarm watches.
    """
    _obey_reserved_concurrency()
    metrics = FunctionMetrics()
    # Metrics that ministack publishes itself.
    emitted = ("function_name", "duration_ms", "error", "throttle")
    wrap(lambda_svc, "_emit_lambda_metrics", *emitted, by=lambda _: lambda *_ignored, **_named: None)
    wrap(lambda_svc, "_acquire_execution_slot", "func", "config", by=metrics.counting_throttles)
    run = ("func", "config", "event", "request_id", "started")
    wrap(lambda_svc, "_execute_function_dispatch", *run, by=metrics.measuring)
    wrap(lambda_runtime.Worker, "_spawn", "self", by=_timing_starts)

    def watch_forever() -> None:
        while True:
            time.sleep(clock.tick)
            metrics.publish_concurrency()

    threading.Thread(target=watch_forever, daemon=True, name="function metrics").start()


def init_seconds() -> float | None:
    """Init duration of this thread's invocation; None for a warm start."""
    return getattr(_this_thread, "init_seconds", None)


class FunctionMetrics:
    def __init__(self) -> None:
        record = existing(cloudwatch, "record_metric", "namespace", "metric_name", "value", "unit", "dimensions")
        self._in_flight = existing(lambda_svc, "executions_in_flight")

        def publish(function: str, metric: str, value: float, unit: str = "Count") -> None:
            record("AWS/Lambda", metric, value, unit, {"FunctionName": function})

        self._publish = publish

    def counting_throttles(self, acquire: Callable[..., Any]) -> Callable[..., Any]:
        """A throttled call counts neither as an invocation nor as an error."""

        def acquire_slot(func: Function, config: Function) -> tuple[str | None, str | None]:
            slot, limit = acquire(func, config)
            if slot is None:
                self._publish(config["FunctionName"], "Throttles", 1)
            return slot, limit

        return acquire_slot

    def measuring(self, execute: Callable[..., Result]) -> Callable[..., Result]:
        def run(func: Function, config: Function, event: Any, request_id: str, started: float) -> Result:
            name = config["FunctionName"]
            self.publish_concurrency(name)
            _this_thread.init_seconds = None
            result = execute(func, config, event, request_id, started)
            # An invocation's duration excludes the init duration.
            seconds = time.time() - started - (init_seconds() or 0.0)
            self._publish(name, "Invocations", 1)
            self._publish(name, "Errors", 1 if result.get("error") else 0)
            self._publish(name, "Throttles", 0)
            self._publish(name, "Duration", max(seconds, 0.0) * 1000, "Milliseconds")
            return result

        return run

    def publish_concurrency(self, only: str | None = None) -> None:
        _, by_function = self._in_flight()
        for key, count in by_function.items():
            name = key.rsplit(":", 1)[-1]
            if only in (None, name):
                self._publish(name, "ConcurrentExecutions", count)


def _timing_starts(spawn: Callable[[Any], None]) -> Callable[[Any], None]:
    def timed(worker: Any) -> None:
        started = time.monotonic()
        try:
            spawn(worker)
        finally:
            _this_thread.init_seconds = time.monotonic() - started

    return timed


def _obey_reserved_concurrency() -> None:
    """ministack stores the limit with the function but reads it from the invoked version."""
    functions = existing_data(lambda_svc, "_functions")

    def at_the_function(reserved: Callable[..., int | None]) -> Callable[..., int | None]:
        def reserved_concurrency(func: Function, config: Function) -> int | None:
            return reserved(functions.get(config.get("FunctionName")) or func, config)

        return reserved_concurrency

    wrap(lambda_svc, "_reserved_concurrency", "func", "config", by=at_the_function)
