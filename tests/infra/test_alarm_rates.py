"""Every alarm fires at the slowest rate of its event that is worth waking somebody, and clears afterwards.

The embedded AWS's evaluator on a simulated clock: no server, and no time passes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from components.foundation.functions import FUNCTIONS
from components.foundation.names import Names
from components.foundation.self_hosted.names import LangfuseNames
from components.langfuse.alarms import Watched, langfuse_alarms
from components.monitoring.alarm import Alarm
from components.monitoring.all_alarms import all_alarms
from components.monitoring.metrics import Metric
from components.monitoring.system_alarms import waf_alarm
from docgen.alarm_rates import RATES, Points, Rate
from local.aws.emulator.cloudwatch.alarm_clock import AlarmClock
from local.aws.emulator.cloudwatch.alarm_states import EXTRA_PERIODS
from local.aws.emulator.cloudwatch.alarm_values import AlarmValues, state_of
from local.aws.emulator.cloudwatch.metric_points import MetricPoints

NAMES = Names("alex", "prod", "us-east-1", "123456789012")
LANGFUSE = Watched(LangfuseNames(NAMES), "balancer", "targets", "files")
ROWS = (*all_alarms(NAMES, FUNCTIONS, "api"), waf_alarm("alex-prod"), *langfuse_alarms(LANGFUSE))
MINUTE = 60
#: Namespaces of metrics of log filters, whose names are the stack's.
FILTERED = "Alex/"
USUAL_EVERY = 10 * MINUTE


class Simulation:
    """One alarm and its metrics, minute by minute."""

    def __init__(self, row: Alarm, rate: Rate) -> None:
        self.row, self.rate = row, rate
        self.time = 1_000_000_200.0
        self._points: dict[str, MetricPoints] = {}
        self._values = AlarmValues(self._of_key, AlarmClock(), lambda: self.time)
        self.alarm = deployed(row)
        # The deployment itself has invoked functions.
        self._measure(rate.usual)

    @property
    def state(self) -> str:
        return self.alarm["StateValue"]

    def minutes(self, number: int, *, usual: bool) -> Iterator[str]:
        """The state after each of the next minutes, with or without good work."""
        for _ in range(number):
            self.time += MINUTE
            if usual and self.time % USUAL_EVERY == 0:
                self._measure(self.rate.usual)
            yield self._evaluated()

    def event(self) -> set[str]:
        """The states while the event happens and until the next begins, a day later at most."""
        states = set[str]()
        for _ in range(self.rate.minutes):
            self.time += MINUTE
            self._measure(self.rate.points)
            if self.rate.above:
                self._measure({self.rate.above: self.row.threshold * 1.05})
            states.add(self._evaluated())
        rest = min(self.rate.every_minutes, 24 * 60) - self.rate.minutes
        return states.union(self.minutes(rest, usual=not self.rate.alone))

    def _measure(self, points: Points) -> None:
        for name, values in points.items():
            series = self._points.setdefault(name, MetricPoints(AlarmClock(), lambda: self.time))
            for value in values if isinstance(values, tuple) else (values,):
                series.append({"Timestamp": self.time, "Value": float(value)})

    def _of_key(self, key: tuple[Any, ...]) -> MetricPoints | None:
        namespace, name, _ = key
        return self._points.get(namespace.removeprefix(FILTERED) if namespace.startswith(FILTERED) else name)

    def _evaluated(self) -> str:
        state = state_of(self.alarm, self._values)
        assert state is not None
        self.alarm["StateValue"] = state
        return state


def deployed(row: Alarm) -> dict[str, Any]:
    """The alarm as CloudWatch has it."""
    alarm: dict[str, Any] = {
        "StateValue": "INSUFFICIENT_DATA",
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": row.threshold,
        "EvaluationPeriods": row.periods,
        "DatapointsToAlarm": row.datapoints,
        "TreatMissingData": row.missing_data,
    }
    if isinstance(row.metric, Metric):
        return alarm | _named(row.metric) | {"ExtendedStatistic": row.metric.statistic, "Period": row.period_seconds}
    queries: list[dict[str, Any]] = [
        {
            "Id": name,
            "ReturnData": False,
            "MetricStat": {"Metric": _named(metric), "Period": row.period_seconds, "Stat": metric.statistic},
        }
        for name, metric in row.metric.metrics.items()
    ]
    return alarm | {"Metrics": [*queries, {"Id": "result", "Expression": row.metric.expression}]}


def _named(metric: Metric) -> dict[str, Any]:
    dimensions = [{"Name": name, "Value": value} for name, value in metric.dimensions.items()]
    return {"Namespace": metric.namespace, "MetricName": metric.name, "Dimensions": dimensions}


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_an_alarm_fires_at_its_slowest_rate_and_clears_after_the_last_event(row: Alarm):
    rate = RATES[row.runbook]
    simulation = Simulation(row, rate)
    assert "ALARM" not in set(simulation.minutes(6 * 60, usual=True))

    for number in range(1, rate.fires_after):
        assert "ALARM" not in simulation.event(), f"at event {number}"
    assert "ALARM" in simulation.event()

    look_back = (row.periods + EXTRA_PERIODS) * row.period_seconds // MINUTE
    (*_, last) = simulation.minutes(look_back + 1, usual=True)
    assert last == "OK"


@pytest.mark.parametrize("row", [row for row in ROWS if row.period_seconds > 300], ids=lambda row: row.name)
def test_an_alarm_on_an_hour_clears_within_an_hour_of_good_work(row: Alarm):
    simulation = Simulation(row, RATES[row.runbook])
    simulation.event()

    (*_, last) = simulation.minutes(61, usual=True)
    assert last == "OK"


def test_every_kind_of_alarm_has_a_rate_and_every_rate_an_alarm():
    assert set(RATES) == {row.runbook for row in ROWS}
