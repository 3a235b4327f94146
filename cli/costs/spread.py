"""Costs of single analyses, as a distribution: median, 95th percentile, and how many cost how much."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cli.costs.report import By, Use, uses_since
from cli.trace.model import JsonObject

#: Steps of the histogram, from the lowest cost to the 95th percentile.
_STEPS = 10
_MEDIAN, _HIGH = 0.5, 0.95


@dataclass(frozen=True)
class Spread:
    """Costs in US dollars."""

    key: str
    """Agent or model id."""
    jobs: int
    median_usd: float
    p95_usd: float
    mean_usd: float
    highest_usd: float


@dataclass(frozen=True)
class Step:
    """One bar of the histogram: jobs that cost at least `from_usd`, and less than `to_usd` or, in the last, no more."""

    from_usd: float
    to_usd: float
    jobs: int


@dataclass(frozen=True)
class SpreadReport:
    by: By
    since: datetime
    rows: tuple[Spread, ...]
    """Of the part of a job that an agent or a model has, in jobs that had one; the dearest median first."""
    total: Spread
    """Of whole jobs."""
    steps: tuple[Step, ...]
    """Of whole jobs."""
    unknown: int
    """Jobs that are left out because not all their model calls have a price."""
    note: str | None = None
    """Gaps of the figures, in one sentence."""


Costs = Sequence[float | None]
"""One for each job, in US dollars; None if it is not known."""


def spread_report(by: By, since: datetime, parts: Mapping[str, Costs], jobs: Costs) -> SpreadReport:
    """
    Args:
        parts: costs by agent or model.
        jobs: of whole jobs.
    """
    rows = [_spread(key, known) for key, costs in parts.items() if (known := _known(costs))]
    rows.sort(key=lambda row: (-row.median_usd, row.key))
    whole = _known(jobs)
    return SpreadReport(by, since, tuple(rows), _spread("total", whole), _steps(whole), len(jobs) - len(whole))


def traced_spread(documents: Iterable[JsonObject], by: By, since: datetime, before: datetime) -> SpreadReport:
    """The distribution over jobs whose first observation started at `since` or later.

    Args:
        documents: observations as Langfuse's v2 API returns them, from `before` on.
    """
    by_job: dict[str, list[Use]] = defaultdict(list)
    for use in uses_since(documents, by, before):
        if use.job_id is not None:
            by_job[use.job_id].append(use)
    parts: dict[str, list[float | None]] = defaultdict(list)
    jobs: list[float | None] = []
    for uses in by_job.values():
        calls = [use for use in uses if use.is_call]
        if not calls or min(use.start for use in uses) < since:
            continue
        jobs.append(_sum(calls))
        for key in {call.key for call in calls}:
            parts[key or f"no {by}"].append(_sum(call for call in calls if call.key == key))
    return spread_report(by, since, parts, jobs)


def _sum(calls: Iterable[Use]) -> float | None:
    costs = [None if call.tokens.total and not call.cost else call.cost for call in calls]
    known = _known(costs)
    return math.fsum(known) if len(known) == len(costs) else None


def _known(costs: Costs) -> list[float]:
    """In ascending order."""
    return sorted(cost for cost in costs if cost is not None)


def _spread(key: str, costs: Sequence[float]) -> Spread:
    if not costs:
        return Spread(key, 0, 0.0, 0.0, 0.0, 0.0)
    mean = math.fsum(costs) / len(costs)
    return Spread(key, len(costs), _quantile(costs, _MEDIAN), _quantile(costs, _HIGH), mean, costs[-1])


def _quantile(costs: Sequence[float], share: float) -> float:
    """Between two values in proportion, as PostgreSQL's percentile_cont. `costs` ascend."""
    place = share * (len(costs) - 1)
    below = costs[math.floor(place)]
    return below + (costs[math.ceil(place)] - below) * (place - math.floor(place))


def _steps(costs: Sequence[float]) -> tuple[Step, ...]:
    """Equal steps up to the 95th percentile, and one for all above: a single dear job would flatten the others."""
    if not costs:
        return ()
    low, high, highest = costs[0], _quantile(costs, _HIGH), costs[-1]
    edges = [low + (high - low) * number / _STEPS for number in range(_STEPS)] if high > low else [low]
    edges += [high] if highest > high > low else []
    tops = [*edges[1:], highest]
    places = [max(number for number, edge in enumerate(edges) if edge <= cost) for cost in costs]
    return tuple(
        Step(edge, top, places.count(number)) for number, (edge, top) in enumerate(zip(edges, tops, strict=True))
    )
