"""What another value of a setting would change in a month's cost: the same estimate of the same preview, edited.

An edit changes what the setting changes, as far as it has a price. A test compares each with a preview of that setting.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from estimate.edits import edits
from estimate.month import Estimate, estimate
from estimate.stack import Resource
from estimate.usage import Usage, recorded
from estimate.workload import Workload


@dataclass(frozen=True)
class Choice:
    setting: str
    """With its value."""
    means: str
    idle_usd: float
    """Change of a month without any analysis."""
    month_usd: float
    """Change of a month with the load."""


@dataclass(frozen=True)
class Variant:
    """A preview with another value of a setting, which no edit makes."""

    setting: str
    means: str
    resources: Sequence[Resource]


def choices(
    resources: Iterable[Resource], load: Workload, usage: Usage | None = None, variants: Iterable[Variant] = ()
) -> list[Choice]:
    """Other values of the settings that change the cost most.

    Args:
        resources: of a preview.
        variants: to list as well.
    """
    rows, counts = tuple(resources), usage or recorded()
    now = estimate(rows, load, counts)
    others = [*(Variant(setting, means, edit(rows)) for setting, means, edit in edits(rows, counts)), *variants]
    return [_choice(it, now, estimate(it.resources, load, counts)) for it in others]


def _choice(of: Variant, now: Estimate, then: Estimate) -> Choice:
    return Choice(of.setting, of.means, then.idle_usd - now.idle_usd, then.month_usd - now.month_usd)
