"""The Monte Carlo projection against results that are known without simulation."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import numpy as np
import pytest

from agent_runtime.portfolio.snapshot import AssetClass, RetirementGoal
from retirement.assumptions import RETURNS, YearlyReturn, asset_mix, correlation, mix_return
from retirement.draws import yearly_shocks
from retirement.projection import YEARS_IN_RETIREMENT, project, simulate
from retirement.success import LognormalYear

BALANCED = {AssetClass.EQUITY: 0.6, AssetClass.FIXED_INCOME: 0.4}


def goal(years: int = 20, income: float = 40_000, contribution: float = 10_000) -> RetirementGoal:
    return RetirementGoal(years_until_retirement=years, target_annual_income=income, annual_contribution=contribution)


def test_without_volatility_the_balance_is_the_closed_form() -> None:
    rate, years = 0.03, 20
    paths = simulate(100_000, goal(years, contribution=5_000), YearlyReturn(rate, 0.0))
    growth = (1 + rate) ** years
    expected = 100_000 * growth + 5_000 * (growth - 1) / rate
    assert paths.balances[years - 1] == pytest.approx(expected)


@pytest.mark.parametrize(("income", "rate"), [(9_999, 100.0), (10_001, 0.0)], ids=["just enough", "just too much"])
def test_without_return_the_money_pays_exactly_thirty_incomes(income: float, rate: float) -> None:
    paths = simulate(10_000 * YEARS_IN_RETIREMENT, goal(0, income, 0), YearlyReturn(0.0, 0.0))
    assert paths.success_rate == rate


def test_ten_thousand_paths_have_the_mean_and_volatility_asked_for() -> None:
    factors = LognormalYear.of(YearlyReturn(0.048, 0.166)).factors(yearly_shocks(30))
    assert factors.shape == (30, 10_000)
    assert factors.mean() == pytest.approx(1.048, abs=0.002)
    assert factors.std() == pytest.approx(0.166, abs=0.002)
    assert factors.min() > 0


def test_the_same_plan_is_projected_alike_each_time() -> None:
    first, again = (project(Decimal(500_000), BALANCED, goal()) for _ in range(2))
    assert first == again


def test_percentiles_are_ordered_in_every_year() -> None:
    projection = project(Decimal(500_000), BALANCED, goal())
    assert len(projection.yearly) == 20 + YEARS_IN_RETIREMENT
    assert all(0 <= row.p10 <= row.p50 <= row.p90 for row in projection.yearly)
    assert projection.percentiles.p50 == projection.yearly[-1].p50


def test_the_correlations_are_a_possible_matrix() -> None:
    matrix = np.array([[correlation(row, column) for column in RETURNS] for row in RETURNS])
    assert np.allclose(matrix, matrix.T)
    assert np.linalg.eigvalsh(matrix).min() > 0
    assert set(RETURNS) == set(AssetClass)


def test_mixing_lowers_volatility_below_its_parts_average() -> None:
    for one, other in product(RETURNS, RETURNS):
        mixed = mix_return({one: 0.5, other: 0.5} if one is not other else {one: 1.0})
        assert mixed.volatility <= (RETURNS[one].volatility + RETURNS[other].volatility) / 2 + 1e-12


def test_unclassified_holdings_count_as_equity() -> None:
    assert asset_mix({"equity": Decimal(30), "unclassified": Decimal(20), "cash": Decimal(50)}) == {
        AssetClass.EQUITY: 0.5,
        AssetClass.CASH: 0.5,
    }
