"""What can be said in words of a projection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

#: Percent of the futures from which on a rate is so called.
_COMFORTABLE, _REASONABLE = 85, 70
_CERTAIN = 100
_FUTURES = {"p10": "a poor future", "p50": "the median future", "p90": "a good future"}
_LEFT_OUT = "Taxes, fees and public pensions are not included."


def statements_of_projection(projection: Mapping[str, Any]) -> list[str]:
    """Sentences, each true by itself. Years are years of the plan.

    Args:
        projection: as `facts_of_projection` takes it.
    """
    plan = projection["assumptions"]
    until = plan["years_until_retirement"]
    return [
        _rated(projection["success_rate"]),
        "All amounts are in today's dollars.",
        *_saving(until, plan["annual_contribution"]),
        *_median(plan["starting_value"], projection["yearly"], until),
        *[said for field, name in _FUTURES.items() for said in _lasts(name, field, projection["yearly"], until)],
        *_mix(plan["mix"]),
        "The mix stays the same and is rebalanced every year.",
        "Unclassified holdings count as equity.",
        _LEFT_OUT,
        *_levers(projection["success_rate"], until),
    ]


def _rated(rate: float) -> str:
    if rate > _COMFORTABLE:
        return "The success rate is comfortable."
    return "The success rate is reasonable." if rate >= _REASONABLE else "The success rate is in need of action."


def _levers(rate: float, until: int) -> Iterator[str]:
    """What raises a rate that can rise."""
    if rate >= _CERTAIN:
        return
    if until:
        yield "Saving more raises the success rate."
        yield "Retiring later raises the success rate."
    yield "Spending less raises the success rate."


def _saving(until: int, contribution: float) -> Iterator[str]:
    if not until:
        yield "Withdrawals begin at once."
    elif contribution:
        yield "Contributions are planned until retirement."
    else:
        yield "No contributions are planned until retirement."


def _median(start: float, yearly: Sequence[Mapping[str, Any]], until: int) -> Iterator[str]:
    at = next((row["p50"] for row in yearly if row["year"] == until), start)
    if until and at != start:
        yield f"The median balance {'grows' if at > start else 'shrinks'} until retirement."
    after = [at, *[row["p50"] for row in yearly if row["year"] > until]]
    steps = [(left, right) for left, right in pairwise(after) if left or right]
    if steps and all(left > right for left, right in steps):
        yield "After retirement the median balance falls."
    elif steps and all(left < right for left, right in steps):
        yield "After retirement the median balance rises."


def _lasts(name: str, field: str, yearly: Sequence[Mapping[str, Any]], until: int) -> Iterator[str]:
    dry = next((row["year"] for row in yearly if row["year"] > until and row[field] <= 0), None)
    if dry is None:
        yield f"In {name} the money lasts to the end of the plan."
        return
    yield f"In {name} the money does not last to the end of the plan."
    before = max((row["year"] for row in yearly if row["year"] < dry and row[field] > 0), default=None)
    yield f"In {name} the money runs out " + (
        f"between year {before} and year {dry} of the plan." if before is not None else f"by year {dry} of the plan."
    )


def _mix(mix: Mapping[str, float]) -> Iterator[str]:
    ranked = sorted(((share, name.replace("_", " ")) for name, share in mix.items() if share > 0), reverse=True)
    if len(ranked) == 1:
        yield f"All of the simulated mix is {ranked[0][1]}."
    elif ranked and ranked[0][0] > ranked[1][0]:
        yield f"The largest part of the simulated mix is {ranked[0][1]}."
