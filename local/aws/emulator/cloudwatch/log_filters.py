"""Metric filters of log groups, for JSON lines: `{ $.a = "x" && $.b.c > 0 }` and a value from the line."""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from ministack.services import cloudwatch, cloudwatch_logs

from local.aws.emulator.iam.authorization import error
from local.aws.emulator.wraps import Response, existing, existing_data, wrap

_PATH = r"\$(?P<path>(?:\.\w+)+)"
_CONDITION = re.compile(rf'\s*{_PATH}\s*(?P<op>!=|>=|<=|=|>|<)\s*(?:"(?P<text>[^"]*)"|(?P<number>-?\d+(?:\.\d+)?))\s*')
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
_KNOWN = 'conditions like $.a = "x" or $.b.c > 0, joined with &&, in braces'


class Condition(NamedTuple):
    path: tuple[str, ...]
    operator: str
    value: str | float

    def holds(self, line: Any) -> bool:
        found = _at(line, self.path)
        if isinstance(self.value, str):
            return isinstance(found, str) and _OPERATORS[self.operator](found, self.value)
        return _is_number(found) and _OPERATORS[self.operator](found, self.value)


class LogFilters:
    """Metric filters as ministack stores them. Putting an unsupported pattern is an error."""

    def __init__(self) -> None:
        self._filters = existing_data(cloudwatch_logs, "_metric_filters")
        self._record = existing(cloudwatch, "record_metric", "namespace", "metric_name", "value", "unit", "dimensions")
        wrap(cloudwatch_logs, "_put_metric_filter", "data", by=_refusing_unknown)

    def read(self, group: str, message: str) -> None:
        """Publishes the metrics that the group's filters extract from a line."""
        if not message.startswith("{"):
            return
        try:
            line = json.loads(message)
        except ValueError:
            return  # not JSON after all: it matches no JSON filter
        for (of_group, _), log_filter in list(self._filters.items()):
            if of_group == group and all(
                condition.holds(line) for condition in conditions(log_filter["filterPattern"])
            ):
                for made in log_filter["metricTransformations"]:
                    self._publish(line, made)

    def _publish(self, line: Any, made: dict[str, Any]) -> None:
        text = str(made["metricValue"])
        value = _at(line, tuple(text[2:].split("."))) if text.startswith("$.") else float(text)
        if _is_number(value):
            self._record(made["metricNamespace"], made["metricName"], value, made.get("unit") or "None", {})


def conditions(pattern: str) -> list[Condition]:
    """Conditions of a pattern, all of which a line must meet. Raises ValueError for an unsupported pattern."""
    inside = re.fullmatch(r"\s*\{(.*)\}\s*", pattern, re.DOTALL)
    parts = [_CONDITION.fullmatch(part) for part in inside[1].split("&&")] if inside else [None]
    if not all(parts):
        raise ValueError(f"the filter pattern {pattern!r}: the embedded AWS supports {_KNOWN}")
    return [
        Condition(
            tuple(part["path"][1:].split(".")),
            part["op"],
            float(part["number"]) if part["text"] is None else part["text"],
        )
        for part in parts
        if part
    ]


def _refusing_unknown(put: Callable[[dict[str, Any]], Response]) -> Callable[[dict[str, Any]], Response]:
    def put_metric_filter(data: dict[str, Any]) -> Response:
        try:
            conditions(data.get("filterPattern", ""))
        except ValueError as problem:
            return error(400, "InvalidParameterException", str(problem))
        return put(data)

    return put_metric_filter


def _at(line: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        line = line.get(name) if isinstance(line, dict) else None
    return line


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
