"""Kinds of instruments that need no model: what one is says how it splits."""

from __future__ import annotations

from agent_runtime.portfolio.classification import AssetClass, Classification, Region, Sector
from holdings.kinds import InstrumentKind

_EVIDENT = {
    InstrumentKind.MONEY_MARKET: (AssetClass.CASH, Region.NORTH_AMERICA, Sector.CASH),
    #: Obligations of the United States only.
    InstrumentKind.TREASURY: (AssetClass.FIXED_INCOME, Region.NORTH_AMERICA, Sector.GOVERNMENT),
    InstrumentKind.CRYPTO: (AssetClass.CRYPTO, Region.GLOBAL, Sector.OTHER),
}


def evident(kind: InstrumentKind) -> Classification | None:
    """The classification of every instrument of this kind; None where the kind leaves it open.

    Bonds differ by issuer, and options by what they are written on: those are left to the InstrumentTagger.
    """
    if kind not in _EVIDENT:
        return None
    asset_class, region, sector = _EVIDENT[kind]
    return Classification(asset_classes={asset_class: 100.0}, regions={region: 100.0}, sectors={sector: 100.0})
