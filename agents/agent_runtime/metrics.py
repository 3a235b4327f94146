"""Custom CloudWatch metrics as EMF log lines: no API call in the request path.

`METRICS` is the one list of what Alex emits. A name or dimension that is not in it is an error, so that a dashboard
or alarm built from the same list can never show a metric that nothing emits.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from agent_runtime.settings import runtime_settings

NAMESPACE = "Alex"


@dataclass(frozen=True)
class MetricSpec:
    unit: MetricUnit
    dimensions: tuple[str, ...]
    meaning: str


#: Every metric also carries `Stack` and `service`, the function's name in the roster.
METRICS: dict[str, MetricSpec] = {
    "AgentRuns": MetricSpec(MetricUnit.Count, (), "agent runs that ended, well or not"),
    "AgentDuration": MetricSpec(MetricUnit.Milliseconds, (), "wall time of one agent's work"),
    "AgentErrors": MetricSpec(MetricUnit.Count, ("Kind",), "agent runs that ended in an error"),
    "ToolCalls": MetricSpec(MetricUnit.Count, ("Tool",), "tool calls by the model"),
    "InputTokens": MetricSpec(MetricUnit.Count, ("Model",), "prompt tokens that were not cached"),
    "CachedInputTokens": MetricSpec(MetricUnit.Count, ("Model",), "prompt tokens read from the cache"),
    "OutputTokens": MetricSpec(MetricUnit.Count, ("Model",), "generated tokens, reasoning included"),
    "CostUSD": MetricSpec(MetricUnit.NoUnit, ("Model",), "cost of model calls in US dollars"),
    "UnpricedModelCalls": MetricSpec(MetricUnit.Count, ("Model",), "calls of a model that no price list knows"),
    "ModelThrottles": MetricSpec(MetricUnit.Count, ("Model",), "throttled attempts, whether a retry helped or not"),
    "SpecialistFailures": MetricSpec(
        MetricUnit.Count, ("Specialist", "Kind"), "specialists that the planner got no result from"
    ),
    "JobsFinished": MetricSpec(MetricUnit.Count, ("Status",), "jobs that ended, by status"),
    "JobDuration": MetricSpec(MetricUnit.Milliseconds, (), "wall time from claim to end of a job"),
    "TraceExportFailures": MetricSpec(MetricUnit.Count, (), "invocations whose spans were not all sent"),
    "DataApiLatency": MetricSpec(MetricUnit.Milliseconds, ("Operation",), "one statement over the RDS Data API"),
    "DataApiErrors": MetricSpec(MetricUnit.Count, ("Operation",), "statements that failed"),
    "DatabaseConnectionErrors": MetricSpec(MetricUnit.Count, (), "statements that could not reach the database"),
}

_lock = threading.Lock()
_pending: dict[tuple[tuple[str, str], ...], EphemeralMetrics] = {}


def count(name: str, value: float = 1, /, **dimensions: str) -> None:
    """Adds `value` to the metric; keyword names are its dimensions in lower case (`kind=` for `Kind`)."""
    spec = METRICS[name]
    values = tuple((dimension, dimensions.pop(dimension.lower())) for dimension in spec.dimensions)
    if dimensions:
        raise KeyError(f"metric {name} has no dimension {', '.join(dimensions)}")
    with _lock:
        group = _pending.get(values)
        if group is None:
            group = EphemeralMetrics(namespace=NAMESPACE, service=runtime_settings().alex_function)
            for dimension, text in (("Stack", runtime_settings().alex_stack), *values):
                group.add_dimension(name=dimension, value=text)
            _pending[values] = group
        group.add_metric(name=name, unit=spec.unit, value=value)


def duration(name: str, milliseconds: float, /, **dimensions: str) -> None:
    """Adds one measurement in milliseconds; the same as `count`, named for the reader."""
    count(name, milliseconds, **dimensions)


def flush() -> None:
    """Writes everything collected since the last flush to standard output, where CloudWatch reads it."""
    with _lock:
        groups = list(_pending.values())
        _pending.clear()
    for group in groups:
        group.flush_metrics()
