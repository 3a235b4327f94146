"""First and warm analyses of two checkouts, in rounds; of this one also with snapshots and delayed starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from bench.base.checkout import Analyses, Checkout
from bench.table import Row, against

ROUNDS = 3
START_DELAY = 2.0
"""Seconds; see `local/aws/emulator/lambda_/starts/start_delay.py`."""

Of = Callable[[Analyses], float]


@dataclass(frozen=True)
class Round:
    """A new embedded AWS for each, one after the other."""

    old: Analyses
    new: Analyses
    restored: Analyses
    """With the setting `snapStart`."""
    delayed: Analyses
    restored_delayed: Analyses


def measured(old: Checkout, new: Checkout) -> Round:
    """One round; it takes a minute and a half."""
    return Round(
        old.analyses(),
        new.analyses(),
        new.analyses(snap_start=True),
        new.analyses(START_DELAY),
        new.analyses(START_DELAY, snap_start=True),
    )


def rows(rounds: Sequence[Round]) -> Iterator[Row]:
    """Medians of the rounds."""
    yield from _times(rounds)
    group = f"first analysis, each start {START_DELAY:g} s longer"
    yield from _delays(group, [one.delayed for one in rounds], [one.new for one in rounds])
    restored = [one.restored for one in rounds]
    yield from _delays(f"{group}, snapStart", [one.restored_delayed for one in rounds], restored)


def _times(rounds: Sequence[Round]) -> Iterator[Row]:
    seen: dict[str, Of] = {
        "first analysis, functions cold": lambda each: each.first,
        "the response that accepts it": lambda each: each.first_answer,
        "warm analysis": lambda each: median(each.warm),
        "the response that accepts a warm one": lambda each: median(each.answers),
    }
    for what, of in seen.items():
        old = median(of(one.old) for one in rounds)
        yield from against(what, old, median(of(one.new) for one in rounds))
        restored = median(of(one.restored) for one in rounds)
        yield Row(what, "this checkout, snapStart", restored, restored / old)


def _delays(group: str, delayed: Sequence[Analyses], plain: Sequence[Analyses]) -> Iterator[Row]:
    """What a delay of each start adds to the first analysis, in delays. One start after the other would add three."""
    cold, warm = median(one.first for one in delayed), median(median(one.warm) for one in delayed)
    yield Row(group, "over a warm one, in delays", cold, (cold - warm) / START_DELAY)
    yield Row(group, "over a cold one, in delays", cold, (cold - median(one.first for one in plain)) / START_DELAY)
