"""Existing metrics: those that AWS documents, those of the runtime, and those of log metric filters."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from agent_runtime.telemetry.metrics import METRICS, NAMESPACE

AWS = json.loads(Path(__file__).with_name("aws_metrics.json").read_text())
SEARCH = re.compile(r"SEARCH\('\{([^,]+),([^}]+)\} MetricName=\"(\w+)\" ([^']*)', '([\w.]+)'\)")


class Watched(NamedTuple):
    namespace: str
    name: str
    dimensions: frozenset[str]


def in_alarm(alarm: dict[str, Any]) -> Iterator[Watched]:
    for metric in [alarm, *(query.get("metric", {}) for query in alarm.get("metricQueries", []))]:
        if "metricName" in metric:
            yield Watched(metric["namespace"], metric["metricName"], frozenset(metric.get("dimensions", {})))


def in_dashboard(body: dict[str, Any]) -> Iterator[Watched]:
    for widget in body["widgets"]:
        for metric in widget["properties"].get("metrics", []):
            *named, options = metric
            if named:
                yield Watched(named[0], named[1], frozenset(named[2::2]))
            elif "SEARCH" in options["expression"]:
                match = SEARCH.fullmatch(options["expression"])
                assert match, options["expression"]
                yield Watched(match[1], match[3], frozenset(match[2].split(",")))


def not_emitted(watched: Iterable[Watched], log_filters: Iterable[dict[str, Any]]) -> set[Watched]:
    filtered = {
        Watched(made["namespace"], made["name"], frozenset(made.get("dimensions", {})))
        for made in (log_filter["metricTransformation"] for log_filter in log_filters)
    }
    return {
        metric for metric in watched if metric not in filtered and not _documented(metric) and not _of_runtime(metric)
    }


def _documented(watched: Watched) -> bool:
    service = AWS.get(watched.namespace, {"metrics": [], "dimensions": []})
    return watched.name in service["metrics"] and sorted(watched.dimensions) in service["dimensions"]


def _of_runtime(watched: Watched) -> bool:
    spec = METRICS.get(watched.name)
    if watched.namespace != NAMESPACE or spec is None:
        return False
    return watched.dimensions in map(frozenset, spec.series)
