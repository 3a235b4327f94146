"""Starts of an agent, first and warm analyses, tokens: the other checkout, then this one, in each round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from bench.base import rounds
from bench.base.checkout import Checkout, Starts
from bench.cold_start import count_instructions, peak_memory, run
from bench.policy_pack import measure as policy_pack
from bench.table import Row, against
from bench.tokens import measure as tokens

START_ROUNDS = 7
AGENT = "reporter"
_HERE = Path(__file__).resolve().parents[2]


PARTS = ("starts", "analyses", "tokens", "policy-pack")


def measure(base: Path, parts: Sequence[str] = PARTS) -> Iterator[Row]:
    """Raises NoCheckout before it measures anything."""
    old, new = Checkout(base), Checkout(_HERE)
    if "tokens" in parts:
        yield from tokens.compare(old, new)
    if "starts" in parts:
        with ExitStack() as unpacked:
            yield from _starts(*(unpacked.enter_context(each.starts()) for each in (old, new)))
    if "analyses" in parts:
        yield from rounds.rows([rounds.measured(old, new) for _ in range(rounds.ROUNDS)])
    if "policy-pack" in parts:
        yield from policy_pack.compare(old.root, str(old.python))


def _starts(old: Starts, new: Starts) -> Iterator[Row]:
    taken: tuple[list[float], list[float]] = ([], [])
    memory: tuple[list[float], list[float]] = ([], [])
    for _ in range(START_ROUNDS):
        for each, seconds, peaks in zip((old, new), taken, memory, strict=True):
            seconds.append(run(each.programs[AGENT], each.python))
            peaks.append(peak_memory(each.programs[AGENT], each.python))
    yield from against(f"start of the {AGENT}", median(taken[0]), median(taken[1]))
    yield from against(f"memory of the {AGENT} when ready", median(memory[0]), median(memory[1]), unit="MiB")
    counts = [count_instructions(each.programs[AGENT], each.python) for each in (old, new)]
    if counts[0] and counts[1]:
        yield from against(f"work of the {AGENT}'s start", counts[0] / 1e9, counts[1] / 1e9, unit="G instructions")
