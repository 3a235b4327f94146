"""The cause of an alarm that watches for what does not happen: a schedule that no longer fires."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from tests.e2e.alarm_scene import Scene, eventually

#: The schedule fires every minute of real time then.
BACK_SECONDS = 150


@contextmanager
def schedule_off(scene: Scene) -> Generator[None]:
    """Without its schedule the housekeeper does not run. An hour of its alarm lasts a minute meanwhile."""
    scheduler, cloudwatch = scene.stack.client("scheduler"), scene.stack.client("cloudwatch")
    found = scheduler.get_schedule(Name=scene.stack.outputs["functions"]["housekeeper"].replace("keeper", "keeping"))
    schedule = {name: found[name] for name in ("Name", "FlexibleTimeWindow", "Target", "ScheduleExpression", "State")}
    (alarm,) = cloudwatch.describe_alarms(AlarmNamePrefix=f"{schedule['Name']}-missed")["MetricAlarms"]
    scheduler.update_schedule(**schedule | {"State": "DISABLED"})
    cloudwatch.put_metric_alarm(**_definition(alarm, period=60))
    try:
        yield
        scheduler.update_schedule(**schedule | {"ScheduleExpression": "rate(1 minute)"})
        assert eventually(lambda: _state(cloudwatch, alarm) == "OK", BACK_SECONDS)
    finally:
        cloudwatch.put_metric_alarm(**_definition(alarm, period=3600))
        scheduler.update_schedule(**schedule)


def _definition(alarm: dict[str, Any], period: int) -> dict[str, Any]:
    """What `put_metric_alarm` takes of a described alarm, with another period."""
    taken = ("AlarmName", "AlarmDescription", "EvaluationPeriods", "DatapointsToAlarm", "Threshold")
    queries = [
        query | ({"MetricStat": query["MetricStat"] | {"Period": period}} if "MetricStat" in query else {})
        for query in alarm["Metrics"]
    ]
    kept = {name: alarm[name] for name in (*taken, "ComparisonOperator", "TreatMissingData")}
    return kept | {"Metrics": queries}


def _state(cloudwatch: Any, alarm: dict[str, Any]) -> str:
    (found,) = cloudwatch.describe_alarms(AlarmNames=[alarm["AlarmName"]])["MetricAlarms"]
    return found["StateValue"]
