"""A portfolio's exposure, added up in code: models explain these figures, they never compute them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum

from agent_runtime.contracts import AgentRequest, ErrorKind
from agent_runtime.errors import AgentFailure
from agent_runtime.portfolio.shares import amounts, percentages, places_of
from agent_runtime.portfolio.snapshot import (
    Account,
    AssetClass,
    Classification,
    Contract,
    Portfolio,
    Position,
    Region,
    Sector,
)
from holdings.exact import EXACT, product, total

#: Key of holdings without a classification.
UNCLASSIFIED = "unclassified"
#: Name of the slice for all that no other slice names.
REST = "Other"


class Dimension(StrEnum):
    """A way to cut the whole portfolio into slices."""

    ASSET_CLASS = "asset_class"
    REGION = "region"
    SECTOR = "sector"
    ACCOUNT = "account"
    POSITION = "position"


_NAMES = {Region.MIDDLE_EAST_AFRICA.value: "Middle East and Africa"}

#: Key of uninvested money; its region is that of its currency, its account the one that holds it.
_CASH_KEYS = {
    Dimension.ASSET_CLASS: AssetClass.CASH.value,
    Dimension.SECTOR: Sector.CASH.value,
    Dimension.POSITION: "cash",
}
_HOMES = {
    Region.NORTH_AMERICA: "USD CAD",
    Region.EUROPE: "EUR GBP CHF SEK NOK DKK PLN CZK HUF RON BGN ISK UAH RSD",
    Region.ASIA_PACIFIC: "JPY CNY CNH HKD TWD KRW SGD AUD NZD INR IDR THB MYR PHP VND",
    Region.LATIN_AMERICA: "MXN BRL ARS CLP COP PEN UYU",
    Region.MIDDLE_EAST_AFRICA: "ILS TRY ZAR AED SAR QAR KWD EGP NGN KES MAD",
}
_REGIONS = {currency: region.value for region, currencies in _HOMES.items() for currency in currencies.split()}
#: Parts of a position are divided to this many decimals; the last part gets the rest.
_FINEST = Decimal(1).scaleb(-40)


class Slice(Contract):
    name: str
    value: float
    """Base currency."""
    percentage: float
    """Of the whole portfolio: 0..100, or beyond where something is owed."""


def valued_portfolio(request: AgentRequest) -> Portfolio:
    """The portfolio of a request.

    Raises:
        AgentFailure: bad_request, if there is no portfolio or it has no value.
    """
    if request.portfolio is None:
        raise AgentFailure(ErrorKind.BAD_REQUEST, "The request holds no portfolio.")
    if request.portfolio.value <= 0:
        raise AgentFailure(ErrorKind.BAD_REQUEST, without_value(request.portfolio))
    return request.portfolio


def without_value(portfolio: Portfolio) -> str:
    """Why a portfolio without value cannot be analysed."""
    held = any(account.cash or account.positions for account in portfolio.accounts)
    if held:
        return "The portfolio's value is not positive: no less is owed than is held."
    if portfolio.unvalued:
        return "Nothing in the portfolio has a value: a price or an exchange rate is missing for each holding."
    return "The portfolio holds neither cash nor positions."


def exposure(portfolio: Portfolio, dimension: Dimension) -> dict[str, Decimal]:
    """Base currency by key of the dimension, largest first; the values add up to the portfolio's value exactly.

    Keys are the values of AssetClass, Region or Sector, `unclassified`, an account's name, or a symbol. What is sold
    short or borrowed counts with its sign: a value may be negative.
    """
    parts: defaultdict[str, list[Decimal]] = defaultdict(list)
    for account in portfolio.accounts:
        for key, value in _cash(account, portfolio.currency, dimension):
            parts[key].append(value)
        for position in account.positions:
            for key, value in _parts(account, position, dimension):
                parts[key].append(value)
    totals = {key: total(values) for key, values in parts.items()}
    return dict(sorted(totals.items(), key=lambda item: (-item[1], item[0])))


def _cash(account: Account, base: str, dimension: Dimension) -> Iterator[tuple[str, Decimal]]:
    left = account.cash
    if dimension is Dimension.REGION:
        for balance in account.balances:
            value = product(balance.amount, balance.rate)
            left = EXACT.subtract(left, value)
            yield _REGIONS.get(balance.currency, Region.GLOBAL.value), value
    if left:
        home = _REGIONS.get(base, Region.GLOBAL.value)
        yield home if dimension is Dimension.REGION else _CASH_KEYS.get(dimension, account.name), left


def _parts(account: Account, position: Position, dimension: Dimension) -> Iterator[tuple[str, Decimal]]:
    """A position's value by key. The last key gets the rest of the division, so that no digit is lost."""
    if dimension is Dimension.ACCOUNT:
        yield account.name, position.value
        return
    if dimension is Dimension.POSITION:
        yield position.instrument.symbol, position.value
        return
    *first, last = _split(position.instrument.classification, dimension).items()
    # A split may miss 100 by rounding; the slices must still add up to the portfolio.
    whole, left = total([last[1], *(percent for _, percent in first)]), position.value
    for key, percent in first:
        value = EXACT.quantize(EXACT.divide(product(position.value, percent), whole), _FINEST)
        left = EXACT.subtract(left, value)
        yield key, value
    yield last[0], left


def _split(classification: Classification | None, dimension: Dimension) -> dict[str, Decimal]:
    if classification is None:
        return {UNCLASSIFIED: Decimal(100)}
    split: Mapping[AssetClass, float] | Mapping[Region, float] | Mapping[Sector, float]
    match dimension:
        case Dimension.ASSET_CLASS:
            split = classification.asset_classes
        case Dimension.REGION:
            split = classification.regions
        case _:
            split = classification.sectors
    return {key.value: Decimal(str(percent)) for key, percent in split.items() if percent}


def slices(portfolio: Portfolio, dimension: Dimension, most: int | None = None) -> list[Slice]:
    """The exposure with names for readers: `fixed_income` becomes `Fixed Income`; symbols and account names stay.

    Values and percentages are rounded so that they add up to the rounded total and to 100.00.

    Args:
        most: of more slices than this, the largest are given, and the sum of all others as `Other`.
    """
    named = {display_name(dimension, key): value for key, value in exposure(portfolio, dimension).items()}
    return rounded_slices(portfolio, named if most is None else largest(named, most))


def rounded_slices(portfolio: Portfolio, values: Mapping[str, Decimal]) -> list[Slice]:
    """Slices of exact values that add up to the portfolio's."""
    shares, shown = percentages(values), amounts(values, places_of(portfolio.value))
    return [Slice(name=name, value=shown[name], percentage=shares[name]) for name in values]


def largest(values: Mapping[str, Decimal], most: int) -> dict[str, Decimal]:
    """At most so many: the largest, what is owed by its size, and the sum of all others as `Other`."""
    if len(values) <= most:
        return dict(values)
    kept = set(sorted((name for name in values if name != REST), key=lambda name: -abs(values[name]))[: most - 1])
    rest = total(value for name, value in values.items() if name not in kept)
    return {name: value for name, value in values.items() if name in kept} | {REST: rest}


def display_name(dimension: Dimension, key: str) -> str:
    if dimension is Dimension.ACCOUNT or (dimension is Dimension.POSITION and key != "cash"):
        return key
    return _NAMES.get(key) or key.replace("_", " ").title()
