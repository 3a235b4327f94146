"""CloudWatch alarms and dashboards."""

from __future__ import annotations

from typing import Any

from local.engine.creation import CREATORS, Outputs
from local.provider.later import Change, Existing, Found, deletes, overwrites, reads, updates
from local.provider.missing import MissingError
from local.provider.tags import as_list, retag

_METRIC_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
_COMPOSITE_ALARM = "aws:cloudwatch/compositeAlarm:CompositeAlarm"

overwrites("aws:cloudwatch/dashboard:Dashboard")


@updates(_METRIC_ALARM)
def update_metric_alarm(change: Change) -> Outputs:
    return _put_again(change)


@updates(_COMPOSITE_ALARM)
def update_composite_alarm(change: Change) -> Outputs:
    return _put_again(change)


def _put_again(change: Change) -> Outputs:
    """Of an alarm that exists, CloudWatch ignores the tags in the call that creates it."""
    client, arn = change.aws.client("cloudwatch"), change.old.outputs["arn"]
    retag(change, lambda tags: client.tag_resource(ResourceARN=arn, Tags=as_list(tags)))
    CREATORS[change.type](change)
    change.removed()  # the call replaces the whole: it is gone
    return {}


@reads(_METRIC_ALARM)
def read_metric_alarm(old: Existing) -> Found:
    [alarm] = _alarms(old, "MetricAlarms", AlarmTypes=["MetricAlarm"])
    dimensions = {each["Name"]: each["Value"] for each in alarm.get("Dimensions", [])}
    return {**alarm, "dimensions": dimensions}


@reads(_COMPOSITE_ALARM)
def read_composite_alarm(old: Existing) -> Found:
    [alarm] = _alarms(old, "CompositeAlarms", AlarmTypes=["CompositeAlarm"])
    return alarm


def _alarms(old: Existing, kind: str, **options: Any) -> list[dict[str, Any]]:
    found = old.client("cloudwatch").describe_alarms(AlarmNames=[old.id], **options)[kind]
    if not found:
        raise MissingError(old.id)
    return found


@deletes(_METRIC_ALARM, _COMPOSITE_ALARM)
def delete_alarm(old: Existing) -> None:
    old.client("cloudwatch").delete_alarms(AlarmNames=[old.id])


@reads("aws:cloudwatch/dashboard:Dashboard")
def read_dashboard(old: Existing) -> Found:
    return old.client("cloudwatch").get_dashboard(DashboardName=old.id)


@deletes("aws:cloudwatch/dashboard:Dashboard")
def delete_dashboard(old: Existing) -> None:
    old.client("cloudwatch").delete_dashboards(DashboardNames=[old.id])
