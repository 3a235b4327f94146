"""CloudWatch dashboard widgets as values. `rows` places them on the grid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from components.monitoring.metrics import Metric, MetricMath

Json = dict[str, Any]
_COLUMNS = 24
_HEIGHT = 6
_PERIOD = 300


@dataclass(frozen=True)
class Line:
    """A metric or metric math expression with its legend label."""

    metric: Metric | MetricMath
    label: str


@dataclass(frozen=True)
class Search:
    """One line per value of each dimension that is not in `fixed`, e.g. `Tool`. Not available in alarms."""

    namespace: str
    name: str
    dimensions: tuple[str, ...]
    """Every dimension of the metric."""
    fixed: Mapping[str, str]
    """Dimension to value."""
    statistic: str
    label: str
    """May contain CloudWatch placeholders, e.g. `${PROP('Dim.Tool')}`."""

    @property
    def expression(self) -> str:
        schema = ",".join((self.namespace, *self.dimensions))
        fixed = " ".join(f'{name}="{value}"' for name, value in self.fixed.items())
        return f"SEARCH('{{{schema}}} MetricName=\"{self.name}\" {fixed}', '{self.statistic}')"


@dataclass(frozen=True)
class Graph:
    """Lines over time."""

    title: str
    lines: Sequence[Line | Search]
    region: str
    period_seconds: int = _PERIOD
    stacked: bool = False
    unit: str = ""
    """Label of the vertical axis."""
    limits: Mapping[str, float] = field(default_factory=dict[str, float])
    """Horizontal lines, label to value."""

    def to_json(self) -> Json:
        properties: Json = {
            "title": self.title,
            "view": "timeSeries",
            "stacked": self.stacked,
            "region": self.region,
            "period": self.period_seconds,
            "metrics": list(_metrics(self.lines)),
            "yAxis": {"left": {"min": 0, "label": self.unit, "showUnits": False}},
        }
        if self.limits:
            marks = [{"label": label, "value": value} for label, value in self.limits.items()]
            properties["annotations"] = {"horizontal": marks}
        return {"type": "metric", "properties": properties}


@dataclass(frozen=True)
class LogTable:
    """Result of a Logs Insights query over the dashboard's time range."""

    title: str
    query: str
    log_groups: Sequence[str]
    region: str
    view: Literal["table", "timeSeries", "bar"] = "table"

    def to_json(self) -> Json:
        sources = " | ".join(f"SOURCE '{group}'" for group in self.log_groups)
        properties = {
            "title": self.title,
            "view": self.view,
            "region": self.region,
            "query": f"{sources} | {self.query}",
        }
        return {"type": "log", "properties": properties}


@dataclass(frozen=True)
class AlarmStates:
    """States of these alarms."""

    title: str
    arns: Sequence[str]

    def to_json(self) -> Json:
        return {
            "type": "alarm",
            "properties": {"title": self.title, "alarms": list(self.arns), "sortBy": "stateUpdatedTimestamp"},
        }


Widget = Graph | LogTable | AlarmStates


def rows(*widgets: Sequence[Widget]) -> Json:
    """Body of a dashboard. Each sequence is one row of widgets of equal width."""
    placed: list[Json] = []
    for row, content in enumerate(widgets):
        width = _COLUMNS // len(content)
        for column, widget in enumerate(content):
            place = {"x": column * width, "y": row * _HEIGHT, "width": width, "height": _HEIGHT}
            placed.append({**place, **widget.to_json()})
    return {"widgets": placed}


def in_rows(widgets: Iterable[Widget], per_row: int) -> list[list[Widget]]:
    """Splits widgets into rows."""
    listed = list(widgets)
    return [listed[start : start + per_row] for start in range(0, len(listed), per_row)]


def _metrics(lines: Sequence[Line | Search]) -> Iterable[list[Any]]:
    for number, line in enumerate(lines):
        if isinstance(line, Search):
            yield [{"expression": line.expression, "label": line.label, "id": f"s{number}"}]
        elif isinstance(line.metric, Metric):
            yield _metric(line.metric, {"label": line.label})
        else:
            # Ids must be unique within a widget.
            ids = {id_: f"m{number}_{id_}" for id_ in line.metric.metrics}
            yield [{"expression": line.metric.renamed(ids).expression, "label": line.label, "id": f"e{number}"}]
            for id_, metric in line.metric.metrics.items():
                yield _metric(metric, {"id": ids[id_], "visible": False})


def _metric(metric: Metric, options: Json) -> list[Any]:
    dimensions = [part for pair in metric.dimensions.items() for part in pair]
    return [metric.namespace, metric.name, *dimensions, {"stat": metric.statistic, **options}]
