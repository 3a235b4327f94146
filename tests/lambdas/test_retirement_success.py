"""The success rate: its error, measured, and beside an independent simulation."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from agent_runtime.portfolio.exposure import Dimension, exposure
from agent_runtime.portfolio.snapshot import AssetClass, RetirementGoal
from retirement.assumptions import YearlyReturn, asset_mix, mix_return
from retirement.draws import LONGEST_YEARS, Floats, yearly_shocks
from retirement.projection import YEARS_IN_RETIREMENT, simulate
from retirement.success import margin_of_error
from tests.lambdas.sample_portfolios import samples

#: Standard deviation of the success rate with 10,000 independent random paths, at worst: percentage points.
OF_RANDOM_PATHS = 0.5
RANDOMISATIONS = 12

EQUITY, BONDS, CRYPTO = AssetClass.EQUITY, AssetClass.FIXED_INCOME, AssetClass.CRYPTO
BALANCED = {EQUITY: 0.6, BONDS: 0.4}
#: Value in USD, years, income, contribution, mix.
Plan = tuple[float, int, float, float, dict[AssetClass, float]]
PLANS: dict[str, Plan] = {
    "eight of ten": (500_000, 20, 41_000, 10_000, BALANCED),
    "two of ten": (250_000, 15, 40_000, 9_000, BALANCED),
    "nine of ten": (1_000_000, 0, 30_000, 0, {EQUITY: 1.0}),
    "hardly ever": (100_000, 25, 30_000, 4_000, {BONDS: 0.9, EQUITY: 0.1}),
    "with crypto": (1_000_000, 1, 36_000, 0, {EQUITY: 0.7, BONDS: 0.1, CRYPTO: 0.2}),
}


@cache
def shocks(number: int) -> Floats:
    """Of the longest plan: those of shorter ones are its first years."""
    return yearly_shocks(LONGEST_YEARS, f"randomisation {number}".encode())


def goal(years: int, income: float, contribution: float) -> RetirementGoal:
    return RetirementGoal(years_until_retirement=years, target_annual_income=income, annual_contribution=contribution)


def sample_plans() -> dict[str, tuple[float, RetirementGoal, YearlyReturn]]:
    return {
        name: (
            float(portfolio.value),
            portfolio.goal,
            mix_return(asset_mix(exposure(portfolio, Dimension.ASSET_CLASS))),
        )
        for name, portfolio in samples().items()
        if portfolio.goal
    }


@pytest.mark.parametrize("name", sample_plans())
def test_the_error_is_a_quarter_of_that_of_random_paths_and_the_margin_tells_it(name: str) -> None:
    value, plan, yearly = sample_plans()[name]
    years = plan.years_until_retirement + YEARS_IN_RETIREMENT
    found = [simulate(value, plan, yearly, shocks(number)[:years]).chances for number in range(RANDOMISATIONS)]
    rates = 100 * np.array([chances.mean() for chances in found])
    assert rates.std(ddof=1) <= OF_RANDOM_PATHS / 4
    margins = np.array([margin_of_error(chances) for chances in found])
    assert margins.max() <= 0.5
    assert np.mean(np.abs(rates - rates.mean()) <= margins) >= 0.8
    assert simulate(value, plan, yearly).success_rate == pytest.approx(rates.mean(), abs=0.3)


def random_paths(plan: Plan, paths: int = 100_000) -> float:
    """The success rate in percent, by paths of random numbers and a loop that shares nothing with the agent."""
    value, years, income, contribution, mix = plan
    yearly = mix_return(mix)
    random = np.random.default_rng(7)
    spread = np.log1p((yearly.volatility / (1 + yearly.mean)) ** 2)
    balance, alive = np.full(paths, value), np.ones(paths, dtype=bool)
    for year in range(years + 30):
        growth = random.lognormal(np.log1p(yearly.mean) - spread / 2, np.sqrt(spread), paths)
        if year >= years:
            alive &= balance >= income
            balance = balance - income
        balance = balance * growth + (contribution if year < years else 0)
    return 100 * float(alive.mean())


@pytest.mark.parametrize("name", PLANS)
def test_the_rate_is_that_of_an_independent_simulation(name: str) -> None:
    value, years, income, contribution, mix = PLANS[name]
    rate = simulate(value, goal(years, income, contribution), mix_return(mix)).success_rate
    assert rate == pytest.approx(random_paths(PLANS[name]), abs=0.6)
