"""Causes of alarms that watch for what does not happen: a schedule that no longer fires."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from components.foundation.functions import FUNCTIONS
from components.foundation.shared_names import HOUSEKEEPER
from tests.e2e.alarm_scene import Scene, eventually

#: The schedule fires every minute of real time then.
BACK_SECONDS = 150
#: Appended to the housekeeper's code. No stack rotates less often than every 90 days.
LATER = """
import datetime
import housekeeper.handler
_now = housekeeper.handler.now
housekeeper.handler.now = lambda db: _now(db) + datetime.timedelta(days=100)
"""


@contextmanager
def months_pass(scene: Scene) -> Generator[None]:
    """For the housekeeper: secrets and their dates are those of the deployment. Then it has the right time again."""
    (spec,) = (spec for spec in FUNCTIONS if spec.name == HOUSEKEEPER)
    assert scene.call(spec, version=scene.releases.publish(spec, LATER, instead=False)) is None
    yield
    assert scene.call(spec) is None


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
