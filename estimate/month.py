"""What a month of a stack costs, idle and with analyses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from estimate.meters import Line, billed
from estimate.prices import REGION
from estimate.services import (
    database,
    edge,
    functions,
    keys,
    langfuse,
    logs,
    messages,
    model,
    monitoring,
    storage,
    users,
)
from estimate.services.unbilled import is_free
from estimate.stack import Resource, Stack, stack_of
from estimate.usage import Usage, recorded
from estimate.workload import Workload

_SERVICES = (edge, monitoring, logs, functions, database, keys, messages, storage, users, langfuse)
#: Types with a price. A service's function yields uses of its own types only.
PRICED = frozenset(type_ for service in _SERVICES for type_ in service.TYPES)


@dataclass(frozen=True)
class Estimate:
    load: Workload
    lines: tuple[Line, ...]
    """The dearest month first; those without cost and use are left out."""
    unknown: tuple[str, ...]
    """What no price is known of: resource types, models, plans, a region."""
    exceeded: tuple[str, ...] = ()
    """Allowances of a plan that the load exceeds, in sentences."""

    @property
    def idle_usd(self) -> float:
        return sum(line.idle_usd for line in self.lines)

    @property
    def month_usd(self) -> float:
        return sum(line.month_usd for line in self.lines)


def estimate(resources: Iterable[Resource], load: Workload, usage: Usage | None = None) -> Estimate:
    """Estimates the stack of a preview.

    Args:
        resources: of a preview, components among them.
        load: without analyses, models are not priced.
        usage: of one analysis; the recorded counts by default.
    """
    stack, counts = stack_of(resources), usage or recorded()
    uses = [use for service in _SERVICES for use in service.uses(stack, load, counts)]
    unknown = [*_unknown_region(stack), *sorted(type_ for type_ in stack.types if not _is_known(type_))]
    unknown += edge.unpriced_plans(stack)
    if load.analyses:
        uses += model.uses(stack, load, counts)
        unknown += model.unpriced(stack, counts)
    lines = [line for line in billed(uses, free_tiers=load.free_tiers) if line.month]
    lines.sort(key=lambda line: (-line.month_usd, -line.idle_usd, line.type, line.what))
    return Estimate(load, tuple(lines), tuple(unknown), tuple(edge.exceeded(stack, load, counts)))


def _is_known(type_: str) -> bool:
    return type_ in PRICED or is_free(type_)


def _unknown_region(stack: Stack) -> list[str]:
    return [f"region {region}: these are the prices of {REGION}" for region in sorted(stack.regions - {REGION})]
