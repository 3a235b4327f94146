"""Start, and time for each resource: of larger and larger stacks, beside AWSGuard, and beside another checkout.

Each time is the least of some rounds: what else the machine does only adds to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.policy_pack.peer import NoPeer, awsguard
from bench.policy_pack.resources import ROOT
from bench.policy_pack.served import NOTHING, Pack, Requests, Times, by_engine, by_gate, requests, serve
from bench.table import Row

SIZES = (1_000, 3_000, 10_000)
START_ROUNDS, ROUNDS = 9, 3


def measure(say: Callable[[str], None]) -> Iterator[Row]:
    """A ratio of 1 between sizes means that the time is linear in the number of resources.

    Args:
        say: takes a line about what is left out.
    """
    with TemporaryDirectory() as caches:
        yield from _sizes(caches)
        try:
            yield from _beside({"AWSGuard": awsguard(), "this pack": by_engine(ROOT)}, caches)
        except (NoPeer, ChildProcessError) as error:
            say(f"No AWSGuard: {error}")


def compare(base: Path, python: str) -> Iterator[Row]:
    """The pack of another checkout, then this one's, in each round; both judge this checkout's production stack.

    Args:
        python: of the other checkout.
    """
    with TemporaryDirectory() as caches:
        started = {"base": by_gate(base, python), "this checkout": by_gate(ROOT)}
        yield from _starts("start by alex preview", started, caches)
        both = {"base": by_engine(base, python), "this checkout": by_engine(ROOT)}
        yield from _starts("start by Pulumi", both, caches)
        for size in SIZES:
            yield from _judging(both, requests(size), caches)


def _sizes(caches: str) -> Iterator[Row]:
    pack = by_gate(ROOT)
    serve(pack, NOTHING, caches)
    yield Row("policy pack", "start", min(serve(pack, NOTHING, caches).start for _ in range(START_ROUNDS)))
    seen = {size: [serve(pack, asked, caches) for _ in range(ROUNDS)] for size in SIZES if (asked := requests(size))}
    parts: dict[str, Callable[[Times], float]] = {
        "Analyze": lambda times: times.resources,
        "AnalyzeStack": lambda times: times.stack,
    }
    for what, part in parts.items():
        taken = {size: min(map(part, rounds)) / size for size, rounds in seen.items()}
        for size, seconds in taken.items():
            yield Row(f"policy pack, {what}", f"per resource of {size:,}", seconds, seconds / taken[SIZES[0]])


def _beside(packs: Mapping[str, Pack], caches: str) -> Iterator[Row]:
    yield from _starts("start by Pulumi", packs, caches)
    yield from _judging(packs, requests(SIZES[0]), caches)


def _starts(what: str, packs: Mapping[str, Pack], caches: str) -> Iterator[Row]:
    seen = _rounds(packs, NOTHING, caches, START_ROUNDS)
    yield from _rows(f"policy pack, {what}", seen, lambda times: times.start)
    yield from _rows(f"policy pack, {what}, CPU", seen, lambda times: times.cpu)


def _judging(packs: Mapping[str, Pack], asked: Requests, caches: str) -> Iterator[Row]:
    size = len(asked.resources)
    idle = {
        name: min(times.cpu for times in rounds) for name, rounds in _rounds(packs, NOTHING, caches, ROUNDS).items()
    }
    seen = _rounds(packs, asked, caches, ROUNDS)
    group = f"policy pack, a resource of {size:,}"
    yield from _rows(f"{group}, Analyze", seen, lambda times: times.resources / size)
    yield from _rows(f"{group}, AnalyzeStack", seen, lambda times: times.stack / size)
    cpu = {name: [(times.cpu - idle[name]) / size for times in rounds] for name, rounds in seen.items()}
    yield from _least(f"{group}, both, CPU", cpu, {name: rounds[0].rules for name, rounds in seen.items()})


def _rounds(packs: Mapping[str, Pack], asked: Requests, caches: str, number: int) -> dict[str, list[Times]]:
    """In turns, so that a slow minute affects all alike. The first start compiles, and is not counted."""
    seen: dict[str, list[Times]] = {name: [] for name in packs}
    for pack in packs.values():
        serve(pack, NOTHING, caches)
    for _ in range(number):
        for name, pack in packs.items():
            seen[name].append(serve(pack, asked, caches))
    return seen


def _rows(group: str, seen: Mapping[str, Sequence[Times]], part: Callable[[Times], float]) -> Iterator[Row]:
    values = {name: [part(times) for times in rounds] for name, rounds in seen.items()}
    yield from _least(group, values, {name: rounds[0].rules for name, rounds in seen.items()})


def _least(group: str, values: Mapping[str, Sequence[float]], rules: Mapping[str, int]) -> Iterator[Row]:
    taken = {name: min(listed) for name, listed in values.items()}
    first = next(iter(taken.values()))
    for name, seconds in taken.items():
        yield Row(group, f"{name}, {rules[name]} policies", seconds, seconds / first)
