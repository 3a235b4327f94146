"""Capital-market assumptions: yearly return and volatility of each asset class, after inflation.

Real arithmetic mean and volatility, as fractions of a year's start value. Sources, rounded:

- Bonds 4.6 % and stocks 5.3 % (US) to 8.1 % (emerging markets) nominal over ten years: PGIM, 4Q 2025 Capital Market
  Assumptions. Half the variance is added to make compound returns arithmetic means; inflation is taken as 2.5 %.
- Volatilities and correlations of stocks, bonds, commodities and cash: monthly US returns 1976-2015, in Kinlaw,
  Kritzman and Turkington, "Asset Allocation", table 2.2; bonds between its Treasury and corporate bonds.
- Real estate: between stocks and bonds in return, near stocks in risk, as listed REITs have been. No consensus exists
  for crypto: a stock's return at four times its risk is a cautious choice, not a forecast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from math import sqrt

from agent_runtime.portfolio.exposure import UNCLASSIFIED
from agent_runtime.portfolio.snapshot import AssetClass

INFLATION = 0.025


@dataclass(frozen=True)
class YearlyReturn:
    """Of one year, after inflation; fractions, 0.05 is 5 %."""

    mean: float
    volatility: float


RETURNS: dict[AssetClass, YearlyReturn] = {
    AssetClass.EQUITY: YearlyReturn(0.048, 0.166),
    AssetClass.FIXED_INCOME: YearlyReturn(0.023, 0.062),
    AssetClass.REAL_ESTATE: YearlyReturn(0.042, 0.175),
    AssetClass.COMMODITIES: YearlyReturn(0.020, 0.206),
    AssetClass.CASH: YearlyReturn(0.005, 0.011),
    AssetClass.CRYPTO: YearlyReturn(0.048, 0.660),
}

_CORRELATIONS: dict[frozenset[AssetClass], float] = {
    frozenset({AssetClass.EQUITY, AssetClass.FIXED_INCOME}): 0.20,
    frozenset({AssetClass.EQUITY, AssetClass.REAL_ESTATE}): 0.65,
    frozenset({AssetClass.EQUITY, AssetClass.COMMODITIES}): 0.16,
    frozenset({AssetClass.EQUITY, AssetClass.CASH}): 0.02,
    frozenset({AssetClass.EQUITY, AssetClass.CRYPTO}): 0.40,
    frozenset({AssetClass.FIXED_INCOME, AssetClass.REAL_ESTATE}): 0.25,
    frozenset({AssetClass.FIXED_INCOME, AssetClass.COMMODITIES}): -0.03,
    frozenset({AssetClass.FIXED_INCOME, AssetClass.CASH}): 0.13,
    frozenset({AssetClass.FIXED_INCOME, AssetClass.CRYPTO}): 0.05,
    frozenset({AssetClass.REAL_ESTATE, AssetClass.COMMODITIES}): 0.20,
    frozenset({AssetClass.REAL_ESTATE, AssetClass.CASH}): 0.02,
    frozenset({AssetClass.REAL_ESTATE, AssetClass.CRYPTO}): 0.30,
    frozenset({AssetClass.COMMODITIES, AssetClass.CASH}): 0.06,
    frozenset({AssetClass.COMMODITIES, AssetClass.CRYPTO}): 0.15,
    frozenset({AssetClass.CASH, AssetClass.CRYPTO}): 0.0,
}


def correlation(one: AssetClass, other: AssetClass) -> float:
    return 1.0 if one is other else _CORRELATIONS[frozenset({one, other})]


def asset_mix(values: Mapping[str, Decimal]) -> dict[AssetClass, float]:
    """Weights that sum to 1, from the exposure in USD. Unclassified holdings count as equity, the riskier guess."""
    total = float(sum(values.values()))
    mix: dict[AssetClass, float] = {}
    for key, value in values.items():
        asset_class = AssetClass.EQUITY if key == UNCLASSIFIED else AssetClass(key)
        mix[asset_class] = mix.get(asset_class, 0.0) + float(value) / total
    return mix


def mix_return(mix: Mapping[AssetClass, float]) -> YearlyReturn:
    """Mean and volatility of a mix that is rebalanced every year: weighted mean, and variance with all correlations."""
    mean = sum(weight * RETURNS[asset_class].mean for asset_class, weight in mix.items())
    variance = sum(
        mix[one] * mix[other] * RETURNS[one].volatility * RETURNS[other].volatility * correlation(one, other)
        for one, other in product(mix, mix)
    )
    return YearlyReturn(mean, sqrt(variance))
