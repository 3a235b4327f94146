"""Monte Carlo projection of a retirement plan, in real US dollars.

Each path draws one lognormal return a year for the whole mix. A year of saving grows the balance and then adds the
contribution. A year of retirement takes the income first and then grows the rest. A plan fails in the first year that
cannot pay the full income.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from agent_runtime.portfolio.snapshot import AssetClass, RetirementGoal
from retirement.assumptions import INFLATION, YearlyReturn, mix_return
from retirement.draws import PATHS, Floats, yearly_shocks
from retirement.models import Assumptions, Percentiles, Projection, YearlyBalance
from retirement.success import LognormalYear, chances, margin_of_error

YEARS_IN_RETIREMENT = 30
NOTE = (
    "Constant mix, rebalanced yearly; lognormal yearly returns, independent from year to year; taxes, fees and "
    "public pensions are left out; unclassified holdings count as equity."
)


@dataclass(frozen=True)
class Simulation:
    """All paths of one plan."""

    balances: Floats
    """USD at the end of every year: years × paths."""
    chances: Floats
    """Of each path, 0 to 1: that it pays every income in full, whatever its year before retirement brings."""

    @property
    def success_rate(self) -> float:
        """Percent, one decimal."""
        return round(100 * float(self.chances.mean()), 1)


def simulate(value: float, goal: RetirementGoal, yearly: YearlyReturn, shocks: Floats | None = None) -> Simulation:
    """All paths of the plan.

    Args:
        value: USD today, above 0.
        goal: years until retirement, income and contribution in today's USD.
        yearly: the mix's return.
        shocks: standard normal, years × paths; those of `yearly_shocks` by default.
    """
    years, saving = goal.years_until_retirement + YEARS_IN_RETIREMENT, goal.years_until_retirement
    law = LognormalYear.of(yearly)
    factors = law.factors(yearly_shocks(years) if shocks is None else shocks)
    balances = np.empty_like(factors)
    balance = np.full(factors.shape[1], value)
    for year, factor in enumerate(factors):
        if year < saving:
            balance = balance * factor + goal.annual_contribution
        else:
            balance = np.maximum(balance - goal.target_annual_income, 0) * factor
        balances[year] = balance
    return Simulation(balances, chances(value, goal, law, factors, balances))


def project(value: Decimal, mix: dict[AssetClass, float], goal: RetirementGoal) -> Projection:
    """The projection of a portfolio. The same arguments always give the same figures.

    Args:
        value: USD today, above 0.
        mix: weights by asset class that sum to 1.
        goal: years until retirement, income and contribution in today's USD.
    """
    yearly_return = mix_return(mix)
    simulation = simulate(float(value), goal, yearly_return)
    end = np.percentile(simulation.balances[-1], [10, 25, 50, 75, 90]).round()
    return Projection(
        success_rate=simulation.success_rate,
        margin_of_error=margin_of_error(simulation.chances),
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


def _yearly(balances: Floats, years_until_retirement: int) -> list[YearlyBalance]:
    low, middle, high = np.percentile(balances, [10, 50, 90], axis=1).round()
    return [
        YearlyBalance(
            year=year + 1,
            age_phase="accumulation" if year < years_until_retirement else "retirement",
            p10=float(low[year]),
            p50=float(middle[year]),
            p90=float(high[year]),
        )
        for year in range(len(balances))
    ]
