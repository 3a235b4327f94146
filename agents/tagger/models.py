"""Output of the tagger's model. Rationales come first: a model that reasons first classifies better."""

from __future__ import annotations

from pydantic import Field

from agent_runtime.portfolio.snapshot import AssetClass, Classification, Contract, Percent, Region, Sector


class AssetClassShare(Contract):
    key: AssetClass
    percent: Percent


class RegionShare(Contract):
    key: Region
    percent: Percent


class SectorShare(Contract):
    key: Sector
    percent: Percent


class TaggedInstrument(Contract):
    rationale: str = Field(min_length=1, description="what it is, and why it splits this way; one short sentence")
    symbol: str = Field(description="exactly as given")
    asset_classes: list[AssetClassShare] = Field(description="sums to 100")
    regions: list[RegionShare] = Field(description="by domicile of the issuers; sums to 100")
    sectors: list[SectorShare] = Field(description="sums to 100")


class TaggerOutput(Contract):
    rationale: str = Field(min_length=1, description="how the instruments were recognised; 1-3 sentences")
    classifications: list[TaggedInstrument] = Field(description="one per requested symbol")


class Tagging(Classification):
    """A validated classification and the reason for it, as the planner stores it."""

    rationale: str
