"""Starts of an agent, first and warm analyses, tokens: the other checkout, then this one, in each round."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from bench.base.checkout import Analyses, Checkout, Starts
from bench.cold_start import count_instructions, peak_memory, run
from bench.policy_pack import measure as policy_pack
from bench.table import Row, Unit
from bench.tokens import measure as tokens

ROUNDS = 3
START_ROUNDS = 7
AGENT = "reporter"
START_DELAY = 2.0
"""Seconds; see `local/aws/emulator/lambda_/start_delay.py`."""
_HERE = Path(__file__).resolve().parents[2]


PARTS = ("times", "tokens", "policy-pack")


def measure(base: Path, parts: Sequence[str] = PARTS) -> Iterator[Row]:
    """Raises NoCheckout before it measures anything."""
    old, new = Checkout(base), Checkout(_HERE)
    if "tokens" in parts:
        yield from tokens.compare(old, new)
    if "times" in parts:
        yield from _times(old, new)
    if "policy-pack" in parts:
        yield from policy_pack.compare(old.root, str(old.python))


def _times(old: Checkout, new: Checkout) -> Iterator[Row]:
    with ExitStack() as unpacked:
        yield from _starts(*(unpacked.enter_context(each.starts()) for each in (old, new)))
    yield from _analyses(old, new)
    yield from _delayed(new)


def _starts(old: Starts, new: Starts) -> Iterator[Row]:
    taken: tuple[list[float], list[float]] = ([], [])
    memory: tuple[list[float], list[float]] = ([], [])
    for _ in range(START_ROUNDS):
        for each, seconds, peaks in zip((old, new), taken, memory, strict=True):
            seconds.append(run(each.programs[AGENT], each.python))
            peaks.append(peak_memory(each.programs[AGENT], each.python))
    yield from _rows(f"start of the {AGENT}", median(taken[0]), median(taken[1]))
    yield from _rows(f"memory of the {AGENT} when ready", median(memory[0]), median(memory[1]), unit="MiB")
    counts = [count_instructions(each.programs[AGENT], each.python) for each in (old, new)]
    if counts[0] and counts[1]:
        yield from _rows(f"work of the {AGENT}'s start", counts[0] / 1e9, counts[1] / 1e9, unit="G instructions")


def _analyses(old: Checkout, new: Checkout) -> Iterator[Row]:
    rounds = [(old.analyses(), new.analyses()) for _ in range(ROUNDS)]
    seen: dict[str, Callable[[Analyses], float]] = {
        "first analysis, functions cold": lambda each: each.first,
        "the response that accepts it": lambda each: each.first_answer,
        "warm analysis": lambda each: median(each.warm),
        "the response that accepts a warm one": lambda each: median(each.answers),
    }
    for what, of in seen.items():
        yield from _rows(what, median(of(one) for one, _ in rounds), median(of(one) for _, one in rounds))


def _delayed(new: Checkout) -> Iterator[Row]:
    """What a delay of each start adds to the first analysis, in delays. One start after the other would add three."""
    plain = [new.analyses() for _ in range(ROUNDS)]
    delayed = [new.analyses(START_DELAY) for _ in range(ROUNDS)]
    group = f"first analysis, each start {START_DELAY:g} s longer"
    cold, warm = median(one.first for one in delayed), median(median(one.warm) for one in delayed)
    yield Row(group, "over a warm one, in delays", cold, (cold - warm) / START_DELAY)
    yield Row(group, "over a cold one, in delays", cold, (cold - median(one.first for one in plain)) / START_DELAY)


def _rows(what: str, old: float, new: float, unit: Unit = "s") -> Iterator[Row]:
    yield Row(what, "base", old, 1.0, unit)
    yield Row(what, "this checkout", new, new / old, unit)
