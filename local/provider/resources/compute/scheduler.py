"""Schedules of EventBridge Scheduler."""

from __future__ import annotations

from typing import Any

from local.engine.creation import Outputs
from local.provider.later import Change, Existing, Found, deletes, reads, updates

_SCHEDULE = "aws:scheduler/schedule:Schedule"


@updates(_SCHEDULE)
def update_schedule(change: Change) -> Outputs:
    """UpdateSchedule replaces the whole schedule."""
    change.ignore("name", "groupName")
    change.call("scheduler", "update_schedule", **_names(change.id))
    return {}


@reads(_SCHEDULE)
def read_schedule(old: Existing) -> Found:
    return old.client("scheduler").get_schedule(**_names(old.id))


@deletes(_SCHEDULE)
def delete_schedule(old: Existing) -> None:
    old.client("scheduler").delete_schedule(**_names(old.id))


def _names(identifier: str) -> dict[str, Any]:
    group, _, name = identifier.partition("/")
    return {"GroupName": group, "Name": name}
