"""Custom CloudWatch metrics as EMF log lines: no API call in the request path.

`METRICS` lists every metric of Alex. Any other name or dimension is an error, so that a dashboard or alarm built from
the same list never shows a metric without data.
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
    """Besides `Stack` and `service` (the function's name), which every metric has."""
    meaning: str
    totals: tuple[tuple[str, ...], ...] = ()
    """Further dimension sets to emit the metric under: CloudWatch does not aggregate over dimensions."""


_OF_STACK = (("Stack",),)
_OF_SERVICE = (("Stack", "service"),)

METRICS: dict[str, MetricSpec] = {
    "AgentRuns": MetricSpec(MetricUnit.Count, (), "agent runs that ended, well or not"),
    "AgentDuration": MetricSpec(MetricUnit.Milliseconds, (), "wall time of one agent's work"),
    "AgentErrors": MetricSpec(MetricUnit.Count, ("Kind",), "agent runs that ended in an error", _OF_SERVICE),
    "ToolCalls": MetricSpec(MetricUnit.Count, ("Tool",), "tool calls by the model"),
    "InputTokens": MetricSpec(MetricUnit.Count, ("Model",), "prompt tokens that were not cached"),
    "CachedInputTokens": MetricSpec(MetricUnit.Count, ("Model",), "prompt tokens read from the cache"),
    "OutputTokens": MetricSpec(MetricUnit.Count, ("Model",), "generated tokens, reasoning included"),
    "CostUSD": MetricSpec(MetricUnit.NoUnit, ("Model",), "cost of model calls in US dollars", _OF_STACK),
    "UnpricedModelCalls": MetricSpec(MetricUnit.Count, ("Model",), "model calls of unknown cost: no price, or cut off"),
    "ModelThrottles": MetricSpec(
        MetricUnit.Count, ("Model",), "throttled attempts, whether a retry helped or not", _OF_STACK
    ),
    "ModelIncidents": MetricSpec(
        MetricUnit.Count, ("Kind",), "model calls and answers that went wrong: asked again, given up, refused, mended"
    ),
    "Faithfulness": MetricSpec(
        MetricUnit.Percent, (), "figures in a model's text that match the facts, before code put it right", _OF_STACK
    ),
    "SpecialistFailures": MetricSpec(
        MetricUnit.Count, ("Specialist", "Kind"), "specialists that the planner got no result from"
    ),
    "JobsFinished": MetricSpec(MetricUnit.Count, ("Status",), "jobs that ended, by status"),
    "JobDuration": MetricSpec(MetricUnit.Milliseconds, (), "wall time from claim to end of a job"),
    "WarmUpFailures": MetricSpec(MetricUnit.Count, (), "functions that could not be started ahead of a job"),
    "UserLimitReached": MetricSpec(MetricUnit.Count, (), "analyses refused because of the user's monthly limit"),
    "TraceExportFailures": MetricSpec(
        MetricUnit.Count, (), "invocations that did not send all spans and scores", _OF_STACK
    ),
    "TraceKeysRefused": MetricSpec(MetricUnit.Count, (), "readings of Langfuse's keys because it refused those in use"),
    "ExpiredRows": MetricSpec(MetricUnit.Count, ("Kind",), "rows that were removed because of their age"),
    "TracesDeleted": MetricSpec(MetricUnit.Count, (), "traces of deleted jobs that Langfuse was told to delete"),
    "TraceDeletionFailures": MetricSpec(MetricUnit.Count, (), "requests to delete traces that Langfuse did not take"),
    "FeedbackSent": MetricSpec(MetricUnit.Count, (), "changes of users' feedback that Langfuse was told"),
    "FeedbackNotSent": MetricSpec(MetricUnit.Count, (), "changes of users' feedback that Langfuse did not take"),
    "DataApiLatency": MetricSpec(
        MetricUnit.Milliseconds, ("Operation",), "one statement over the RDS Data API", _OF_STACK
    ),
    "DataApiErrors": MetricSpec(MetricUnit.Count, ("Operation",), "statements that failed", _OF_STACK),
    "DatabaseConnectionErrors": MetricSpec(
        MetricUnit.Count, (), "statements that could not reach the database", _OF_STACK
    ),
}

_lock = threading.Lock()
_Values = tuple[tuple[str, str], ...]
_Totals = tuple[tuple[str, ...], ...]
_pending: dict[tuple[_Values, _Totals], EphemeralMetrics] = {}


def count(name: str, value: float = 1, /, **dimensions: str) -> None:
    """Adds `value` to the metric; keyword names are its dimensions in lower case (`kind=` for `Kind`)."""
    spec = METRICS[name]
    values = tuple((dimension, dimensions.pop(dimension.lower())) for dimension in spec.dimensions)
    if dimensions:
        raise KeyError(f"metric {name} has no dimension {', '.join(dimensions)}")
    with _lock:
        if (values, spec.totals) not in _pending:
            _pending[values, spec.totals] = _line(values, spec.totals)
        _pending[values, spec.totals].add_metric(name=name, unit=spec.unit, value=value)


def _line(values: _Values, totals: _Totals) -> EphemeralMetrics:
    """A log line for metrics that share their dimensions."""
    settings = runtime_settings()
    every = {"Stack": settings.alex_stack, "service": settings.alex_function, **dict(values)}
    line = EphemeralMetrics(namespace=NAMESPACE, service=settings.alex_function)
    for name, value in every.items():
        line.add_dimension(name=name, value=value)
    for total in totals:
        line.add_dimensions(**{name: every[name] for name in total})
    return line


def duration(name: str, milliseconds: float, /, **dimensions: str) -> None:
    """Adds one measurement in milliseconds. The same as `count`, named for the reader."""
    count(name, milliseconds, **dimensions)


def flush() -> None:
    """Writes everything collected since the last flush to standard output, where CloudWatch reads it."""
    with _lock:
        groups = list(_pending.values())
        _pending.clear()
    for group in groups:
        group.flush_metrics()
