"""The whole exercise."""

from __future__ import annotations

import time
from collections.abc import Callable

from cli.exercise.failures import events_fail_for_good, poison_message
from cli.exercise.housekeeping import erase_and_clean_up
from cli.exercise.jobs import all_kinds, wait_for_job
from cli.exercise.rotations import (
    finish_origin_rotation,
    migrate_again,
    renew_edge_function,
    rotate_database_user,
    start_origin_rotation,
)
from cli.exercise.routes import every_route
from cli.exercise.system import System

OnStep = Callable[[str, float], None]


def exercise(system: System, on_step: OnStep = lambda _name, _seconds: None) -> None:
    """Makes the system do everything it can. Work of a deployment, e.g. filling secrets, was done before.

    Not for a system in use: it disables functions for seconds, makes the database refuse a user and the model fail.

    Args:
        on_step: called with each step's name and seconds.

    Raises:
        UserError: the system misbehaved.
        ClientError: the embedded AWS refused.
    """

    def step(name: str, work: Callable[[], object]) -> None:
        started = time.monotonic()
        work()
        on_step(name, time.monotonic() - started)

    step("migrations repeated, and a failing one", lambda: migrate_again(system))
    step("edge function deleted and created", lambda: renew_edge_function(system))
    step("failed events of every function", lambda: events_fail_for_good(system))
    # The rotator waits a minute: meanwhile, all steps that do not need it.
    origin = start_origin_rotation(system)
    step("every route of the API", lambda: wait_for_job(system, every_route(system)))
    step("jobs of all kinds", lambda: all_kinds(system))
    step("a message that is not a job", lambda: poison_message(system))
    step("database user rotated, at the second attempt", lambda: rotate_database_user(system))
    step("the user erased, and the house kept", lambda: erase_and_clean_up(system))
    step("origin's secret rotated", lambda: finish_origin_rotation(system, origin))
