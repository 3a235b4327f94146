"""One table: tokens of the analyses of all samples by agent and part, of each sample, and by number of positions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.base.checkout import Checkout
from bench.table import Row
from bench.tokens.count import AGENTS, PARTS, Counts, counted, total
from bench.tokens.portfolios import samples, sized

_HERE = Path(__file__).resolve().parents[2]
ALL = "tokens of all samples"
EACH = "tokens of each sample"
SIZED = "tokens by number of classified positions"


def tokens_of(checkout: Checkout) -> dict[str, Counts]:
    """By portfolio: the samples, then those of each size."""
    given = {name: one.model_dump(mode="json") for name, one in (samples() | sized()).items()}
    return {name: counted(exchanges) for name, exchanges in checkout.exchanges(given).items()}


def measure() -> Iterator[Row]:
    """This checkout. Ratios are shares of all tokens; those by size are to the fewest positions."""
    seen = tokens_of(Checkout(_HERE))
    summed = _summed(seen)
    whole = total(summed)
    yield Row(ALL, "all agents", whole, 1.0, "tokens")
    for agent in AGENTS:
        yield Row(ALL, agent, total(summed, agent), total(summed, agent) / whole, "tokens")
        for part in PARTS:
            if summed[agent, part]:
                yield Row(ALL, f"  {part}", summed[agent, part], summed[agent, part] / whole, "tokens")
    for name in samples():
        yield Row(EACH, name, total(seen[name]), None, "tokens")
    fewest, *_ = (total(seen[name]) for name in sized())
    for name in sized():
        yield Row(SIZED, name, total(seen[name]), total(seen[name]) / fewest, "tokens")


def compare(old: Checkout, new: Checkout) -> Iterator[Row]:
    """Both on the same portfolios, counted by the same function, which is this checkout's."""
    before, after = tokens_of(old), tokens_of(new)
    first, second = _summed(before), _summed(after)
    for agent in (None, *AGENTS):
        group = f"{ALL}: {agent or 'all agents'}"
        yield from _pair(group, total(first, agent), total(second, agent))
    for name in (*samples(), *sized()):
        yield from _pair(f"tokens of {name}", total(before[name]), total(after[name]))


def _pair(group: str, old: int, new: int) -> Iterator[Row]:
    yield Row(group, "base", old, 1.0, "tokens")
    yield Row(group, "this checkout", new, new / old if old else None, "tokens")


def _summed(seen: dict[str, Counts]) -> Counts:
    return sum((seen[name] for name in samples()), start=Counter())
