"""Kinds that a holding's name or number shows, where its own kind says less."""

from __future__ import annotations

import re

from holdings.document import Holding
from holdings.identifiers import is_cusip, is_isin
from holdings.kinds import InstrumentKind
from holdings.options import parse_option

#: Kinds that people and brokers choose for want of a better one.
_VAGUE = {None, InstrumentKind.OTHER, InstrumentKind.MUTUAL_FUND, InstrumentKind.BOND_FUND}
#: A coupon and the year in which the debt is due.
_DEBT = re.compile(r"\b\d{1,2}(\.\d+)?\s?%.*\b(20\d\d|\d\d/\d\d/\d\d)\b")
_TREASURY = re.compile(r"\b(u\.?s\.? treasur(y|ies)|treasury (note|bond|bill)|t-(note|bond|bill))\b", re.IGNORECASE)
_MONEY_MARKET = re.compile(
    r"\b(money (market|fund)|cash reserves?|government cash|held in fcash|settlement fund)\b", re.IGNORECASE
)


def evident_kind(holding: Holding) -> InstrumentKind | None:
    """The kind of a holding: as given, unless it is vague and symbol or name show a more certain one.

    A treasury entered as a bond fund would be worth a hundred times too much: its price is in per cent of par.
    """
    if holding.kind not in _VAGUE:
        return holding.kind
    name = holding.name or ""
    if holding.symbol and parse_option(holding.symbol):
        return InstrumentKind.OPTION
    if is_cusip(holding.key) or is_isin(holding.key):
        if _TREASURY.search(name):
            return InstrumentKind.TREASURY
        if _DEBT.search(name):
            return InstrumentKind.BOND
    if _MONEY_MARKET.search(name):
        return InstrumentKind.MONEY_MARKET
    return holding.kind
