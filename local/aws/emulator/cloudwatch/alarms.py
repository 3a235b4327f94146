"""CloudWatch alarms, evaluated on a timer over their dimensions and periods, with metric math."""

from __future__ import annotations

import operator
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from ministack.services import cloudwatch

from local.aws.emulator.cloudwatch import metric_math
from local.aws.emulator.cloudwatch.alarm_clock import AlarmClock
from local.aws.emulator.iam.authorization import error
from local.aws.emulator.wraps import existing, existing_data, wrap

#: CloudWatch reads more periods than it evaluates. The number is undocumented; its examples need this many.
_EXTRA_PERIODS = 2
_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}


def install(clock: AlarmClock) -> None:
    """Makes alarms change state by themselves. Alarms on anomaly detection bands stay at INSUFFICIENT_DATA."""
    alarms = Alarms(clock)
    wrap(cloudwatch, "_put_metric_alarm", "params", "cbor_data", "is_cbor", "is_json", by=_keeping_metric_math)
    wrap(cloudwatch, "_evaluate_alarm", "alarm", by=lambda _: alarms.evaluate)
    evaluate_all = existing(cloudwatch, "_evaluate_all_alarms")

    def evaluate_forever() -> None:
        while True:
            time.sleep(clock.tick)
            evaluate_all()

    threading.Thread(target=evaluate_forever, daemon=True, name="alarms").start()


def new_state(
    old: str,
    values: Sequence[float | None],
    breaches: Callable[[float], bool],
    *,
    periods: int,
    needed: int,
    missing: str,
) -> str:
    """The state of an alarm by CloudWatch's rules.

    Args:
        values: newest first, None for a period without data; may go further back than `periods`.
        periods: EvaluationPeriods. This many of the newest existing values are evaluated, however old; missing data
            matters only when there are fewer.
        needed: DatapointsToAlarm.
        missing: TreatMissingData.
    """
    judged = [value for value in values if value is not None][:periods]
    found = sum(breaches(value) for value in judged)
    if missing == "breaching":
        found += periods - len(judged)
    if found >= needed:
        return "ALARM"
    undecided = len(judged) < periods and all(breaches(value) for value in judged)
    if undecided and missing not in ("breaching", "notBreaching"):
        return old if missing == "ignore" else "INSUFFICIENT_DATA"
    return "OK"


def _keeping_metric_math(put: Callable[..., Any]) -> Callable[..., Any]:
    """ministack drops an alarm's `Metrics`."""
    alarms = existing_data(cloudwatch, "_alarms")

    def put_metric_alarm(params: Any, cbor_data: dict[str, Any], is_cbor: bool, is_json: bool = False) -> Any:
        queries = cbor_data.get("Metrics") or []
        try:
            for query in queries:
                metric_math.parse(query.get("Expression") or "1")
            if queries and sum(query.get("ReturnData", True) for query in queries) != 1:
                raise ValueError("exactly one element of the metrics list should return data")
        except ValueError as problem:
            return error(400, "ValidationError", str(problem))
        answer = put(params, cbor_data, is_cbor, is_json)
        if queries:
            alarms[cbor_data["AlarmName"]]["Metrics"] = queries
        return answer

    return put_metric_alarm


class Alarms:
    """Evaluates alarms as ministack stores them."""

    def __init__(self, clock: AlarmClock) -> None:
        self._clock = clock
        transition = ("alarm_name", "old_state", "new_state", "reason", "alarm_type", "reason_data")
        self._record = existing(cloudwatch, "_record_history", *transition)
        self._act = existing(cloudwatch, "_dispatch_alarm_actions", "alarm", "old_state", "new_state", "reason")
        self._evaluate_parents = existing(cloudwatch, "_evaluate_parent_alarms", "child", "seen")
        self._statistics = existing(cloudwatch, "_calc_stats", "points")
        self._statistic = existing(cloudwatch, "_stat_value", "stats", "stat_name", "points")
        self._key = existing(cloudwatch, "_dims_key", "dims")
        self._points = existing_data(cloudwatch, "_metrics")

    def evaluate(self, alarm: dict[str, Any]) -> None:
        compare = _COMPARISONS.get(alarm.get("ComparisonOperator") or "")
        if compare is None:
            return
        periods, threshold = int(alarm["EvaluationPeriods"]), float(alarm["Threshold"])
        old = alarm["StateValue"]
        new = new_state(
            old,
            [self._value(alarm, age) for age in range(periods + _EXTRA_PERIODS)],
            lambda value: compare(value, threshold),
            periods=periods,
            needed=int(alarm.get("DatapointsToAlarm") or periods),
            missing=alarm.get("TreatMissingData") or "missing",
        )
        if new != old:
            self._change(alarm, old, new, f"{alarm['ComparisonOperator']} {threshold:g} in {periods} periods")

    def _change(self, alarm: dict[str, Any], old: str, new: str, reason: str) -> None:
        alarm.update(StateValue=new, StateReason=reason, StateUpdatedTimestamp=int(time.time()))
        self._record(alarm["AlarmName"], old, new, reason)
        self._act(alarm, old, new, reason)
        self._evaluate_parents(alarm)

    def _value(self, alarm: dict[str, Any], age: int) -> float | None:
        """The alarm's metric or metric math in the period that began `age` periods before the current one."""
        if "Metrics" not in alarm:
            statistic = alarm.get("ExtendedStatistic") or alarm.get("Statistic") or "Average"
            return self._metric(alarm, int(alarm["Period"]), statistic, age)
        values: dict[str, float | None] = {}
        # Expressions after the metrics that they refer to.
        for query in sorted(alarm["Metrics"], key=lambda query: "Expression" in query):
            if "Expression" in query:
                values[query["Id"]] = metric_math.evaluate(metric_math.parse(query["Expression"]), values)
            else:
                stat = query["MetricStat"]
                values[query["Id"]] = self._metric(stat["Metric"], int(stat["Period"]), stat["Stat"], age)
        (returned,) = (query["Id"] for query in alarm["Metrics"] if query.get("ReturnData", True))
        return values[returned]

    def _metric(self, metric: dict[str, Any], period: int, statistic: str, age: int) -> float | None:
        seconds = self._clock.real(period)
        dimensions = {item["Name"]: item["Value"] for item in metric.get("Dimensions") or []}
        key = (metric["Namespace"], metric["MetricName"], self._key(dimensions))
        end = time.time() - age * seconds
        points = [point for point in list(self._points.get(key) or ()) if end - seconds < point["Timestamp"] <= end]
        return self._statistic(self._statistics(points), statistic, points) if points else None
