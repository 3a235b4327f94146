"""What Interactive Brokers calls its categories of assets, in statements and in Flex queries, and its exchanges."""

from __future__ import annotations

from holdings.identifiers import is_cusip, is_isin
from holdings.kinds import InstrumentKind
from holdings.options import parse_option
from imports.book.positions import Names, symbols

BROKER = "Interactive Brokers"

#: By the category's name in an activity statement and by its code in a Flex query.
_KINDS = {
    "stocks": InstrumentKind.STOCK,
    "stk": InstrumentKind.STOCK,
    "bonds": InstrumentKind.BOND,
    "bond": InstrumentKind.BOND,
    "treasury bills": InstrumentKind.TREASURY,
    "bill": InstrumentKind.TREASURY,
    "equity and index options": InstrumentKind.OPTION,
    "opt": InstrumentKind.OPTION,
    "options on futures": InstrumentKind.OPTION,
    "fop": InstrumentKind.OPTION,
    "fsfop": InstrumentKind.OPTION,
    "mutual funds": InstrumentKind.MUTUAL_FUND,
    "fund": InstrumentKind.MUTUAL_FUND,
    "crypto": InstrumentKind.CRYPTO,
    "cryptocurrencies": InstrumentKind.CRYPTO,
}
#: Settled every day, or a contract on a difference: their notional value is no part of the account's.
_NOTIONAL = {"futures", "fut", "cfds", "cfd", "cash", "forex"}
NOTIONAL = "settled daily in cash: its notional value is no part of the account"
#: All of their symbols are numbers, which mean other companies elsewhere.
_NUMBERED = {"TSEJ": ("T", 4), "SEHK": ("HK", 4), "SEHKNTL": ("SS", 6), "SEHKSZSE": ("SZ", 6), "KSE": ("KS", 6)}


def kind_of(category: str, subtype: str) -> InstrumentKind | None:
    """The kind for a category and its subtype (`COMMON`, `ETF`, `Govt`); None for what has a notional value only."""
    plain = category.strip().lower()
    if plain in _NOTIONAL:
        return None
    kind = _KINDS.get(plain, InstrumentKind.OTHER)
    return InstrumentKind.ETF if kind is InstrumentKind.STOCK and subtype.strip().upper() == "ETF" else kind


def names_of(kind: InstrumentKind, written: str, description: str, security_id: str, exchange: str) -> Names:
    """Symbol, ISIN or CUSIP, and name.

    Bonds have no symbol: the broker writes their name there. Options are identified by the contract in `written` or
    in `description`.
    """
    names = Names(name=description or written)
    if is_isin(security_id):
        names["isin"] = security_id
    elif is_cusip(security_id):
        names["cusip"] = security_id
    if kind in (InstrumentKind.BOND, InstrumentKind.TREASURY):
        return names
    if kind is InstrumentKind.OPTION:
        if option := parse_option(written) or parse_option(description):
            return names | Names(symbol=option.symbol, as_written=written)
        return names | symbols(written)
    if written.isdigit() and (numbered := _NUMBERED.get(exchange)):
        suffix, digits = numbered
        return names | Names(symbol=f"{written.zfill(digits)}.{suffix}", as_written=written)
    return names | symbols(written)
