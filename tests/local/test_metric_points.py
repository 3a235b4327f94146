"""The embedded CloudWatch keeps a metric in bounded memory, and reads no more than an alarm's periods."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest

from local.aws.emulator.cloudwatch.alarm_clock import AlarmClock
from local.aws.emulator.cloudwatch.alarm_values import AlarmValues
from local.aws.emulator.cloudwatch.metric_points import EXACT, KEPT, MOST_VALUES, MetricPoints

START = 1_700_000_000.0
DAY = 86_400


class Time:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now


def measured(seconds: float, every: float, value: Any, clock: AlarmClock | None = None) -> tuple[MetricPoints, Time]:
    time = Time()
    points = MetricPoints(clock or AlarmClock(), time)
    while time.now < START + seconds:
        time.now += every
        points.append({"Timestamp": time.now, "Value": float(value()), "Unit": "None", "Dimensions": {}})
    return points, time


def test_a_value_that_stays_the_same_takes_no_more_room_after_a_week_than_after_a_day():
    day, _ = measured(DAY, 5, lambda: 0)
    week, _ = measured(7 * DAY, 5, lambda: 0)

    # Further hours add one point each, further days do not add faster.
    assert len(week) - len(day) < 6 * 24 + 600
    assert len(week) < 3000


def test_values_that_all_differ_are_bounded_and_keep_sum_count_least_and_most():
    chance = random.Random(1)
    values = list[float]()

    def value() -> float:
        values.append(chance.expovariate(0.01))
        return values[-1]

    points, _ = measured(2 * DAY, 4, value)

    assert len(points) < len(values) / 4
    assert sum(point.get("Count", 1) for point in points) == len(values)
    assert sum(point["Value"] * point.get("Count", 1) for point in points) == pytest.approx(sum(values))
    assert min(point["Value"] for point in points) == min(values)
    assert max(point["Value"] for point in points) == max(values)


def test_the_newest_points_keep_their_time_and_every_window_its_points():
    points, time = measured(DAY, 7, lambda: 3)
    window = points.between(time.now - EXACT / 2, time.now)

    assert len(window) == pytest.approx(EXACT / 2 / 7, abs=1)
    assert all("Count" not in point for point in window)
    assert points.between(window[0]["Timestamp"], window[1]["Timestamp"]) == [window[1]]
    assert sum(p.get("Count", 1) for p in points.between(time.now - 4 * 3600, time.now)) == pytest.approx(
        4 * 3600 / 7, abs=60 / 7 + 1
    )


def test_points_older_than_two_weeks_are_dropped():
    points, time = measured(KEPT + 3 * DAY, 600, lambda: 1)

    # What is too old goes with the next merge.
    assert points[0]["Timestamp"] > time.now - KEPT - 4 * DAY


def test_with_a_faster_clock_points_are_merged_sooner():
    clock = AlarmClock(seconds_per_minute=2)
    points, time = measured(600, 0.1, lambda: 1, clock)

    assert len(points) < 2000
    assert sum(p.get("Count", 1) for p in points.between(time.now - clock.real(300), time.now)) == pytest.approx(100, 1)


def test_points_may_arrive_late_and_statistic_sets_stay_as_they_are():
    points, time = measured(DAY, 30, lambda: 2)
    published = {"SampleCount": 3.0, "Sum": 9.0, "Minimum": 1.0, "Maximum": 5.0}
    points.append({"Timestamp": START + 60, "Value": 9.0, "_stat": published})
    for _ in range(1000):
        time.now += 1
        points.append({"Timestamp": time.now, "Value": 2.0})

    assert [point["Timestamp"] for point in points] == sorted(point["Timestamp"] for point in points)
    assert [point["_stat"] for point in points if "_stat" in point] == [published]


def test_an_alarm_reads_its_own_periods_only():
    points, time = measured(3 * DAY, 5, lambda: 1)
    read = list[int]()
    between = points.between

    def counted(after: float, until: float) -> list[dict[str, Any]]:
        found = between(after, until)
        read.append(len(found))
        return found

    points.between = counted  # type: ignore[method-assign]
    alarm = {"Namespace": "N", "MetricName": "M", "Statistic": "Sum", "Period": 60}
    values = AlarmValues(lambda _: points, AlarmClock(), time).newest_first(alarm, 3)

    assert values == [12, 12, 12]
    assert read == [12, 12, 12]


def test_ministack_can_copy_what_it_stores():
    points, _ = measured(60, 10, lambda: 1)

    assert list(copy.deepcopy(points)) == list(points)
    assert MOST_VALUES >= 10, "percentiles need a few values"
