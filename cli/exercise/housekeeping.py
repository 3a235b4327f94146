"""The end of a user: erased over the API, and forgotten by the housekeeper when its schedule comes round."""

from __future__ import annotations

from uuid import uuid4

from cli.exercise.routes import erase_user
from cli.exercise.system import System, wait_for
from components.compute.housekeeping import SCHEDULE

_LATER = "UPDATE deleted_jobs SET deleted_at = deleted_at - interval '2 hours'"
_WAITING = "SELECT count(*) FROM deleted_jobs WHERE trace_deleted_at IS NULL"


def erase_and_clean_up(system: System) -> None:
    """Erases the user of the exercise, and waits until the traces of the user's jobs are deleted too."""
    erase_user(system)
    # Traces wait for late spans. Then the schedule fires, which would take a day.
    system.sql(_LATER)
    _fire_schedule(system)
    wait_for("the traces of the deleted jobs to be deleted", lambda: system.sql(_WAITING)[0][0]["longValue"] == 0)


def _fire_schedule(system: System) -> None:
    """Makes a copy of the schedule that is due, fires once, and goes."""
    client = system.client("scheduler")
    client.create_schedule(
        Name=f"{system.names.of(SCHEDULE)}-{uuid4().hex[:8]}",
        ScheduleExpression="at(2026-01-01T00:00:00)",
        FlexibleTimeWindow={"Mode": "OFF"},
        ActionAfterCompletion="DELETE",
        Target=client.get_schedule(Name=system.names.of(SCHEDULE))["Target"],
    )
