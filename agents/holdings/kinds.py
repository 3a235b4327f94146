"""Kinds of instruments, and what one unit of each is worth at its quoted price."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from holdings.exact import product


class InstrumentKind(StrEnum):
    STOCK = "stock"
    ETF = "etf"
    MUTUAL_FUND = "mutual_fund"
    BOND_FUND = "bond_fund"
    BOND = "bond"
    """Quantity is the face value, and the price is in per cent of it. Certificates of deposit are quoted so too."""
    TREASURY = "treasury"
    """As `BOND`."""
    OPTION = "option"
    """Quantity is in contracts, and the price is for one of the contract's shares."""
    MONEY_MARKET = "money_market"
    CRYPTO = "crypto"
    OTHER = "other"


_MULTIPLIERS = {
    InstrumentKind.BOND: Decimal("0.01"),
    InstrumentKind.TREASURY: Decimal("0.01"),
    InstrumentKind.OPTION: Decimal(100),
}


def multiplier(kind: InstrumentKind) -> Decimal:
    """Value of one unit at a quoted price of 1: 0.01 if quoted in per cent of par, 100 for options."""
    return _MULTIPLIERS.get(kind, Decimal(1))


def value_of(quantity: Decimal, unit_price: Decimal, kind: InstrumentKind, given: Decimal | None = None) -> Decimal:
    """Quantity × quoted price × multiplier, exact: `given`, else that of the kind."""
    return product(quantity, unit_price, given or multiplier(kind))
