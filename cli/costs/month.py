"""The month so far: what was measured, beside the estimate for as many analyses and the same part of the month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cli.costs.reasons import why_capacity, why_model
from cli.costs.report import CostReport, CostRow
from cli.trace.model import Tokens as Used
from estimate.meters import Line
from estimate.month import estimate
from estimate.services.database import INSTANCE
from estimate.services.model import agents_by_model, usd_of
from estimate.stack import Resource, stack_of
from estimate.usage import Tokens, recorded
from estimate.workload import Workload

Kind = Literal["model", "database", "fixed", "other"]
_FIXED = "fixed prices: web ACL, alarms, keys, secrets and others"
_OTHER = "other use: requests, log lines, metrics, seconds of functions"


@dataclass(frozen=True)
class Compared:
    """One line; US dollars, of the month so far."""

    line: str
    kind: Kind
    estimated_usd: float | None
    """None if no price is known."""
    measured_usd: float | None
    """None if it cannot be measured."""
    why: str
    """Why they differ or a figure is missing, in one sentence; empty where they agree."""

    @property
    def difference_usd(self) -> float | None:
        """None if one of both is not known."""
        if self.estimated_usd is None or self.measured_usd is None:
            return None
        return self.measured_usd - self.estimated_usd


@dataclass(frozen=True)
class Month:
    stack: str
    start: datetime
    now: datetime
    share: float
    """Of the month that has passed, 0..1."""
    analyses: int
    lines: tuple[Compared, ...]
    """Agents first, the dearest first."""

    @property
    def known(self) -> tuple[Compared, ...]:
        """Lines with both figures."""
        return tuple(line for line in self.lines if line.difference_usd is not None)


@dataclass(frozen=True)
class Capacity:
    """Aurora capacity units that were in use, times hours."""

    acu_hours: float | None
    problem: str
    """Why they are not known; empty if they are."""


def start_of_month(now: datetime) -> datetime:
    return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def end_of_month(now: datetime) -> datetime:
    start = start_of_month(now)
    return start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)


def month_so_far(
    stack: str, resources: Iterable[Resource], booked: CostReport, capacity: Capacity, now: datetime
) -> Month:
    """
    Args:
        resources: of a readable preview of the stack.
        booked: the month's jobs by agent.
        now: in UTC.
    """
    start, analyses = start_of_month(now), booked.total.jobs
    share = (now - start) / (end_of_month(now) - start)
    planned = tuple(resources)
    # So many in a whole month, at the same pace; their cost is then cut to the part that has passed.
    load = Workload(analyses=analyses / share if share else 0.0)
    priced = [line for line in estimate(planned, load).lines if line.type != "model"]
    database = [line for line in priced if line.type == INSTANCE]
    rest = [line for line in priced if line not in database]
    # What a line costs idle it costs in any month.
    fixed = sum(line.idle_usd for line in rest) * share
    other = sum(line.month_usd - line.idle_usd for line in rest) * share
    lines = [
        *sorted(_agents(planned, booked), key=lambda line: (-(line.measured_usd or 0.0), line.line)),
        *([_database(database, capacity, share)] if database else []),
        Compared(_FIXED, "fixed", fixed, None, "billed by the hour, used or not: only the bill has it"),
        Compared(_OTHER, "other", other, None, "only the bill has it"),
    ]
    return Month(stack, start, now, share, analyses, tuple(lines))


def _agents(resources: Iterable[Resource], booked: CostReport) -> Iterator[Compared]:
    counts, stack = recorded(), stack_of(resources)
    models = {agent: model for model, agents in agents_by_model(stack, counts).items() for agent in agents}
    rows = {row.key: row for row in booked.rows}
    for agent in sorted(models.keys() | rows.keys()):
        row, model = rows.get(agent, _nothing(agent)), models.get(agent)
        if model is None:
            yield Compared(agent, "model", None, row.cost_usd, "the estimate does not know this agent")
        else:
            yield _agent(row, model, stack.home_region, counts.tokens[agent], booked.total.jobs)


def _nothing(agent: str) -> CostRow:
    return CostRow(agent, 0, 0, 0, Used(0, 0, 0), 0.0, 0.0)


def _agent(row: CostRow, model: str, region: str | None, counted: Tokens, analyses: int) -> Compared:
    def usd(tokens: Tokens) -> float:
        return usd_of(model, region, tokens) or 0.0

    of_one = usd_of(model, region, counted)
    if of_one is None:
        return Compared(f"{row.key} ({model})", "model", None, row.cost_usd, f"no price of {model} is known")
    why = why_model(row, model, usd, counted, analyses)
    return Compared(f"{row.key} ({model})", "model", of_one * analyses, row.cost_usd, why)


def _database(lines: list[Line], capacity: Capacity, share: float) -> Compared:
    estimated = sum(line.month_usd for line in lines) * share
    measured, why = None, capacity.problem
    if capacity.acu_hours is not None:
        measured = capacity.acu_hours * lines[0].price.usd
        why = why_capacity(capacity.acu_hours, sum(line.month for line in lines) * share)
    return Compared("database: capacity", "database", estimated, measured, why)
