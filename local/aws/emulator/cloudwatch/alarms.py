"""CloudWatch alarms, evaluated on a timer over their dimensions and periods, with metric math."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from ministack.services import cloudwatch

from local.aws.emulator.cloudwatch import metric_math
from local.aws.emulator.cloudwatch.alarm_clock import AlarmClock
from local.aws.emulator.cloudwatch.alarm_values import AlarmValues, state_of
from local.aws.emulator.iam.authorization import error
from local.aws.emulator.wraps import existing, existing_data, wrap


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
        self._values = AlarmValues(existing_data(cloudwatch, "_metrics").get, clock)
        transition = ("alarm_name", "old_state", "new_state", "reason", "alarm_type", "reason_data")
        self._record = existing(cloudwatch, "_record_history", *transition)
        self._act = existing(cloudwatch, "_dispatch_alarm_actions", "alarm", "old_state", "new_state", "reason")
        self._evaluate_parents = existing(cloudwatch, "_evaluate_parent_alarms", "child", "seen")

    def evaluate(self, alarm: dict[str, Any]) -> None:
        if not alarm.get("MetricName") and "Metrics" not in alarm:
            # It is being put: ministack evaluates it before it has its metric math.
            return
        old = alarm["StateValue"]
        new = state_of(alarm, self._values)
        if new is not None and new != old:
            reason = (
                f"{alarm['ComparisonOperator']} {float(alarm['Threshold']):g} in {alarm['EvaluationPeriods']} periods"
            )
            self._change(alarm, old, new, reason)

    def _change(self, alarm: dict[str, Any], old: str, new: str, reason: str) -> None:
        alarm.update(StateValue=new, StateReason=reason, StateUpdatedTimestamp=int(time.time()))
        self._record(alarm["AlarmName"], old, new, reason)
        self._act(alarm, old, new, reason)
        self._evaluate_parents(alarm)
