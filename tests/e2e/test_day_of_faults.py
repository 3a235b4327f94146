"""A day's faults in fifteen minutes: nothing is lost, every alarm fires that should, and none that should not.

All measurements are of real events. Only the alarms' clock is faster: by default an hour takes 37.5 seconds. Below 240
seconds a day, half a second of work is three minutes of that clock, and `planner-concurrency` may fire.
"""

from __future__ import annotations

import os
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch

import pytest

from cli.run.portfolio_file import PortfolioFile
from local.stack import LocalAlex
from tests.e2e.alarm_listeners import History
from tests.e2e.alarm_scene import Scene, eventually
from tests.e2e.conftest import Alex
from tests.e2e.day_faults import FAULTS, Day, Fault
from tests.e2e.day_users import Accepted, Users
from tests.e2e.fragile import Breaker

pytestmark = [pytest.mark.local, pytest.mark.soak]

HOURS = 24
SECONDS_PER_HOUR = float(os.environ.get("ALEX_DAY_SECONDS", "900")) / HOURS
USERS = ("ada", "ben", "cleo")
SEVERITIES = {"critical", "warning"}
#: An alarm may look back over three periods of five minutes, and misses data for two more.
LATER_SECONDS = SECONDS_PER_HOUR
#: A job that was accepted before a fault may still run in it.
EARLIER_SECONDS = 30.0


@dataclass
class Happened:
    """A fault that has come and gone, in Unix time."""

    fault: Fault
    hour: int
    began: float
    ended: float
    broke: str = ""

    def covers(self, at: float, earlier: float = 0.0) -> bool:
        """Whether the fault can have had an effect at that time; alarms' times are whole seconds."""
        return int(self.began - earlier) <= at <= self.ended + LATER_SECONDS


@dataclass
class Seen:
    """Everything that was observed."""

    happened: list[Happened] = field(default_factory=list[Happened])
    jobs: list[Accepted] = field(default_factory=list[Accepted])
    refused: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])
    changes: dict[str, list[tuple[float, str]]] = field(default_factory=dict[str, list[tuple[float, str]]])
    still_firing: list[str] = field(default_factory=list[str])
    in_queue: int = -1
    dead_letters: int = -1

    def fired(self, pattern: str, happened: Happened) -> bool:
        """Whether an alarm was in ALARM at some time of the fault."""
        return any(_was_firing(changes, happened) for alarm, changes in self.changes.items() if fnmatch(alarm, pattern))


def _was_firing(changes: list[tuple[float, str]], happened: Happened) -> bool:
    ends = [*(at for at, _ in changes[1:]), time.time()][: len(changes)]
    return any(
        state == "ALARM" and at <= happened.ended + LATER_SECONDS and end >= happened.began
        for (at, state), end in zip(changes, ends, strict=True)
    )


@pytest.fixture(scope="module")
def seen(sample: Callable[[str], PortfolioFile]) -> Iterator[Seen]:
    with LocalAlex(model_latency=0.2, alarm_seconds_per_minute=SECONDS_PER_HOUR / 60) as stack:
        alex, history, seen = Alex(stack), History(stack), Seen()
        started = time.monotonic()
        assert alex.analyse("first", sample("growth"))["status"] == "completed"
        breaker = Breaker(alex)
        breaker.shorten(time.monotonic() - started)
        users = Users(alex, sample("starter"), rest_seconds=5.0)
        day = Day(Scene(alex, sample), breaker, sample("starter"), SECONDS_PER_HOUR)
        with users.busy(USERS):
            # Cold starts of the deployment may be slow.
            assert eventually(lambda: not history.on(), 120), history.on()
            begun = time.time()
            _live_through(day, seen)
        _settle(users, breaker, history, seen)
        seen.changes = {
            alarm: [change for change in changes if change[0] >= int(begun)]
            for alarm, changes in history.changes().items()
            if alarm not in SEVERITIES
        }
        yield seen


def _live_through(day: Day, seen: Seen) -> None:
    begun = time.monotonic()
    for hour in range(HOURS):
        time.sleep(max(0.0, begun + hour * SECONDS_PER_HOUR - time.monotonic()))
        for fault in (fault for fault in FAULTS if hour in fault.hours):
            happened = Happened(fault, hour, time.time(), 0.0)
            try:
                fault.make(day, hour)
            except Exception:
                happened.broke = traceback.format_exc()
            happened.ended = time.time()
            seen.happened.append(happened)


def _settle(users: Users, breaker: Breaker, history: History, seen: Seen) -> None:
    """Wait until all has ended that will end."""
    for job in users.jobs:
        with users.alex.api(job.user) as api:
            eventually(lambda job=job, api=api: users.look(job, api), 120)
    eventually(lambda: breaker.messages(breaker.queue) == 0, 120)
    eventually(lambda: not history.on(), 120)
    seen.jobs, seen.refused, seen.still_firing = users.jobs, users.refused, history.on()
    seen.in_queue, seen.dead_letters = breaker.messages(breaker.queue), breaker.dead_letters()


def test_each_fault_happened_and_ended_as_described(seen: Seen) -> None:
    broke = [f"{it.fault.name} at {it.hour}:00\n{it.broke}" for it in seen.happened if it.broke]

    assert len(seen.happened) == sum(len(fault.hours) for fault in FAULTS)
    assert not broke, "\n".join(broke)


def test_no_job_is_lost(seen: Seen) -> None:
    def allowed(job: Accepted) -> set[str]:
        during = [it.fault.ends for it in seen.happened if it.covers(job.at, EARLIER_SECONDS)]
        return {"completed"}.union(*during)

    assert len(seen.jobs) > HOURS
    assert [job for job in seen.jobs if job.status not in allowed(job)] == []
    assert (seen.in_queue, seen.dead_letters) == (0, 0)


def test_users_meet_errors_only_while_the_database_refuses(seen: Seen) -> None:
    refusing = [it for it in seen.happened if it.fault.refuses]

    assert [error for error in seen.refused if not any(it.covers(error[0]) for it in refusing)] == []


def test_every_alarm_fires_that_should(seen: Seen) -> None:
    silent = [
        f"{alarm} after '{it.fault.name}' at {it.hour}:00"
        for it in seen.happened
        for alarm in it.fault.must
        if not seen.fired(alarm, it)
    ]

    assert silent == []


def test_no_alarm_fires_that_should_not(seen: Seen) -> None:
    def explained(alarm: str, at: float) -> bool:
        return any(
            it.covers(at) and any(fnmatch(alarm, pattern) for pattern in (*it.fault.must, *it.fault.may))
            for it in seen.happened
        )

    fired = [(alarm, at) for alarm, changes in seen.changes.items() for at, state in changes if state == "ALARM"]

    unexplained = Counter(alarm for alarm, at in fired if not explained(alarm, at))
    assert not unexplained, unexplained
    assert seen.still_firing == []
