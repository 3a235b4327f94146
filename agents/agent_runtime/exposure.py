"""A portfolio's exposure, added up in code: models explain these figures, they never compute them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import StrEnum

from agent_runtime.contracts import AgentRequest, ErrorKind
from agent_runtime.errors import AgentFailure
from agent_runtime.portfolio import AssetClass, Classification, Contract, Portfolio, Region, Sector

#: Key of holdings without a classification.
UNCLASSIFIED = "unclassified"


class Dimension(StrEnum):
    """A way to cut the whole portfolio into slices."""

    ASSET_CLASS = "asset_class"
    REGION = "region"
    SECTOR = "sector"
    ACCOUNT = "account"
    POSITION = "position"


_NAMES = {Region.MIDDLE_EAST_AFRICA.value: "Middle East and Africa"}

#: Region and sector of uninvested US dollars.
_CASH_KEYS = {
    Dimension.ASSET_CLASS: AssetClass.CASH.value,
    Dimension.REGION: Region.NORTH_AMERICA.value,
    Dimension.SECTOR: Sector.CASH.value,
    Dimension.POSITION: "cash",
}


class Slice(Contract):
    name: str
    value: float
    """USD."""
    percentage: float
    """Of the whole portfolio, 0..100."""


def valued_portfolio(request: AgentRequest) -> Portfolio:
    """The portfolio of a request.

    Raises:
        AgentFailure: bad_request, if there is no portfolio or it has no value.
    """
    if request.portfolio is None:
        raise AgentFailure(ErrorKind.BAD_REQUEST, "The request holds no portfolio.")
    if request.portfolio.value <= 0:
        raise AgentFailure(ErrorKind.BAD_REQUEST, "The portfolio holds neither cash nor positions.")
    return request.portfolio


def exposure(portfolio: Portfolio, dimension: Dimension) -> dict[str, float]:
    """USD by key of the dimension, largest first; the values sum to the portfolio's value.

    Keys are the values of AssetClass, Region or Sector, `unclassified`, an account's name, or a symbol.
    """
    totals: defaultdict[str, float] = defaultdict(float)
    for account in portfolio.accounts:
        if account.cash:
            totals[_CASH_KEYS.get(dimension, account.name)] += account.cash
        for position in account.positions:
            if dimension is Dimension.ACCOUNT:
                totals[account.name] += position.value
            elif dimension is Dimension.POSITION:
                totals[position.instrument.symbol] += position.value
            else:
                for key, share in _shares(position.instrument.classification, dimension):
                    totals[key] += position.value * share
    return dict(sorted(totals.items(), key=lambda item: (-item[1], item[0])))


def _shares(classification: Classification | None, dimension: Dimension) -> Iterator[tuple[str, float]]:
    if classification is None:
        yield UNCLASSIFIED, 1.0
        return
    split: Mapping[AssetClass, float] | Mapping[Region, float] | Mapping[Sector, float]
    match dimension:
        case Dimension.ASSET_CLASS:
            split = classification.asset_classes
        case Dimension.REGION:
            split = classification.regions
        case _:
            split = classification.sectors
    # A split may miss 100 by rounding; the slices must still add up to the portfolio.
    total = sum(split.values())
    for key, percent in split.items():
        yield key.value, percent / total


def percentages(values: Mapping[str, float]) -> dict[str, float]:
    """The same keys with the share of each in their sum: 0..100, two decimals."""
    total = sum(values.values())
    return {key: round(100 * value / total, 2) for key, value in values.items()}


def slices(portfolio: Portfolio, dimension: Dimension) -> list[Slice]:
    """The exposure with names for readers: `fixed_income` becomes `Fixed Income`; symbols and account names stay."""
    values = exposure(portfolio, dimension)
    shares = percentages(values)
    return [
        Slice(name=display_name(dimension, key), value=round(value, 2), percentage=shares[key])
        for key, value in values.items()
    ]


def display_name(dimension: Dimension, key: str) -> str:
    if dimension is Dimension.ACCOUNT or (dimension is Dimension.POSITION and key != "cash"):
        return key
    return _NAMES.get(key) or key.replace("_", " ").title()
