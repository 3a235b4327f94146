"""Costs by agent, model, user or day: sums over the observations of traces."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from cli.trace.agents import divide
from cli.trace.model import JsonObject, Observation, Tokens, Trace, trace_from_api

MODEL_CALL = "GENERATION"


class By(StrEnum):
    AGENT = "agent"
    MODEL = "model"
    USER = "user"
    DAY = "day"


@dataclass(frozen=True)
class CostRow:
    key: str
    """Agent, model id, user id, or a day in UTC as YYYY-MM-DD."""
    jobs: int
    model_calls: int
    unpriced_calls: int
    """Model calls that used tokens and have no price: `cost_usd` lacks theirs."""
    tokens: Tokens
    cost_usd: float
    share: float
    """Of the total cost, 0..1."""


@dataclass(frozen=True)
class CostReport:
    by: By
    since: datetime
    rows: tuple[CostRow, ...]
    """Most expensive first; days in their order. A job can be in several rows."""
    total: CostRow


@dataclass(frozen=True)
class _Use:
    """One observation, and the key of its row."""

    observation: Observation
    key: str | None
    job_id: str | None


def cost_report(documents: Iterable[JsonObject], by: By, since: datetime) -> CostReport:
    """Adds up the observations that started at `since` or later.

    Args:
        documents: observations as Langfuse's v2 API returns them. Those before `since` tell the later ones' agents.
    """
    uses = [use for trace in _traces(documents) for use in _uses(trace, by) if use.observation.start >= since]
    total = _row("total", uses, whole=math.fsum(use.observation.cost for use in uses))
    groups: dict[str | None, list[_Use]] = defaultdict(list)
    for use in uses:
        groups[use.key].append(use)
    rows = [_row(key or f"no {by}", group, total.cost_usd) for key, group in groups.items()]
    used = [row for row in rows if row.model_calls or row.cost_usd or (row.jobs and by in (By.USER, By.DAY))]
    ordered = sorted(used, key=lambda row: (0.0 if by is By.DAY else -row.cost_usd, row.key))
    return CostReport(by, since, tuple(ordered), total)


def _traces(documents: Iterable[JsonObject]) -> Iterator[Trace]:
    by_trace: dict[str, list[JsonObject]] = defaultdict(list)
    for document in documents:
        by_trace[document["traceId"]].append(document)
    return (trace_from_api(trace_id, observations) for trace_id, observations in by_trace.items())


def _uses(trace: Trace, by: By) -> list[_Use]:
    key = _key(trace, by)
    return [_Use(observation, key(observation), trace.job_id) for observation in trace.observations]


def _key(trace: Trace, by: By) -> Callable[[Observation], str | None]:
    match by:
        case By.MODEL:
            return lambda observation: observation.model
        case By.USER:
            return lambda _: trace.user_id
        case By.DAY:
            return lambda observation: observation.start.astimezone(UTC).date().isoformat()
        case By.AGENT:
            runs = divide(trace).runs
            agents = {
                each.id: str(run.observation.metadata["agent"]) for run in runs for each in (run.observation, *run.own)
            }
            return lambda observation: agents.get(observation.id)


def _row(key: str, uses: list[_Use], whole: float) -> CostRow:
    observations = [use.observation for use in uses]
    calls = [observation for observation in observations if observation.type == MODEL_CALL]
    cost = math.fsum(observation.cost for observation in observations)
    return CostRow(
        key=key,
        jobs=len({use.job_id for use in uses} - {None}),
        model_calls=len(calls),
        unpriced_calls=sum(call.tokens.total > 0 and call.cost == 0 for call in calls),
        tokens=Tokens.sum(observation.tokens for observation in observations),
        cost_usd=cost,
        share=cost / whole if whole else 0.0,
    )
