"""Costs by agent, model, user or day: sums over the observations of traces."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from cli.trace.model import HEALTH_CHECK, JsonObject, Tokens, newest

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
    """Model calls of unknown cost, at least: `cost_usd` lacks theirs."""
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
    note: str | None = None
    """Gaps of the figures, in one sentence."""


@dataclass(frozen=True)
class Use:
    """One observation of a trace."""

    key: str | None
    """Of its row."""
    job_id: str | None
    start: datetime
    is_call: bool
    tokens: Tokens
    cost: float


def cost_report(documents: Iterable[JsonObject], by: By, since: datetime) -> CostReport:
    """Adds up the observations that started at `since` or later.

    Args:
        documents: observations as Langfuse's v2 API returns them. Those before `since` tell the later ones' agents.
    """
    uses = uses_since(documents, by, since)
    total = _row("total", uses, whole=math.fsum(use.cost for use in uses))
    groups: dict[str | None, list[Use]] = defaultdict(list)
    for use in uses:
        groups[use.key].append(use)
    rows = [_row(key or f"no {by}", group, total.cost_usd) for key, group in groups.items()]
    used = [row for row in rows if row.model_calls or row.cost_usd or (row.jobs and by in (By.USER, By.DAY))]
    return CostReport(by, since, in_order(by, used), total)


def uses_since(documents: Iterable[JsonObject], by: By, since: datetime) -> list[Use]:
    """The observations that started at `since` or later, the newest of each id."""
    return [use for trace in _traces(documents) for use in _uses(trace, by, since)]


def in_order(by: By, rows: Iterable[CostRow]) -> tuple[CostRow, ...]:
    """Most expensive first; days in their order."""
    return tuple(sorted(rows, key=lambda row: (0.0 if by is By.DAY else -row.cost_usd, row.key)))


def _traces(documents: Iterable[JsonObject]) -> Iterator[dict[str, JsonObject]]:
    """The observations of each trace, by id; health checks left out."""
    by_trace: dict[str, list[JsonObject]] = defaultdict(list)
    for document in documents:
        if document.get("environment") != HEALTH_CHECK:
            by_trace[document["traceId"]].append(document)
    return ({each["id"]: each for each in newest(of_trace)} for of_trace in by_trace.values())


def _uses(trace: dict[str, JsonObject], by: By, since: datetime) -> Iterator[Use]:
    user = _user(trace) if by is By.USER else None
    job_id = next((found for each in trace.values() if (found := _metadata(each, "job_id"))), None)
    for document in trace.values():
        start = datetime.fromisoformat(document["startTime"])
        if start < since:
            continue
        match by:
            case By.MODEL:
                key = document.get("model")
            case By.USER:
                key = user
            case By.DAY:
                key = start.astimezone(UTC).date().isoformat()
            case By.AGENT:
                key = _agent(document, trace)
        tokens = Tokens.of(document.get("usageDetails") or {})
        cost = float(document.get("totalCost") or 0)
        yield Use(key, job_id, start, document["type"] == MODEL_CALL, tokens, cost)


def _user(trace: dict[str, JsonObject]) -> str | None:
    """That of the last root, if there is one: every observation of a job carries the same."""
    ordered = sorted(trace.values(), key=lambda each: (each["parentObservationId"] is None, each["startTime"]))
    return next((each["userId"] for each in reversed(ordered) if each.get("userId")), None)


def _agent(document: JsonObject, trace: dict[str, JsonObject]) -> str | None:
    """The innermost agent run that the observation belongs to. A missing parent ends the search."""
    above: JsonObject | None = document
    seen: set[str] = set()
    while above is not None and above["id"] not in seen:
        if above["type"] == "AGENT" and (agent := _metadata(above, "agent")):
            return agent
        seen.add(above["id"])
        above = trace.get(above["parentObservationId"] or "")
    return None


def _metadata(document: JsonObject, key: str) -> str | None:
    """A text of the metadata, which Langfuse may return as JSON."""
    value: Any = (document.get("metadata") or {}).get(key)
    if isinstance(value, str) and len(value) > 1 and value[0] == value[-1] == '"':
        value = json.loads(value)
    return str(value) if value else None


def _row(key: str, uses: list[Use], whole: float) -> CostRow:
    calls = [use for use in uses if use.is_call]
    cost = math.fsum(use.cost for use in uses)
    return CostRow(
        key=key,
        jobs=len({use.job_id for use in uses} - {None}),
        model_calls=len(calls),
        unpriced_calls=sum(call.tokens.total > 0 and call.cost == 0 for call in calls),
        tokens=Tokens.sum(use.tokens for use in uses),
        cost_usd=cost,
        share=cost / whole if whole else 0.0,
    )
