"""Monte Carlo projection of a retirement plan, in real US dollars.

Each path draws one lognormal return a year for the whole mix. A year of saving grows the balance and then adds the
contribution. A year of retirement takes the income first and then grows the rest. A path fails in the first year that
cannot pay the full income.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from agent_runtime.portfolio import AssetClass, RetirementGoal
from retirement.assumptions import INFLATION, YearlyReturn, mix_return
from retirement.models import Assumptions, Percentiles, Projection, YearlyBalance

PATHS = 10_000
YEARS_IN_RETIREMENT = 30
NOTE = (
    "Constant mix, rebalanced yearly; lognormal yearly returns, independent from year to year; taxes, fees and "
    "public pensions are left out; unclassified holdings count as equity."
)

Balances = NDArray[np.float64]


@dataclass(frozen=True)
class Simulation:
    """All paths of one plan."""

    balances: Balances
    """USD at the end of every year: paths × years."""
    lasted: NDArray[np.bool_]
    """Which paths could pay every income in full."""

    @property
    def success_rate(self) -> float:
        """Percent of paths, one decimal."""
        return round(100 * float(self.lasted.mean()), 1)


def seed_of(user_id: str) -> int:
    """A seed from the user's id: two projections of a user differ by the portfolio, never by chance."""
    return int.from_bytes(hashlib.sha256(user_id.encode()).digest()[:8], "big")


def growth_factors(yearly: YearlyReturn, years: int, seed: int) -> Balances:
    """Lognormal factors with this arithmetic mean and volatility: shape PATHS × years, all above 0."""
    variance = log(1 + (yearly.volatility / (1 + yearly.mean)) ** 2)
    drift = log(1 + yearly.mean) - variance / 2
    shocks = np.random.default_rng(seed).standard_normal((PATHS, years))
    return np.exp(drift + sqrt(variance) * shocks)


def simulate(value: float, goal: RetirementGoal, yearly: YearlyReturn, seed: int) -> Simulation:
    """All paths of the plan, from a value in USD today."""
    factors = growth_factors(yearly, goal.years_until_retirement + YEARS_IN_RETIREMENT, seed)
    balance = np.full(PATHS, value)
    lasted = np.full(PATHS, True)
    balances = np.empty_like(factors)
    for year in range(factors.shape[1]):
        if year < goal.years_until_retirement:
            balance = balance * factors[:, year] + goal.annual_contribution
        else:
            lasted &= balance >= goal.target_annual_income
            balance = np.maximum(balance - goal.target_annual_income, 0) * factors[:, year]
        balances[:, year] = balance
    return Simulation(balances, lasted)


def project(value: Decimal, mix: dict[AssetClass, float], goal: RetirementGoal, user_id: str) -> Projection:
    """The projection of a portfolio.

    Args:
        value: USD today, above 0.
        mix: weights by asset class that sum to 1.
        goal: years until retirement, income and contribution in today's USD.
        user_id: seeds the random numbers.
    """
    yearly_return = mix_return(mix)
    simulation = simulate(float(value), goal, yearly_return, seed_of(user_id))
    end = np.percentile(simulation.balances[:, -1], [10, 25, 50, 75, 90]).round()
    return Projection(
        success_rate=simulation.success_rate,
        percentiles=Percentiles(**dict(zip(Percentiles.model_fields, map(float, end), strict=True))),
        yearly=_yearly(simulation.balances, goal.years_until_retirement),
        assumptions=Assumptions(
            paths=PATHS,
            years_until_retirement=goal.years_until_retirement,
            years_in_retirement=YEARS_IN_RETIREMENT,
            starting_value=round(float(value), 2),
            annual_contribution=goal.annual_contribution,
            annual_income=goal.target_annual_income,
            mix={asset_class.value: round(100 * weight, 1) for asset_class, weight in mix.items()},
            mean_real_return=round(100 * yearly_return.mean, 2),
            volatility=round(100 * yearly_return.volatility, 2),
            inflation=100 * INFLATION,
            note=NOTE,
        ),
    )


def _yearly(balances: Balances, years_until_retirement: int) -> list[YearlyBalance]:
    low, middle, high = np.percentile(balances, [10, 50, 90], axis=0).round()
    return [
        YearlyBalance(
            year=year + 1,
            age_phase="accumulation" if year < years_until_retirement else "retirement",
            p10=float(low[year]),
            p50=float(middle[year]),
            p90=float(high[year]),
        )
        for year in range(balances.shape[1])
    ]
