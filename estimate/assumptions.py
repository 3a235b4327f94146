"""What an estimate assumes, in words: what no preview and no count can tell."""

from __future__ import annotations

from collections.abc import Iterator

from estimate.prices import REGION, prices
from estimate.usage import Usage, recorded
from estimate.workload import Workload


def assumptions(load: Workload, usage: Usage | None = None) -> Iterator[str]:
    """One sentence each."""
    counts = usage or recorded()
    oldest = min(price.seen for price in prices().values())
    yield f"List prices of {REGION}, the oldest seen on {oldest}, before tax; sources are in estimate/prices.csv."
    free = "all of what AWS gives an account free each month" if load.free_tiers else "nothing free"
    yield f"The stack has {free}."
    if not load.analyses:
        return
    yield (
        f"An analysis uses what one of the sample {counts.portfolio!r} ({counts.positions} positions) was counted "
        "to use (make usage)."
    )
    yield (
        "Analyses arrive one by one at any hour alike, independently of each other; each wakes a database that has "
        "paused, and finds cold functions."
    )
    yield "Aurora takes 0.5 capacity units while it is awake, or its minimum, whatever the load."
    yield (
        f"A model starts to answer after {load.seconds_a_call:g} s and writes {load.tokens_a_second:g} tokens "
        f"a second; {load.users:,.0f} users sign in."
    )
