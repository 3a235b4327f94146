"""The draws of the projection: standard normal, independent from year to year, and the same for every plan."""

from __future__ import annotations

from math import gcd

import numpy as np
import pytest
from pydantic import ValidationError

from agent_runtime.portfolio.snapshot import RetirementGoal
from retirement.draws import GENERATOR, LATTICES, LONGEST_YEARS, PATHS, POINTS, yearly_shocks
from retirement.projection import YEARS_IN_RETIREMENT


def test_there_are_ten_thousand_paths() -> None:
    assert (10_000, LONGEST_YEARS) == (PATHS, 90)
    assert yearly_shocks(50).shape == (50, PATHS)


@pytest.mark.parametrize("years", [30, 47, 89])
def test_a_year_more_keeps_the_draws_of_all_years_before(years: int) -> None:
    assert np.allclose(yearly_shocks(years + 1)[:-1], yearly_shocks(years), rtol=0, atol=1e-12)


def test_the_longest_goal_has_draws() -> None:
    longest = LONGEST_YEARS - YEARS_IN_RETIREMENT
    assert RetirementGoal(years_until_retirement=longest, target_annual_income=1)
    with pytest.raises(ValidationError, match="years_until_retirement"):
        RetirementGoal(years_until_retirement=longest + 1, target_annual_income=1)


def test_each_year_is_standard_normal() -> None:
    shocks = yearly_shocks(LONGEST_YEARS)
    assert shocks.mean(axis=1) == pytest.approx(np.zeros(LONGEST_YEARS), abs=0.01)
    assert shocks.std(axis=1) == pytest.approx(np.ones(LONGEST_YEARS), abs=0.02)
    for below in (0.05, 0.25, 0.75, 0.95):
        assert np.quantile(shocks, below) == pytest.approx(np.quantile(_random(), below), abs=0.01)


def test_years_are_independent() -> None:
    correlations = np.corrcoef(yearly_shocks(LONGEST_YEARS)) - np.eye(LONGEST_YEARS)
    by_chance = np.corrcoef(_random()) - np.eye(LONGEST_YEARS)
    assert np.abs(correlations).max() < 0.05
    assert correlations.std() < by_chance.std() * 1.1


def test_the_generator_is_built_component_by_component() -> None:
    """The choice that the docstring names, made again: least error in the worst case for product weights 1/j²."""
    kernel = (places := np.arange(POINTS) / POINTS) * places - places + 1 / 6
    candidates = [one for one in range(1, POINTS // 2) if gcd(one, POINTS) == 1]
    products, chosen = np.ones(POINTS), list[int]()
    for wave in range(1, LONGEST_YEARS + 1):
        free = [one for one in candidates if one not in chosen]
        kernels = kernel[np.outer(free, np.arange(POINTS)) % POINTS]
        best = int((kernels @ products).round(9).argmin()) if chosen else 0
        chosen.append(free[best])
        products *= 1 + kernels[best] / wave**2
    assert tuple(chosen) == GENERATOR


def test_the_lattices_are_shifted_differently() -> None:
    first_year = yearly_shocks(1).reshape(LATTICES, POINTS)
    assert len(np.unique(first_year[:, 0])) == LATTICES


def _random() -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.random.default_rng(1).standard_normal((LONGEST_YEARS, PATHS))
