"""The load that an estimate is for, and what follows from it: hours with work, hours the database is awake."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

HOURS = 730.0
"""Of a month."""
DAYS = HOURS / 24


@dataclass(frozen=True)
class Workload:
    analyses: float = 1000.0
    """A month. They arrive one by one, at any hour alike, independently of each other."""
    users: float = 100.0
    """Who come back each month."""
    free_tiers: bool = True
    """Whether nothing else in the account uses what AWS gives free."""
    tokens_a_second: float = 80.0
    """Output of the model, as one answer arrives."""
    seconds_a_call: float = 0.7
    """Until a model's first token."""

    def share_of_time(self, hours: float, analyses: float | None = None) -> float:
        """Share of a month in which an analysis has started within the last so many hours (Poisson arrivals)."""
        return 1 - exp(-(self.analyses if analyses is None else analyses) / HOURS * hours)
