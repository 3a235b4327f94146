"""The values of an alarm's metric or metric math, period by period, and the state that follows from them."""

from __future__ import annotations

import operator
import time
from collections.abc import Callable
from typing import Any

from ministack.services import cloudwatch

from local.aws.emulator.cloudwatch import metric_math
from local.aws.emulator.cloudwatch.alarm_clock import AlarmClock
from local.aws.emulator.cloudwatch.alarm_states import EXTRA_PERIODS, new_state
from local.aws.emulator.cloudwatch.metric_points import MetricPoints
from local.aws.emulator.wraps import existing

_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}


class AlarmValues:
    """Reads metrics. The work for an alarm depends on the points in its periods, not on what was measured before.

    Args:
        points: points of a metric by its key in ministack, None without any.
        clock: of the periods.
        now: Unix time in seconds.
    """

    def __init__(
        self,
        points: Callable[[tuple[Any, ...]], MetricPoints | None],
        clock: AlarmClock,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._points, self._clock, self._now = points, clock, now
        self._statistics = existing(cloudwatch, "_calc_stats", "points")
        self._statistic = existing(cloudwatch, "_stat_value", "stats", "stat_name", "points")
        self._key = existing(cloudwatch, "_dims_key", "dims")

    def newest_first(self, alarm: dict[str, Any], periods: int) -> list[float | None]:
        """The newest periods, which end now; None for one without data."""
        now = self._now()
        return [self._value(alarm, now, age) for age in range(periods)]

    def _value(self, alarm: dict[str, Any], now: float, age: int) -> float | None:
        if "Metrics" not in alarm:
            statistic = alarm.get("ExtendedStatistic") or alarm.get("Statistic") or "Average"
            return self._metric(alarm, int(alarm["Period"]), statistic, now, age)
        values: dict[str, float | None] = {}
        # Expressions after the metrics that they refer to.
        for query in sorted(alarm["Metrics"], key=lambda query: "Expression" in query):
            if "Expression" in query:
                values[query["Id"]] = metric_math.evaluate(metric_math.parse(query["Expression"]), values)
            else:
                stat = query["MetricStat"]
                values[query["Id"]] = self._metric(stat["Metric"], int(stat["Period"]), stat["Stat"], now, age)
        (returned,) = (query["Id"] for query in alarm["Metrics"] if query.get("ReturnData", True))
        return values[returned]

    def _metric(self, metric: dict[str, Any], period: int, statistic: str, now: float, age: int) -> float | None:
        dimensions = {item["Name"]: item["Value"] for item in metric.get("Dimensions") or []}
        points = self._points((metric["Namespace"], metric["MetricName"], self._key(dimensions)))
        if points is None:
            return None
        seconds = self._clock.real(period)
        end = now - age * seconds
        found = points.between(end - seconds, end)
        return self._statistic(self._statistics(found), statistic, found) if found else None


def state_of(alarm: dict[str, Any], values: AlarmValues) -> str | None:
    """The state of an alarm as ministack stores it; None for an alarm on a band of anomaly detection."""
    compare = _COMPARISONS.get(alarm.get("ComparisonOperator") or "")
    if compare is None:
        return None
    periods, threshold = int(alarm["EvaluationPeriods"]), float(alarm["Threshold"])
    return new_state(
        alarm["StateValue"],
        values.newest_first(alarm, periods + EXTRA_PERIODS),
        lambda value: compare(value, threshold),
        periods=periods,
        needed=int(alarm.get("DatapointsToAlarm") or periods),
        missing=alarm.get("TreatMissingData") or "missing",
    )
