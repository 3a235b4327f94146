"""Lambda's system log in JSON, as the functions are configured; ministack writes text lines only."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from ministack.services import cloudwatch_logs, lambda_svc

from local.aws.emulator.cloudwatch.log_filters import LogFilters
from local.aws.emulator.lambda_.function_errors import with_json_error
from local.aws.emulator.lambda_.function_metrics import init_seconds
from local.aws.emulator.lambda_.snapshots.snap_start import starts_from_snapshot
from local.aws.emulator.wraps import wrap

Event = dict[str, Any]

_invocation = threading.local()


def install() -> None:
    """Writes `platform.start` and `platform.report`, and passes every line to the log group's metric filters.

    Log filters read the lines of functions; what others send with PutLogEvents they do not.
    """
    filters = LogFilters()

    def remembering(emit: Callable[..., None]) -> Callable[..., None]:
        def emit_logs(
            func: Any, request_id: str, log_text: str, error: bool, duration_ms: int, *, log_source: str | None = None
        ) -> None:
            invocation = _Invocation(func.get("config") or func, request_id, error, duration_ms, log_text or "")
            if error and invocation.as_json:
                log_text = with_json_error(log_text or "", request_id)
            _invocation.of = invocation
            try:
                emit(func, request_id, log_text, error, duration_ms, log_source=log_source)
            finally:
                _invocation.of = None

        return emit_logs

    def translating(append: Callable[..., None]) -> Callable[..., None]:
        def append_log_events(stream: Any, events: list[Event]) -> None:
            invocation: _Invocation | None = getattr(_invocation, "of", None)
            if invocation:
                events = [translated for event in events if (translated := invocation.translated(event))]
                for event in events:
                    filters.read(invocation.log_group, event["message"])
            append(stream, events)

        return append_log_events

    parameters = ("func", "request_id", "log_text", "error", "duration_ms", "log_source")
    wrap(lambda_svc, "_emit_lambda_logs", *parameters, by=remembering)
    wrap(cloudwatch_logs, "_append_log_events", "stream", "events", by=translating)


class _Invocation:
    def __init__(self, config: dict[str, Any], request_id: str, error: bool, duration_ms: int, text: str) -> None:
        self._config, self._request_id, self._duration_ms = config, request_id, duration_ms
        self._status = "success" if not error else "timeout" if "Task timed out after" in text else "error"
        logging = config.get("LoggingConfig") or {}
        self.as_json = logging.get("LogFormat") == "JSON"
        self.log_group: str = logging.get("LogGroup") or f"/aws/lambda/{config.get('FunctionName')}"

    def translated(self, event: Event) -> Event | None:
        """Lambda's JSON form of an event with ministack's text line; None for a line that JSON logs omit."""
        kind, _, rest = event["message"].partition(f" RequestId: {self._request_id}")
        if not self.as_json or kind not in ("START", "END", "REPORT"):
            return event
        if kind == "END":
            return None
        record = {"version": rest.removeprefix(" Version: ")} if kind == "START" else self._report(rest)
        time = datetime.fromtimestamp(event["timestamp"] / 1000, UTC).isoformat(timespec="milliseconds")
        line = {
            "time": time.replace("+00:00", "Z"),
            "type": f"platform.{kind.lower()}",
            "record": {"requestId": self._request_id, **record},
        }
        return event | {"message": json.dumps(line)}

    def _report(self, text: str) -> dict[str, Any]:
        init = init_seconds()
        duration = max(self._duration_ms - round((init or 0.0) * 1000), 0)
        metrics: dict[str, float] = {
            "durationMs": duration,
            "billedDurationMs": duration,
            "memorySizeMB": self._config.get("MemorySize", 128),
            "maxMemoryUsedMB": int(text.rpartition("Max Memory Used: ")[2].removesuffix(" MB") or 0),
        }
        if init is not None:
            start = "restoreDurationMs" if starts_from_snapshot(self._config) else "initDurationMs"
            metrics[start] = round(init * 1000, 2)
        return {"metrics": metrics, "status": self._status}
