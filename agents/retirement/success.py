"""How likely a plan is to last, and how exact that figure is."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, erfc, exp, log, sqrt
from typing import Self

import numpy as np

from agent_runtime.portfolio.snapshot import RetirementGoal
from retirement.assumptions import YearlyReturn
from retirement.draws import LATTICES, Floats

#: Half the width of a 95 % confidence interval, in standard errors of the mean of ten lattices (Student's t).
_HALF_WIDTH = 2.262


@dataclass(frozen=True)
class LognormalYear:
    """The law of one year's growth factor. Its logarithm is normal."""

    drift: float
    deviation: float

    @classmethod
    def of(cls, yearly: YearlyReturn) -> Self:
        """The law with this arithmetic mean, above -1, and volatility."""
        variance = log(1 + (yearly.volatility / (1 + yearly.mean)) ** 2)
        return cls(log(1 + yearly.mean) - variance / 2, sqrt(variance))

    def factors(self, shocks: Floats) -> Floats:
        """Growth factors above 0, from standard normal shocks."""
        factors = self.deviation * shocks
        factors += self.drift
        return np.exp(factors, out=factors)

    def chance_of_at_least(self, factors: Floats) -> Floats:
        """Of each factor, 0 to 1: that a year grows the balance at least so much."""
        if self.deviation == 0:
            return (factors <= exp(self.drift)).astype(np.float64)
        distances = np.full(len(factors), -np.inf)
        np.log(factors, out=distances, where=factors > 0)
        distances = (distances - self.drift) / (self.deviation * sqrt(2))
        return np.array([erfc(distance) / 2 for distance in distances.tolist()])


def chances(value: float, goal: RetirementGoal, law: LognormalYear, factors: Floats, balances: Floats) -> Floats:
    """Of each path, 0 to 1: that the money lasts, over all returns of one year, with the path's own in all others.

    That year is the one before retirement, on which most depends; today's, if retirement begins at once. Averaged over
    all paths this is the share of futures that last, as is the share of paths that do, but with half the error.

    Args:
        value: USD today.
        goal: the plan.
        law: of the growth factors.
        factors: years × paths.
        balances: at the end of each year, years × paths.
    """
    income, until = goal.target_annual_income, goal.years_until_retirement
    year = max(until - 1, 0)
    needed = np.zeros(factors.shape[1])
    for factor in factors[:year:-1]:
        needed = income + needed / factor
    if until == 0:
        left = value - income
        return law.chance_of_at_least(needed / left) if left > 0 else np.zeros_like(needed)
    return law.chance_of_at_least((needed - goal.annual_contribution) / (balances[year - 1] if year else value))


def margin_of_error(chances: Floats) -> float:
    """Of the success rate, percentage points: half the width of its 95 % confidence interval, rounded up to a tenth."""
    rates = 100 * chances.reshape(LATTICES, -1).mean(axis=1)
    half_width = _HALF_WIDTH * float(rates.std(ddof=1)) / sqrt(LATTICES)
    return max(ceil(10 * half_width), 1) / 10
