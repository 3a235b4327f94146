"""A position from what a row states: its value and unit price by kind, and rows of one instrument as one position."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Context, Decimal
from typing import TypedDict, Unpack

from holdings.amounts import HUNDREDTHS
from holdings.exact import EXACT
from holdings.identifiers import canonical_symbol
from holdings.kinds import InstrumentKind, multiplier
from imports.result import ImportedPosition

_HUNDREDTHS_IN_WORDS = {"GBX": "pence (GBX)", "ZAC": "cents (ZAC)", "ILA": "agorot (ILA)"}
#: Codes of hundredths in which exchanges quote: the currency, and the words for `quoted_in`.
MINOR = {code: (HUNDREDTHS[code], words) for code, words in _HUNDREDTHS_IN_WORDS.items()}
MINOR.update({"GBp": MINOR["GBX"], "ZAc": MINOR["ZAC"]})
PERCENT = "percent of par"
_HUNDREDTH, _HALF_CENT = Decimal("0.01"), Decimal("0.005")
_TWELVE_DIGITS = Context(prec=12)


class Names(TypedDict, total=False):
    """What identifies a position, as `ImportedPosition` has it."""

    symbol: str | None
    as_written: str | None
    isin: str | None
    cusip: str | None
    name: str | None
    price_date: date | None
    value_in_base: Decimal | None


def valued_position(
    kind: InstrumentKind,
    quantity: Decimal,
    *,
    price: Decimal | None,
    value: Decimal | None,
    currency: str,
    line: int,
    shares_per_contract: Decimal | None = None,
    **names: Unpack[Names],
) -> ImportedPosition:
    """A position with its value: as stated, else quantity × unit price.

    Args:
        price: as quoted, e.g. in per cent of par or in pence.
        value: as stated, in the same currency as the price.
        currency: ISO 4217, or one of `MINOR` for a price and a value in hundredths.
        shares_per_contract: for options; 100 if the file does not say.

    Raises:
        ValueError: there is neither price nor value.
    """
    factor = multiplier(kind)
    if kind is InstrumentKind.OPTION and shares_per_contract:
        factor = shares_per_contract
    quoted_in = PERCENT if factor == _HUNDREDTH else None
    if minor := MINOR.get(currency):
        currency, quoted_in = minor
        factor = EXACT.multiply(factor, _HUNDREDTH)
        value = None if value is None else EXACT.multiply(value, _HUNDREDTH)
    unit_price = None if price is None else EXACT.multiply(price, factor)
    if value is None:
        if unit_price is None:
            raise ValueError("neither price nor value")
        value = EXACT.multiply(quantity, unit_price)
    if quantity and not _agrees(quantity, unit_price, value):
        unit_price, quoted_in = _TWELVE_DIGITS.divide(value, quantity), None
    return ImportedPosition(
        kind=kind,
        quantity=quantity,
        quoted_price=price,
        quoted_in=quoted_in,
        unit_price=unit_price,
        multiplier=factor if kind is InstrumentKind.OPTION else None,
        value=value,
        currency=currency,
        line=line,
        **names,
    )


def _agrees(quantity: Decimal, unit_price: Decimal | None, value: Decimal) -> bool:
    """Whether the stated value is about quantity × unit price. Indexed bonds and old prices are off by less than 2."""
    if unit_price is None:
        return False
    product = abs(EXACT.multiply(quantity, unit_price))
    if not value:
        return product < _HALF_CENT
    return product < 2 * abs(value) and abs(value) < 2 * product


def symbols(written: str) -> Names:
    """`symbol` in Alex's spelling, and `as_written` where that differs. Neither for what no symbol can be."""
    try:
        symbol = canonical_symbol(written)
    except ValueError:
        return {}
    return {"symbol": symbol} if symbol == written else {"symbol": symbol, "as_written": written}


def merged(rows: Iterable[ImportedPosition]) -> list[ImportedPosition]:
    """One position for each instrument, currency and side; it keeps the first row's place and names.

    The lines of the other rows are in `also_on`. Without one price for all, the price is the average.
    """
    found: dict[tuple[object, ...], list[ImportedPosition]] = {}
    for row in rows:
        by_contract = row.symbol if row.kind is InstrumentKind.OPTION else None
        instrument = by_contract or row.isin or row.cusip or row.symbol or row.name
        found.setdefault((instrument, row.kind, row.currency, row.quantity < 0), []).append(row)
    return [_one(group) for group in found.values()]


def _one(group: list[ImportedPosition]) -> ImportedPosition:
    first = group[0]
    if len(group) == 1:
        return first
    one_price = len({row.unit_price for row in group}) == 1
    quantity, value = _sum(row.quantity for row in group), _sum(row.value for row in group)
    in_base = [row.value_in_base for row in group]
    return first.model_copy(
        update={
            "quantity": quantity,
            "value": value,
            "value_in_base": _sum(value for value in in_base if value is not None) if None not in in_base else None,
            "quoted_price": first.quoted_price if one_price else None,
            "quoted_in": first.quoted_in if one_price else None,
            "unit_price": first.unit_price if one_price else _TWELVE_DIGITS.divide(value, quantity),
            "also_on": tuple(row.line for row in group[1:] if row.line),
        }
    )


def _sum(values: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for value in values:
        total = EXACT.add(total, value)
    return total
