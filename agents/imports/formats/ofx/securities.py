"""OFX: the list of securities, and the positions that refer to it."""

from __future__ import annotations

import re
from decimal import Decimal

from holdings.exact import EXACT
from holdings.identifiers import canonical_symbol, is_cusip, is_isin
from holdings.kinds import InstrumentKind
from holdings.options import Option, parse_option
from imports.book.positions import Names, symbols, valued_position
from imports.formats.ofx.tree import Node
from imports.instruments.fund_names import is_fund
from imports.result import ImportedPosition, ImportRefused

POSITIONS = ("POSSTOCK", "POSMF", "POSDEBT", "POSOPT", "POSOTHER")
_KINDS = {
    "POSSTOCK": InstrumentKind.STOCK,
    "POSMF": InstrumentKind.MUTUAL_FUND,
    "POSDEBT": InstrumentKind.BOND,
    "POSOPT": InstrumentKind.OPTION,
    "POSOTHER": InstrumentKind.OTHER,
}
_INFO = ("STOCKINFO", "MFINFO", "DEBTINFO", "OPTINFO", "OTHERINFO")
_NEAR = Decimal("0.001")

Securities = dict[str, Node]


def securities(ofx: Node) -> Securities:
    """Descriptions by `UNIQUEID`."""
    return {info.get("SECINFO", "SECID", "UNIQUEID"): info for info in ofx.each(*_INFO)}


def label(position: Node, known: Securities) -> str:
    """A few words for a position: ticker, name or id."""
    unique = position.get("INVPOS", "SECID", "UNIQUEID")
    info = known.get(unique)
    return (info.get("SECINFO", "TICKER") if info else "") or unique or position.tag


def read_position(position: Node, known: Securities, currency: str) -> ImportedPosition | None:
    """A holding; None where it has no units. Raises ImportRefused."""
    held = position.find("INVPOS") or position
    unique = held.get("SECID", "UNIQUEID")
    info = known.get(unique) or Node("")
    try:
        units, price, value = (held.decimal(tag) for tag in ("UNITS", "UNITPRICE", "MKTVAL"))
    except ImportRefused as error:
        raise ImportRefused(f"the holding {label(position, known)}: {error}") from error
    if not units:
        return None
    if held.get("POSTYPE").upper() == "SHORT" and units > 0:
        units, value = -units, value if value is None else -abs(value)
    kind = _kind(position.tag, info)
    if kind in (InstrumentKind.BOND, InstrumentKind.TREASURY):
        units = _face_value(units, price, value, info)
    names = Names(name=info.get("SECINFO", "SECNAME") or None, price_date=held.day("DTPRICEASOF"))
    if is_isin(unique):
        names["isin"] = unique
    elif held.get("SECID", "UNIQUEIDTYPE").upper() in ("CUSIP", "") and is_cusip(unique):
        names["cusip"] = unique
    names |= _symbol(kind, unique, info, known)
    if not any(names.get(key) for key in ("symbol", "isin", "cusip", "name")):
        # A security that the file does not describe has the broker's own id only. Two of them are two holdings.
        names["name"] = unique or None
    contract = info.decimal("SHPERCTRCT")
    try:
        return valued_position(
            kind,
            units,
            price=price,
            value=value,
            currency=held.get("CURRENCY", "CURSYM") or currency,
            line=0,
            shares_per_contract=contract,
            **names,
        )
    except ValueError as error:
        raise ImportRefused(f"the holding {label(position, known)} has {error}") from error


def _kind(tag: str, info: Node) -> InstrumentKind:
    kind = _KINDS[tag]
    asset_class, name = info.get("ASSETCLASS").upper(), info.get("SECINFO", "SECNAME")
    if asset_class == "MONEYMRKT":
        return InstrumentKind.MONEY_MARKET
    if kind is InstrumentKind.MUTUAL_FUND and asset_class.endswith("BOND"):
        return InstrumentKind.BOND_FUND
    if kind is InstrumentKind.STOCK and is_fund(name):
        return InstrumentKind.ETF
    if kind is InstrumentKind.BOND and info.get("DEBTCLASS").upper() == "TREASURY":
        return InstrumentKind.TREASURY
    return kind


def _face_value(units: Decimal, price: Decimal | None, value: Decimal | None, info: Node) -> Decimal:
    """Some brokers count bonds instead of their face value: the stated value shows which."""
    par = info.decimal("PARVALUE")
    if not price or not value or not par:
        return units
    of_face = EXACT.multiply(units, EXACT.multiply(price, Decimal("0.01")))
    counted = EXACT.multiply(of_face, par)
    return EXACT.multiply(units, par) if abs(counted - value) <= abs(value) * _NEAR else units


def _symbol(kind: InstrumentKind, unique: str, info: Node, known: Securities) -> Names:
    ticker = info.get("SECINFO", "TICKER")
    if kind is InstrumentKind.OPTION:
        option = parse_option(ticker) or parse_option(unique) or _described_option(unique, info, known)
        if option:
            return Names(symbol=option.symbol, as_written=ticker or unique)
    if not ticker or ticker == unique or is_cusip(ticker):
        return Names()
    return symbols(ticker)


def _described_option(unique: str, info: Node, known: Securities) -> Option | None:
    """From type, strike, expiry, and the underlying's ticker or the letters with which the id begins."""
    expiry, strike = info.day("DTEXPIRE"), info.decimal("STRIKEPRICE")
    right = info.get("OPTTYPE").upper()[:1]
    underlying = known.get(info.get("SECID", "UNIQUEID"))
    ticker = underlying.get("SECINFO", "TICKER") if underlying else ""
    if not ticker:
        letters = re.match(r"[A-Z]{1,6}", info.get("SECINFO", "TICKER") or unique)
        ticker = letters[0] if letters else ""
    if expiry is None or strike is None or right not in ("C", "P") or not ticker:
        return None
    try:
        return Option(canonical_symbol(ticker), expiry, right, strike)
    except ValueError:
        return None
