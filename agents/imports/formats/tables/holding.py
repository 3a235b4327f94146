"""A row of a table as a holding: its currency, kind and names, and what about it is doubtful."""

from __future__ import annotations

from decimal import Decimal

from holdings.exact import EXACT
from holdings.kinds import InstrumentKind, multiplier
from imports.book.positions import MINOR, valued_position
from imports.files.source import Line
from imports.formats.american_rows import warn_of_value
from imports.formats.tables.currencies import currency_of
from imports.formats.tables.figures import Numbers, unquoted
from imports.formats.tables.found import Table
from imports.formats.tables.kinds import identity, is_a_hundredth, is_quoted_in_pence
from imports.instruments.identify import Figures
from imports.result import ImportedPosition, ImportRefused

_ISIN_CHARACTERS = 12
_BONDS = (InstrumentKind.BOND, InstrumentKind.TREASURY)


def take_position(table: Table, line: Line, quantity: Decimal, numbers: Numbers) -> bool:
    """Adds a holding to its account; False if nothing names its instrument. Raises ImportRefused."""
    columns, price, value = table.columns, numbers.price, numbers.value
    in_base: Decimal | None = None
    currency = valued = currency_of(table, line, "price" if value is None else "value")
    quoted = valued if price is None else currency_of(table, line, "price")
    if quoted == valued == "GBP" and is_quoted_in_pence(columns, line, Figures(quantity, price, value)):
        quoted = "GBX"
    if quoted == valued and quoted in MINOR and is_a_hundredth(Figures(quantity, price, value)):
        # Only the price is in pence.
        valued = MINOR[quoted][0]
    if value is not None and price is not None and quoted != valued and MINOR.get(quoted, ("",))[0] != valued:
        currency, in_base = quoted, value
        table.in_base.add(valued)
    if quoted in MINOR and value is not None and MINOR[quoted][0] == valued:
        currency, value = quoted, EXACT.multiply(value, Decimal(100))
    figures = Figures(quantity, price, None if in_base is not None else value)
    if figures.factor is not None and figures.factor < 0 and quantity < 0 and value is not None:
        value = -value
        figures = Figures(quantity, price, value)
    kind, names = identity(columns, line, currency, figures)
    if numbers.in_percent and kind not in _BONDS:
        kind = InstrumentKind.BOND
    if not any(names.get(key) for key in ("symbol", "isin", "cusip", "name")):
        return False
    if in_base is not None and quantity < 0 < in_base:
        in_base = -in_base
    day = table.days.get(columns.get(line, "date"))
    names["value_in_base"] = in_base
    names["price_date"] = None if day == table.book.as_of else day
    position = valued_position(
        kind,
        quantity,
        price=price,
        value=None if in_base is not None else value,
        currency=currency,
        line=line.number,
        shares_per_contract=multiplier(kind),
        **names,
    )
    _tell_doubts(table, line, position, figures)
    table.currencies[position.currency] += 1
    table.account(line).positions.append(position)
    return True


def _tell_doubts(table: Table, line: Line, position: ImportedPosition, figures: Figures) -> None:
    """What is read nevertheless, in a sentence each. Raises ImportRefused for a history."""
    label = position.symbol or position.isin or position.cusip or position.name or ""
    if position.kind is InstrumentKind.BOND_FUND and figures.value is None and table.columns.get(line, "kind"):
        table.book.warn(
            f"Line {line.number}: {label[:60]} is taken as a bond fund, priced for one unit: bonds have no ticker."
        )
    warn_of_value(table.book, line.number, label, figures, position.kind)
    isin = unquoted(table.columns.get(line, "isin"))
    if isin and not position.isin and len(isin) == _ISIN_CHARACTERS:
        table.book.warn(f"Line {line.number}: {isin!r} is no ISIN, its check digit is wrong: {label[:60]} is taken.")
    _refuse_history(table, line, position)


def _refuse_history(table: Table, line: Line, position: ImportedPosition) -> None:
    """Rows of one instrument at prices of several days are purchases, or the same holding day after day.

    Added up, both would be a holding that there is not. Lots have one price, whatever their days are.
    """
    day = table.days.get(table.columns.get(line, "date"))
    if day is None:
        return
    instrument = position.isin or position.cusip or position.symbol or position.name
    key = (table.account_key(line), instrument)
    first, was, price = table.dated.setdefault(key, (line.number, day, position.unit_price))
    if was != day and price != position.unit_price:
        raise ImportRefused(
            f"{table.source.name} has {(instrument or '')[:60]} on line {first} and on line {line.number} with prices "
            "of two days: it is a history, no list of holdings; keep the rows of one day, with one row for each holding"
        )
