"""Every alarm fires on its cause and recovers after it, and subscribers are notified of both.

All measurements are of real events. Only the alarms' clock is faster: a minute takes two seconds.
"""

from __future__ import annotations

import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from components.foundation.functions import FUNCTIONS
from components.foundation.names import Names
from components.monitoring.all_alarms import all_alarms
from components.monitoring.system_alarms import waf_alarm
from docgen.alarm_causes import CAUSES, NOT_DRIVEN, cause_of
from local.stack import LocalAlex
from tests.e2e.alarm_causes import MADE
from tests.e2e.alarm_listeners import History, Subscribers
from tests.e2e.alarm_scene import Scene, eventually
from tests.e2e.conftest import Alex

pytestmark = [pytest.mark.local, pytest.mark.soak]

SECONDS_PER_MINUTE = 2.0
#: Timeout for an alarm to fire after its cause began, and to recover after the last one. Machines may be busy.
PATIENCE_SECONDS = 120
#: These call functions with a single instance, which `slow-release` keeps busy for minutes.
FIRST = ("bad-release", "heavy-imports", "months-pass")
#: Lasts while the others come and go: it takes the planner almost five minutes.
SLOWEST, SLOWEST_SECONDS = "slow-release", 340

NAMES = Names("alex", "local", "us-east-1", "000000000000")
ROWS = (*all_alarms(NAMES, FUNCTIONS, "api"), waf_alarm("alex-local"))
DRIVEN = [row for row in ROWS if cause_of(row.runbook)]


@dataclass
class Told:
    """Observations after all causes have come and gone."""

    subscribed: float = 0.0
    """Time at which the subscribers began to listen. No alarm was firing."""
    began: dict[str, float] = field(default_factory=dict)
    """Cause to its start time."""
    ended: dict[str, float] = field(default_factory=dict)
    """Cause to its end time."""
    changes: dict[str, list[tuple[float, str]]] = field(default_factory=dict)
    """Alarm or severity to its changes of state."""
    queue: list[dict[str, Any]] = field(default_factory=list)
    webhook: list[dict[str, Any]] = field(default_factory=list)
    still_on: list[str] = field(default_factory=list)
    broke: dict[str, str] = field(default_factory=dict)
    """Cause to the error that prevented it."""

    def during(self, cause: str, at: float) -> bool:
        """Whether the cause held at that time, in whole seconds."""
        return int(self.began[cause]) <= at <= self.ended[cause]


@pytest.fixture(scope="module")
def told(sample: Callable[[str], Any]) -> Iterator[Told]:
    with LocalAlex(model_latency=0.2, alarm_seconds_per_minute=SECONDS_PER_MINUTE) as stack:
        told, history = Told(), History(stack)
        # Cold starts of the deployment may be slow.
        assert eventually(lambda: not history.on(), PATIENCE_SECONDS), history.on()
        subscribers, told.subscribed = Subscribers(stack), time.time()
        try:
            _drive_all(Scene(Alex(stack), sample), history, told)
            eventually(lambda: not history.on(), PATIENCE_SECONDS)
            told.still_on, told.changes = history.on(), history.changes()
            told.queue, told.webhook = subscribers.received(), subscribers.posted
        finally:
            subscribers.close()
        yield told


def _drive_all(scene: Scene, history: History, told: Told) -> None:
    for cause in FIRST:
        _drive(scene, history, told, cause)

    def the_others() -> None:
        for cause in MADE:
            if cause not in (*FIRST, SLOWEST):
                _drive(scene, history, told, cause)

    _drive(scene, history, told, SLOWEST, meanwhile=the_others, patience=SLOWEST_SECONDS)
    # `model-cost` recovers after an hour of low cost.
    scene.analyse("afterwards")


def _drive(
    scene: Scene,
    history: History,
    told: Told,
    cause: str,
    meanwhile: Callable[[], None] = lambda: None,
    patience: float = PATIENCE_SECONDS,
) -> None:
    """Make the cause happen until its alarms fire. Wait first if they fire for another reason."""
    alarms = {row.name for row in ROWS if row.runbook in CAUSES[cause].runbooks}
    eventually(lambda: not alarms & set(history.on()), PATIENCE_SECONDS)
    told.began[cause] = began = time.time()
    try:
        with MADE[cause](scene):
            meanwhile()
            eventually(lambda: alarms <= history.went_on(began), patience)
    except Exception:
        told.broke[cause] = traceback.format_exc()
    told.ended[cause] = time.time()


@pytest.mark.parametrize("cause", CAUSES)
def test_the_cause_happens_and_ends_as_described(told: Told, cause: str) -> None:
    assert cause in told.began
    assert cause not in told.broke, told.broke[cause]


@pytest.mark.parametrize("row", DRIVEN, ids=lambda row: row.name)
def test_an_alarm_goes_on_under_its_cause_and_off_afterwards(told: Told, row: Any) -> None:
    cause, changes = cause_of(row.runbook) or "", told.changes[row.name]

    assert [at for at, state in changes if state == "ALARM" and told.during(cause, at)], changes
    assert changes[-1][1] == "OK"
    assert row.name not in told.still_on


@pytest.mark.parametrize("row", [row for row in ROWS if row.runbook in NOT_DRIVEN], ids=lambda row: row.name)
def test_an_alarm_that_nothing_sets_off_here_stays_off(told: Told, row: Any) -> None:
    assert "ALARM" not in [state for _, state in told.changes.get(row.name, [])]


@pytest.mark.parametrize("severity", ["critical", "warning"])
@pytest.mark.parametrize("subscriber", ["queue", "webhook"])
def test_a_subscriber_is_told_once_of_each_time_that_a_severity_goes_on_or_off(
    told: Told, severity: str, subscriber: str
) -> None:
    notices = [notice for notice in getattr(told, subscriber) if notice["AlarmName"] == NAMES.of(severity)]
    # SNS delivers in no particular order, to queues and web servers alike.
    heard = Counter((notice["OldStateValue"], notice["NewStateValue"]) for notice in notices)
    times = sum(state == "ALARM" for at, state in told.changes[severity] if at >= int(told.subscribed))

    assert times > 1
    assert heard == {("OK", "ALARM"): times, ("ALARM", "OK"): times}


def test_many_alarms_of_one_cause_are_one_message(told: Told) -> None:
    cause = "bad-release"
    alarms = [row for row in DRIVEN if cause_of(row.runbook) == cause]
    times = [
        datetime.fromisoformat(notice["StateChangeTime"]).timestamp()
        for notice in told.queue
        if (notice["AlarmName"], notice["NewStateValue"]) == (NAMES.of("critical"), "ALARM")
    ]

    assert {row.severity for row in alarms} == {"critical"}
    assert len(alarms) > 1
    assert sum(told.during(cause, at) for at in times) == 1


def test_only_the_severities_tell(told: Told) -> None:
    assert {notice["AlarmName"] for notice in (*told.queue, *told.webhook)} == {
        NAMES.of("critical"),
        NAMES.of("warning"),
    }
