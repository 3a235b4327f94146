"""Time spent in requests and jobs, from the functions' logs."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bench.load.routes import route_of


@dataclass
class Invocation:
    """An invocation of a function. Times in milliseconds."""

    route: str = ""
    """Route of the API."""
    handler_ms: float = 0.0
    """Duration of the request, measured by the API."""
    lambda_ms: float = 0.0
    """Duration of the invocation, measured by Lambda."""
    statements: list[tuple[str, float]] = field(default_factory=list[tuple[str, float]])
    """Operation and latency of each Data API call, from the metric `DataApiLatency`."""
    finished_job: str | None = None
    """Job that the planner finished in it."""

    @property
    def sql_ms(self) -> float:
        return sum(ms for _, ms in self.statements)


def read_invocations(logs: Any, group: str, since: float, until: float) -> list[Invocation]:
    """Invocations in a function's log group that ended between two Unix times.

    The embedded AWS gives each invocation a separate log stream, which groups the lines here.

    Args:
        logs: boto3 `logs` client.
    """
    span = {"startTime": int(since * 1000), "endTime": int(until * 1000)}
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group, **span)
    lines: dict[str, list[str]] = defaultdict(list)
    for event in (event for page in pages for event in page["events"]):
        lines[event["logStreamName"]].append(event["message"])
    return [invocation_of(each) for each in lines.values()]


def invocation_of(lines: Iterable[str]) -> Invocation:
    made = Invocation()
    for line in lines:
        if line.startswith("{"):
            _read(made, line)
    return made


def _read(made: Invocation, line: str) -> None:
    try:
        entry = json.loads(line)
    except ValueError:
        return  # a library's line
    if entry.get("type") == "platform.report":
        made.lambda_ms = float(entry["record"]["metrics"]["durationMs"])
    made.statements += _statements(entry)
    match entry.get("message"):
        case "request":
            made.route, made.handler_ms = route_of(entry["method"], entry["path"]), float(entry["duration_ms"])
        case "job finished":
            made.finished_job = entry["job_id"]
        case _:
            pass


def _statements(entry: dict[str, Any]) -> Iterator[tuple[str, float]]:
    if "_aws" in entry and "Operation" in entry:
        latency = entry.get("DataApiLatency", [])
        for ms in latency if isinstance(latency, list) else [latency]:
            yield entry["Operation"], float(ms)
