"""Custom CloudWatch metrics as EMF log lines: no API call in the request path.

`METRICS` lists every metric of Alex. Any other name or dimension is an error, so that a dashboard or alarm built from
the same list never shows a metric without data. CloudWatch bills each combination of dimensions by the hours in which
it has data: what is looked up now and then is a field of a log line, and a saved query reads it.
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
    only_totals: bool = False
    """Service and `dimensions` are fields of the log line only."""

    @property
    def series(self) -> tuple[tuple[str, ...], ...]:
        """Every dimension set that the metric is emitted under."""
        return self.totals if self.only_totals else (("Stack", "service", *self.dimensions), *self.totals)


_OF_STACK = (("Stack",),)

METRICS: dict[str, MetricSpec] = {
    "AgentFailures": MetricSpec(MetricUnit.Percent, (), "100 for an agent run that ended in an error, 0 for any other"),
    "AgentDuration": MetricSpec(MetricUnit.Milliseconds, (), "wall time of one agent's work"),
    "CostUSD": MetricSpec(
        MetricUnit.NoUnit, ("Model",), "cost of model calls in US dollars", _OF_STACK, only_totals=True
    ),
    "UnpricedModelCalls": MetricSpec(MetricUnit.Count, ("Model",), "model calls of unknown cost: no price, or cut off"),
    "ModelThrottles": MetricSpec(
        MetricUnit.Count, ("Model",), "throttled attempts, whether a retry helped or not", _OF_STACK
    ),
    "ModelIncidents": MetricSpec(
        MetricUnit.Count, ("Kind",), "model calls and answers that went wrong: asked again, given up, refused, mended"
    ),
    "Faithfulness": MetricSpec(
        MetricUnit.Percent,
        (),
        "figures in a model's text that match the facts, before code put it right",
        _OF_STACK,
        only_totals=True,
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
    "RotationOverdueDays": MetricSpec(
        MetricUnit.NoUnit, (), "days by which the latest rotation of a secret is late", _OF_STACK, only_totals=True
    ),
    "FeedbackSent": MetricSpec(MetricUnit.Count, (), "changes of users' feedback that Langfuse was told"),
    "FeedbackNotSent": MetricSpec(MetricUnit.Count, (), "changes of users' feedback that Langfuse did not take"),
    "DataApiLatency": MetricSpec(
        MetricUnit.Milliseconds, ("Operation",), "one statement over the RDS Data API", _OF_STACK, only_totals=True
    ),
    "DataApiErrors": MetricSpec(
        MetricUnit.Count, ("Operation",), "statements that failed", _OF_STACK, only_totals=True
    ),
    "DatabaseConnectionErrors": MetricSpec(
        MetricUnit.Count, (), "statements that could not reach the database", _OF_STACK, only_totals=True
    ),
}

_lock = threading.Lock()
_Values = tuple[tuple[str, str], ...]
_Series = tuple[tuple[str, ...], ...]
_pending: dict[tuple[_Values, _Series], EphemeralMetrics] = {}


def count(name: str, value: float = 1, /, **dimensions: str) -> None:
    """Adds `value` to the metric; keyword names are its dimensions in lower case (`kind=` for `Kind`)."""
    spec = METRICS[name]
    values = tuple((dimension, dimensions.pop(dimension.lower())) for dimension in spec.dimensions)
    if dimensions:
        raise KeyError(f"metric {name} has no dimension {', '.join(dimensions)}")
    with _lock:
        if (values, spec.series) not in _pending:
            _pending[values, spec.series] = _line(values, spec.series)
        _pending[values, spec.series].add_metric(name=name, unit=spec.unit, value=value)


def _line(values: _Values, series: _Series) -> EphemeralMetrics:
    """A log line for metrics that share their dimensions and fields."""
    settings = runtime_settings()
    every = {"Stack": settings.alex_stack, "service": settings.alex_function, **dict(values)}
    line = EphemeralMetrics(namespace=NAMESPACE, service=settings.alex_function)
    # Otherwise the library makes the service a dimension of every line.
    line.service = ""
    first, *others = series
    for name in first:
        line.add_dimension(name=name, value=every[name])
    for total in others:
        line.add_dimensions(**{name: every[name] for name in total})
    for name in every.keys() - {name for names in series for name in names}:
        line.add_metadata(key=name, value=every[name])
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
