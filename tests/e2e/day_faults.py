"""Faults of a day in production. Each happens, ends, and says which alarms it must and may set off."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cli.run.portfolio_file import PortfolioFile
from holdings.document import Holding
from holdings.kinds import InstrumentKind
from local.traces.database import TraceDatabase
from tests.e2e.alarm_causes import no_logins, strangers
from tests.e2e.alarm_function_causes import RAISES, SPECS
from tests.e2e.alarm_scene import Scene
from tests.e2e.fragile import Breaker, message
from tests.e2e.rotation_load import ManagedSecret
from tests.waiting import until

SPECIALISTS = ("reporter", "charter", "retirement")


@dataclass
class Day:
    """The running system, and its clock."""

    scene: Scene
    breaker: Breaker
    portfolio: PortfolioFile
    seconds_per_hour: float

    def wait(self, minutes: float) -> None:
        """Let minutes of the alarms' clock pass."""
        time.sleep(self.seconds_per_hour * minutes / 60)

    def marked(self, symbol: str) -> PortfolioFile:
        """A portfolio with an instrument and an account that no other one has: the fake model fails for it alone.

        The instrument is the largest, since the report names few; the charts name accounts where there are two. There
        is no goal: a projection asks the model without naming either.
        """
        portfolio = self.portfolio.model_copy(deep=True, update={"goal": None})
        new = Holding(
            symbol=symbol,
            quantity=Decimal(1000),
            unit_price=Decimal(5000),
            name="Something new",
            kind=InstrumentKind.ETF,
        )
        account = portfolio.accounts[0].model_copy(update={"name": f"Account {symbol}", "positions": [new]})
        portfolio.accounts.append(account)
        return portfolio

    def analyse(self, user: str, portfolio: PortfolioFile | None = None) -> dict[str, Any]:
        return self.scene.alex.analyse(user, portfolio or self.portfolio)


@dataclass(frozen=True)
class Fault:
    """Patterns are those of `fnmatch`, for alarms without the stack's prefix."""

    name: str
    hours: tuple[int, ...]
    make: Callable[[Day, int], None]
    """Returns when the fault has ended. Takes the hour."""
    must: tuple[str, ...] = ()
    """Alarms that have to fire."""
    may: tuple[str, ...] = ()
    """Alarms that may fire too."""
    ends: frozenset[str] = frozenset({"completed"})
    """How the jobs of users who analyse meanwhile may end."""
    refuses: bool = False
    """Whether users may meet errors meanwhile."""


def one_job_fails(day: Day, hour: int) -> None:
    symbol = f"DOOM{hour:02d}"
    refused = {"error": "AccessDeniedException", "containing": symbol, "times": 20}
    day.scene.alex.model_fails(*({"match": name, **refused} for name in ("planner", "tagger", *SPECIALISTS)))
    try:
        assert day.analyse(f"unlucky-{hour}", day.marked(symbol))["status"] == "failed"
    finally:
        day.scene.alex.model_fails()


def planner_killed(day: Day, hour: int) -> None:
    day.scene.alex.model_fails({"match": "charter", "seconds": 20, "times": 2})
    with day.scene.alex.api(f"killed-{hour}") as api:
        api.replace_portfolio(day.portfolio)
        job_id = api.start_analysis()
        until(lambda: "reporter" in api.job(job_id)["results"], "the report is stored")
        day.breaker.signal("planner", signal.SIGKILL)
        day.scene.alex.model_fails()
        assert day.scene.alex.wait_for(api, job_id)["status"] == "completed"


def delivered_twice(day: Day, hour: int) -> None:
    with day.scene.alex.api(f"twice-{hour}") as api:
        api.replace_portfolio(day.portfolio)
        job_id = api.start_analysis()
        for _ in range(2):
            day.breaker.send(message(job_id))
        assert day.scene.alex.wait_for(api, job_id)["status"] == "completed"
    assert day.breaker.attempts(job_id) == 1


def reporter_killed(day: Day, hour: int) -> None:
    day.scene.alex.model_fails({"match": "reporter", "seconds": 20, "times": 1})
    since = time.time()
    with day.scene.alex.api(f"reporter-killed-{hour}") as api:
        api.replace_portfolio(day.portfolio)
        job_id = api.start_analysis()
        until(lambda: day.breaker.model_calls("reporter", since), "the reporter asks the model")
        day.breaker.signal("reporter", signal.SIGKILL)
        day.scene.alex.model_fails()
        assert day.scene.alex.wait_for(api, job_id)["status"] in {"completed", "partial"}


def langfuse_away(day: Day, hour: int) -> None:
    write = TraceDatabase.write_observations

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    TraceDatabase.write_observations = full  # type: ignore[method-assign]  # the trace store runs in this process
    try:
        for number in range(6):
            assert day.analyse(f"traceless-{hour}-{number}")["status"] == "completed"
            day.wait(minutes=15)
    finally:
        TraceDatabase.write_observations = write  # type: ignore[method-assign]


def model_busy(day: Day, hour: int) -> None:
    throttled = [{"match": name, "error": "ThrottlingException", "times": 40} for name in SPECIALISTS]
    day.scene.alex.model_fails(*throttled)
    try:
        day.scene.analyse("busy-1", "busy-2", portfolio="starter")
    finally:
        day.scene.alex.model_fails()


def database_refuses(day: Day, hour: int) -> None:
    with no_logins(day.scene):
        day.wait(minutes=15)


def secrets_rotate(day: Day, hour: int) -> None:
    for name, rotator in (("database-app", "rotator"), ("origin", "origin_rotator")):
        ManagedSecret(day.scene.alex, name, rotator).rotate()


def poison(day: Day, hour: int) -> None:
    day.breaker.send("{ no job")
    until(lambda: day.breaker.dead_letters() == 1, "the message is a dead letter")
    day.wait(minutes=15)
    day.scene.stack.client("sqs").purge_queue(QueueUrl=day.scene.stack.outputs["dlqUrl"])


def bad_release(day: Day, hour: int) -> None:
    with day.scene.releases.live(RAISES, [SPECS["reporter"]]):
        assert day.analyse("unlucky-release")["status"] == "partial"
        day.wait(minutes=10)


def scanned(day: Day, hour: int) -> None:
    with strangers(day.scene):
        day.wait(minutes=10)


LATE = ("jobs-oldest-message", "functions-init-duration", "planner-concurrency")
"""A redelivery takes the lease's seconds, which are half an hour of the alarms' clock; new sandboxes start together. A
job takes some minutes of that clock, so a few jobs at once fill the planner for as long as its alarm waits."""

FAULTS = (
    Fault("one job fails", tuple(range(24)), one_job_fails, must=("jobs-failed",), may=("*-failures", *LATE)),
    Fault("planner killed", (2, 9, 15, 21), planner_killed, must=("planner-errors",), may=("planner-*", *LATE)),
    Fault("delivered twice", (1, 3, 7, 10, 12, 14, 17, 19, 22), delivered_twice, may=LATE),
    Fault(
        "reporter killed",
        (3, 12),
        reporter_killed,
        must=("reporter-errors",),
        may=("reporter-*", *LATE),
        ends=frozenset({"completed", "partial"}),
    ),
    Fault("Langfuse away", (5,), langfuse_away, must=("trace-export",), may=LATE),
    Fault(
        "model busy",
        (11,),
        model_busy,
        must=("model-throttles",),
        may=("*-failures", "jobs-failed", "jobs-oldest-message", *LATE),
        ends=frozenset({"completed", "partial", "failed"}),
    ),
    Fault(
        "database refuses",
        (13,),
        database_refuses,
        must=("database-connections",),
        may=("api-*", "data-api-*", "planner-*", "jobs-*", "*-failures", "rotator-*", *LATE),
        ends=frozenset({"completed", "partial", "failed"}),
        refuses=True,
    ),
    Fault("secrets rotate", (4, 16), secrets_rotate, may=LATE),
    Fault("poison", (18,), poison, must=("jobs-dlq-not-empty",), may=("planner-*", *LATE)),
    Fault(
        "bad release",
        (20,),
        bad_release,
        must=("reporter-errors",),
        may=("reporter-*", *LATE),
        ends=frozenset({"completed", "partial"}),
    ),
    Fault("scanned", (23,), scanned, must=("api-4xx-surge",), may=LATE),
)
"""In each hour one after the other, in this order."""
