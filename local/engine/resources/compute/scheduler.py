"""Schedules of EventBridge Scheduler."""

from __future__ import annotations

from local.engine.creation import Created, Creation, creates

GROUP = "default"


@creates("aws:scheduler/schedule:Schedule")
def schedule(new: Creation) -> Created:
    name = new.take("name", new.name)
    arn = new.call("scheduler", "create_schedule", Name=name)["ScheduleArn"]
    return f"{GROUP}/{name}", {"name": name, "arn": arn, "groupName": GROUP}
