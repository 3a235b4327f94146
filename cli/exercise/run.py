"""The exercise from its beginning to its end."""

from __future__ import annotations

import time
from collections.abc import Callable

from cli.exercise.failures import events_fail_for_good, poison_message
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
    """Makes the system do all that it can do. What only a deployment does, e.g. fill empty secrets, has been done.

    Functions are switched off for seconds, the database refuses a user, the model fails: not for a system in use.

    Args:
        on_step: called with each step's name and seconds.

    Raises:
        UserError: the system did not do what it must.
        ClientError: the embedded AWS refused.
    """

    def step(name: str, work: Callable[[], object]) -> None:
        started = time.monotonic()
        work()
        on_step(name, time.monotonic() - started)

    step("migrations again, and one that fails", lambda: migrate_again(system))
    step("the edge's function deleted and made again", lambda: renew_edge_function(system))
    step("events that every function fails on", lambda: events_fail_for_good(system))
    # Its function waits a minute: meanwhile, everything that does not need that function.
    origin = start_origin_rotation(system)
    step("every route of the API", lambda: wait_for_job(system, every_route(system)))
    step("jobs of all kinds", lambda: all_kinds(system))
    step("a message that is no job", lambda: poison_message(system))
    step("the database user rotated, at the second try", lambda: rotate_database_user(system))
    step("the origin's secret rotated", lambda: finish_origin_rotation(system, origin))
