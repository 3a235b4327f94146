"""Runs in a fresh process and prints the seconds, MiB and percentage points of one projection as JSON."""
# ruff: noqa: E402 - the imports are measured

from __future__ import annotations

import time

STARTED = time.perf_counter()

import json
import sys
import tracemalloc
from collections.abc import Callable
from decimal import Decimal
from statistics import median, stdev

import numpy as np

from agent_runtime.portfolio.snapshot import AssetClass, RetirementGoal
from retirement.assumptions import mix_return
from retirement.draws import PATHS, yearly_shocks
from retirement.projection import YEARS_IN_RETIREMENT, project, simulate

GOAL = RetirementGoal(years_until_retirement=20, target_annual_income=60_000, annual_contribution=20_000)
YEARS = GOAL.years_until_retirement + YEARS_IN_RETIREMENT
VALUE, MIX = 500_000, {AssetClass.EQUITY: 0.7, AssetClass.FIXED_INCOME: 0.3}
REPEATS, RANDOMISATIONS = 9, 40


def now() -> None:
    project(Decimal(VALUE), MIX, GOAL)


def random(seed: int = 0) -> float:
    """The projection by random paths: one random number a path and year; the rate in percent."""
    yearly = mix_return(MIX)
    variance = np.log1p((yearly.volatility / (1 + yearly.mean)) ** 2)
    shocks = np.random.default_rng(seed).standard_normal((PATHS, YEARS))
    factors = np.exp(np.log1p(yearly.mean) - variance / 2 + np.sqrt(variance) * shocks)
    balance, lasted, balances = np.full(PATHS, float(VALUE)), np.full(PATHS, True), np.empty_like(factors)
    for year in range(YEARS):
        if year < GOAL.years_until_retirement:
            balance = balance * factors[:, year] + GOAL.annual_contribution
        else:
            lasted &= balance >= GOAL.target_annual_income
            balance = np.maximum(balance - GOAL.target_annual_income, 0) * factors[:, year]
        balances[:, year] = balance
    np.percentile(balances, [10, 50, 90], axis=0)
    return 100 * float(lasted.mean())


def shifted(number: int) -> float:
    shocks = yearly_shocks(YEARS, f"randomisation {number}".encode())
    return 100 * float(simulate(VALUE, GOAL, mix_return(MIX), shocks).chances.mean())


def seconds(work: Callable[[], object]) -> float:
    taken: list[float] = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return median(taken)


def mebibytes(work: Callable[[], object]) -> float:
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def main() -> None:
    now()
    fresh = time.perf_counter() - STARTED
    measured = {
        "fresh": fresh,
        "warm": seconds(now),
        "memory": mebibytes(now),
        "error": stdev(shifted(number) for number in range(RANDOMISATIONS)),
        "random_time": seconds(random),
        "random_memory": mebibytes(random),
        "random_error": stdev(random(seed) for seed in range(RANDOMISATIONS)),
    }
    json.dump(measured, sys.stdout)


if __name__ == "__main__":
    main()
