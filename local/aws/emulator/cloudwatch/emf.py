"""Embedded metric format: turns metrics in a function's log into CloudWatch metrics."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ministack.services import cloudwatch, lambda_svc

from local.aws.emulator.wraps import existing, wrap


class Datum(NamedTuple):
    namespace: str
    name: str
    value: float
    unit: str
    dimensions: dict[str, str]


def install() -> None:
    """Records the metrics in the log of every invocation."""
    record = existing(cloudwatch, "record_metric", "namespace", "metric_name", "value", "unit", "dimensions")

    def recording(emit_logs: Callable[..., None]) -> Callable[..., None]:
        def emit(func: Any, request_id: str, log_text: str, *rest: Any, **named: Any) -> None:
            for line in (log_text or "").splitlines():
                for datum in metrics_of(line):
                    record(*datum)
            emit_logs(func, request_id, log_text, *rest, **named)

        return emit

    parameters = ("func", "request_id", "log_text", "error", "duration_ms", "log_source")
    wrap(lambda_svc, "_emit_lambda_logs", *parameters, by=recording)


def metrics_of(line: str) -> Iterator[Datum]:
    """Data points in a log line; none for a line that is not an EMF document."""
    if '"_aws"' not in line:
        return
    try:
        document = json.loads(line)
        directives = document["_aws"]["CloudWatchMetrics"]
    except (ValueError, KeyError, TypeError):
        return  # CloudWatch ignores other documents, and any log line may contain the marker
    for directive in directives:
        for names in directive.get("Dimensions") or [[]]:
            dimensions = {name: str(document[name]) for name in names}
            for metric in directive["Metrics"]:
                values = document[metric["Name"]]
                for value in values if isinstance(values, list) else [values]:
                    yield Datum(
                        directive["Namespace"], metric["Name"], float(value), metric.get("Unit", "None"), dimensions
                    )
