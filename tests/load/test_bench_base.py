"""`make bench BASE=…`: which numbers the rows on first analyses are made of."""

from __future__ import annotations

import pytest

from bench.base.checkout import Analyses, Checkout
from bench.base.rounds import START_DELAY, Round, measured, rows
from bench.table import Row


def seen(first: float, warm: float = 0.25) -> Analyses:
    return Analyses(first, [warm], 0.1, [0.05])


def row(found: list[Row], group: str, what: str) -> Row:
    [one] = [each for each in found if (each.group, each.what) == (group, what)]
    return one


@pytest.fixture
def found() -> list[Row]:
    rounds = [
        Round(
            old=seen(4.0 + shift),
            new=seen(2.0 + shift),
            restored=seen(0.5 + shift),
            delayed=seen(4.25 + shift),
            restored_delayed=seen(0.75 + shift),
        )
        for shift in (-0.1, 0.0, 7.0)
    ]
    return list(rows(rounds))


@pytest.mark.parametrize(
    ("what", "ratio"), [("base", 1.0), ("this checkout", 0.5), ("this checkout, snapStart", 0.125)]
)
def test_first_analyses_are_compared_with_the_other_checkouts(found: list[Row], what: str, ratio: float) -> None:
    assert row(found, "first analysis, functions cold", what).ratio == ratio


@pytest.mark.parametrize(
    ("setting", "over_warm", "over_cold"), [("", 4.0, 2.25), (", snapStart", 0.5, 0.25)], ids=["plain", "snapStart"]
)
def test_a_delay_of_each_start_is_counted_in_delays(
    found: list[Row], setting: str, over_warm: float, over_cold: float
) -> None:
    group = f"first analysis, each start {START_DELAY:g} s longer{setting}"
    assert START_DELAY * (row(found, group, "over a warm one, in delays").ratio or 0) == over_warm
    assert START_DELAY * (row(found, group, "over a cold one, in delays").ratio or 0) == over_cold


def test_a_round_measures_each_of_them_once() -> None:
    asked: list[tuple[str, float, bool]] = []

    class Recorded(Checkout):
        def __init__(self, name: str) -> None:
            self.name = name

        def analyses(self, start_delay: float = 0.0, snap_start: bool = False) -> Analyses:
            asked.append((self.name, start_delay, snap_start))
            return seen(float(len(asked)))

    one = measured(Recorded("old"), Recorded("new"))
    assert asked == [
        ("old", 0.0, False),
        ("new", 0.0, False),
        ("new", 0.0, True),
        ("new", START_DELAY, False),
        ("new", START_DELAY, True),
    ]
    assert [one.old.first, one.restored_delayed.first] == [1.0, 5.0]
