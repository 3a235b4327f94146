"""One change of a plan moves its projection the right way, on every path: properties of arbitrary plans."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from agent_runtime.portfolio.snapshot import AssetClass, RetirementGoal
from retirement.assumptions import YearlyReturn, mix_return
from retirement.projection import YEARS_IN_RETIREMENT, Simulation, project, simulate
from retirement.success import LognormalYear

PLANS = settings(max_examples=25, deadline=None, derandomize=True)
#: Of a chance: the error function's last digits.
DIGITS = 1e-12


@st.composite
def mixes(draw: st.DrawFn) -> dict[AssetClass, float]:
    parts = draw(st.dictionaries(st.sampled_from(list(AssetClass)), st.integers(1, 100), min_size=1))
    return {asset_class: part / sum(parts.values()) for asset_class, part in parts.items()}


@st.composite
def goals(draw: st.DrawFn, most_years: int = 60) -> RetirementGoal:
    return RetirementGoal(
        years_until_retirement=draw(st.integers(0, most_years)),
        target_annual_income=draw(st.floats(5_000, 200_000)),
        annual_contribution=draw(st.floats(0, 80_000)),
    )


values = st.floats(100, 5_000_000)
#: From one per mille to four times as much.
rises = st.floats(1.001, 4)


def changed(goal: RetirementGoal, **fields: Any) -> RetirementGoal:
    return goal.model_copy(update=fields)


def never_lower(better: Simulation, worse: Simulation) -> None:
    years = min(len(better.balances), len(worse.balances))
    assert np.all(better.balances[:years] >= worse.balances[:years])
    assert np.all(better.chances >= worse.chances - DIGITS)
    assert better.success_rate >= worse.success_rate


@PLANS
@given(value=values, goal=goals(), mix=mixes(), rise=rises)
def test_more_contribution_never_lowers_the_rate(
    value: float, goal: RetirementGoal, mix: dict[AssetClass, float], rise: float
) -> None:
    more = changed(goal, annual_contribution=goal.annual_contribution * rise)
    never_lower(simulate(value, more, mix_return(mix)), simulate(value, goal, mix_return(mix)))


@PLANS
@given(value=values, goal=goals(), mix=mixes(), rise=rises)
def test_more_income_never_raises_the_rate(
    value: float, goal: RetirementGoal, mix: dict[AssetClass, float], rise: float
) -> None:
    more = changed(goal, target_annual_income=goal.target_annual_income * rise)
    never_lower(simulate(value, goal, mix_return(mix)), simulate(value, more, mix_return(mix)))


@PLANS
@given(value=values, goal=goals(), mix=mixes(), rise=rises)
def test_more_savings_never_lower_the_rate(
    value: float, goal: RetirementGoal, mix: dict[AssetClass, float], rise: float
) -> None:
    never_lower(simulate(value * rise, goal, mix_return(mix)), simulate(value, goal, mix_return(mix)))


@PLANS
@given(value=values, goal=goals(most_years=59), mix=mixes())
def test_a_year_more_keeps_every_earlier_balance(
    value: float, goal: RetirementGoal, mix: dict[AssetClass, float]
) -> None:
    years = goal.years_until_retirement
    later = simulate(value, changed(goal, years_until_retirement=years + 1), mix_return(mix))
    assert np.allclose(later.balances[:years], simulate(value, goal, mix_return(mix)).balances[:years], atol=0)


@PLANS
@given(value=values, goal=goals(most_years=59), mean=st.floats(0, 0.1))
def test_without_risk_a_year_more_never_lowers_the_rate(value: float, goal: RetirementGoal, mean: float) -> None:
    later = changed(goal, years_until_retirement=goal.years_until_retirement + 1)
    yearly = YearlyReturn(mean, 0.0)
    # At a whole rate of return of 0 without contributions, both need exactly thirty incomes.
    assume(mean > 1e-6 or goal.annual_contribution > 1)
    assert simulate(value, later, yearly).success_rate >= simulate(value, goal, yearly).success_rate


@pytest.mark.parametrize("contribution", [0, 12_000])
@pytest.mark.parametrize("equity", [0.3, 0.6, 1.0])
def test_each_year_more_raises_a_rate_that_is_not_near_its_end(equity: float, contribution: float) -> None:
    mix = {AssetClass.EQUITY: equity, AssetClass.FIXED_INCOME: 1 - equity}
    plan = RetirementGoal(years_until_retirement=0, target_annual_income=45_000, annual_contribution=contribution)
    rates = [
        simulate(600_000, changed(plan, years_until_retirement=k), mix_return(mix)).success_rate for k in range(25)
    ]
    rising = [(one, other) for one, other in pairwise(rates) if 1 <= one <= 90]
    assert len(rising) > 5
    assert all(other > one for one, other in rising)


@PLANS
@given(value=values, goal=goals(), mix=mixes())
def test_the_rate_is_the_share_of_paths_that_last(
    value: float, goal: RetirementGoal, mix: dict[AssetClass, float]
) -> None:
    """The rate averages over the year before retirement; paths taken as drawn give the same rate with more error."""
    simulation = simulate(value, goal, mix_return(mix))
    first = goal.years_until_retirement
    before = np.vstack([np.full((1, 10_000), value), simulation.balances])[first : first + YEARS_IN_RETIREMENT]
    lasted = 100 * float(np.all(before >= goal.target_annual_income, axis=0).mean())
    assert simulation.success_rate == pytest.approx(lasted, abs=0.7)


@PLANS
@given(factor=st.floats(0.05, 5), mean=st.floats(0, 0.1), volatility=st.floats(0.01, 0.7))
def test_the_law_of_a_year_counts_its_own_factors(factor: float, mean: float, volatility: float) -> None:
    law = LognormalYear.of(YearlyReturn(mean, volatility))
    drawn = law.factors(np.random.default_rng(3).standard_normal(20_000))
    chance = float(law.chance_of_at_least(np.array([factor]))[0])
    assert chance == pytest.approx(float((drawn >= factor).mean()), abs=0.02)


def test_a_projection_tells_its_margin_of_error() -> None:
    goal = RetirementGoal(years_until_retirement=20, target_annual_income=40_000, annual_contribution=10_000)
    mix = {AssetClass.EQUITY: 0.6, AssetClass.FIXED_INCOME: 0.4}
    projection = project(Decimal(500_000), mix, goal)
    assert 0.1 <= projection.margin_of_error <= 0.4
