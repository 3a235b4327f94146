"""How an instrument splits by asset class, region and sector, and the base of all messages between Lambdas."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

#: Percentages of one classification may miss 100 by rounding, in percentage points.
PERCENT_TOLERANCE = 0.5


class AssetClass(StrEnum):
    EQUITY = "equity"
    FIXED_INCOME = "fixed_income"
    REAL_ESTATE = "real_estate"
    COMMODITIES = "commodities"
    CASH = "cash"
    CRYPTO = "crypto"


class Region(StrEnum):
    NORTH_AMERICA = "north_america"
    EUROPE = "europe"
    ASIA_PACIFIC = "asia_pacific"
    LATIN_AMERICA = "latin_america"
    MIDDLE_EAST_AFRICA = "middle_east_africa"
    GLOBAL = "global"


class Sector(StrEnum):
    """The eleven GICS sectors, then those of bonds, commodities and cash."""

    TECHNOLOGY = "technology"
    HEALTHCARE = "healthcare"
    FINANCIALS = "financials"
    CONSUMER_DISCRETIONARY = "consumer_discretionary"
    CONSUMER_STAPLES = "consumer_staples"
    INDUSTRIALS = "industrials"
    MATERIALS = "materials"
    ENERGY = "energy"
    UTILITIES = "utilities"
    REAL_ESTATE = "real_estate"
    COMMUNICATION = "communication"
    GOVERNMENT = "government"
    CORPORATE = "corporate"
    MORTGAGE = "mortgage"
    COMMODITIES = "commodities"
    CASH = "cash"
    OTHER = "other"


def _sums_to_100(split: dict[str, float]) -> dict[str, float]:
    total = sum(split.values())
    if abs(total - 100) > PERCENT_TOLERANCE:
        raise ValueError(f"percentages must sum to 100, these sum to {total:g}")
    return split


Percent = Annotated[float, Field(ge=0, le=100)]
AssetClassSplit = Annotated[dict[AssetClass, Percent], AfterValidator(_sums_to_100)]
RegionSplit = Annotated[dict[Region, Percent], AfterValidator(_sums_to_100)]
SectorSplit = Annotated[dict[Sector, Percent], AfterValidator(_sums_to_100)]


class Contract(BaseModel):
    """Base of all messages between Lambdas. Unknown fields, NaN and infinity are errors."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class Classification(Contract):
    """How one instrument splits; each split is percent by key and sums to 100."""

    asset_classes: AssetClassSplit
    regions: RegionSplit
    sectors: SectorSplit
