"""Which instrument a holding is: the catalogue's, or the user's own where the catalogue has none or contradicts it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from database.portfolio.known import Known
from holdings.document import Holding
from holdings.evident import evident_kind
from holdings.kinds import InstrumentKind, value_of

#: Brokers call many things a stock or a fund. These are worlds apart.
_WORLDS = {
    InstrumentKind.CRYPTO: "crypto",
    InstrumentKind.OPTION: "option",
    InstrumentKind.BOND: "debt",
    InstrumentKind.TREASURY: "debt",
}
#: Where a holding states no price and no quantity leads to one.
_LEAST_PRICE = Decimal("0.000001")


@dataclass(frozen=True)
class Described:
    """The instrument of a holding."""

    symbol: str
    own: bool
    name: str
    kind: InstrumentKind
    isin: str | None
    cusip: str | None
    has_price: bool
    """A price is known for holdings that bring none, in the holding's currency."""


def describe(holding: Holding, known: Known) -> Described:
    """A user's description decides that user's analyses only, and the newest one counts."""
    catalogue, own = known.find(holding, own=False), known.find(holding, own=True)
    kind = evident_kind(holding)
    if catalogue and (kind is None or _WORLDS.get(kind) == _WORLDS.get(catalogue.kind)):
        priced = holding.currency == "USD" or (catalogue.symbol, holding.currency) in known.priced
        return Described(
            catalogue.symbol, False, catalogue.name, catalogue.kind, catalogue.isin, catalogue.cusip, priced
        )
    symbol = own.symbol if own else holding.key
    return Described(
        symbol,
        True,
        holding.name or (own.name if own else symbol),
        kind or (own.kind if own else InstrumentKind.OTHER),
        holding.isin,
        holding.cusip,
        (symbol, holding.currency) in known.priced,
    )


def value_of_holding(holding: Holding, kind: InstrumentKind) -> Decimal | None:
    """In the holding's currency; None if the holding brings no price."""
    if holding.value is not None or holding.unit_price is None:
        return holding.value
    return value_of(holding.quantity, holding.unit_price, kind, holding.multiplier)


def missing_price(holding: Holding, instrument: Described) -> str | None:
    """What is wrong with `unit_price`: the holding brings no price and none is known. None if nothing is."""
    if holding.value is not None or holding.unit_price is not None or instrument.has_price:
        return None
    return f"is required, because no price of {instrument.symbol} in {holding.currency} is known"


def price_of(holding: Holding) -> Decimal:
    """The price with which an instrument is kept: an earlier release shows it."""
    if holding.unit_price is not None:
        return holding.unit_price
    value = abs((holding.value or Decimal(0)) / holding.quantity)
    return max(_LEAST_PRICE, round(value, 6))
