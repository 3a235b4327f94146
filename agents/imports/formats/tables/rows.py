"""The rows of a table with known columns: holdings, cash, sums, and others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from holdings.exact import EXACT
from holdings.kinds import multiplier
from imports.book.book import FORMER
from imports.book.positions import MINOR, valued_position
from imports.cells.dates import day_of, day_or_month_first, day_within
from imports.cells.numbers import ABSENT_IN_SHEETS, Convention, convention_of, number_if_any
from imports.files.source import Line, Source
from imports.formats.tables.columns import TableColumns
from imports.formats.tables.currencies import currency_of
from imports.formats.tables.found import MOST_WARNINGS, Table, file_of
from imports.formats.tables.kinds import identity, is_cash
from imports.instruments.identify import Figures
from imports.result import Destiny, ImportedFile

_NUMBERS = ("quantity", "price", "value")
#: At the beginning or the end of a cell: Vanguard Total Bond is a fund.
_SUM = re.compile(r"^(?:sub|grand )?totals?\b|\btotals?:?$|^summe\b|gesamt|^totaal|^totale\b|^somme\b", re.IGNORECASE)
_SUM_ALONE = re.compile(r"(?:sub|grand )?totals?:?|summe|gesamt|totaal|totale|somme", re.IGNORECASE)


@dataclass(frozen=True)
class _Row:
    line: Line
    label: str
    symbol: str
    name: str
    kind: str
    quantity: Decimal | None
    price: Decimal | None
    value: Decimal | None


def read_rows(source: Source, columns: TableColumns, lines: list[Line], delimiter: str) -> ImportedFile:
    """All rows below the heading. Raises ImportRefused if none is a holding or cash."""
    written = [line for line in lines if not line.blank]
    below = [line for line in written if line.number > columns.heading.number]
    cells = (columns.get(line, name) for line in below for name in _NUMBERS)
    convention = convention_of(cells, Convention.RATHER_COMMA if delimiter == ";" else Convention.RATHER_POINT)
    dates = {columns.get(line, "date") for line in below}
    order = day_or_month_first(dates, "day" if convention is Convention.RATHER_COMMA else "month")
    table = Table(source, columns, convention, {text: day_of(text, order) for text in dates})
    for line in written:
        if line.number < columns.heading.number:
            table.book.as_of = table.book.as_of or day_within(" ".join(line.filled))
            table.book.note(line.number, line.filled[0], Destiny.HEADING, "stands above the table")
        elif line.number == columns.heading.number:
            table.book.note(line.number, "headings", Destiny.HEADING, "names the columns")
            table.book.as_of = table.book.as_of or max((day for day in table.days.values() if day), default=None)
        else:
            _take(table, line)
    return file_of(table)


def _take(table: Table, line: Line) -> None:
    columns = table.columns
    if line.cells == columns.heading.cells:
        table.book.note(line.number, "headings", Destiny.HEADING, "names the columns again")
        return
    symbol, name = _unquoted(columns.get(line, "symbol")), _unquoted(columns.get(line, "name"))
    isin, cusip = columns.get(line, "isin"), columns.get(line, "cusip")
    label = symbol or isin or cusip or name or line.filled[0]
    if not isin and not cusip and _is_sum(line, columns.get(line, "quantity")):
        _take_sum(table, line, label)
        return
    try:
        quantity, price, value = (_number(table, line, each) for each in _NUMBERS)
    except ValueError as error:
        _leave_out(table, line, label, str(error))
        return
    row = _Row(line, label, symbol, name, columns.get(line, "kind"), quantity, price, value)
    if not isin and not cusip and is_cash(row.kind, symbol, name, price if quantity is not None else None):
        _take_cash(table, row)
    elif quantity is None or not (symbol or isin or cusip or name):
        _leave_out(table, line, label, "names no instrument" if quantity is not None else "states no quantity")
    elif not quantity:
        table.book.note(line.number, label, Destiny.SKIPPED, FORMER)
    elif price is None and value is None:
        _leave_out(table, line, label, "has neither price nor value")
    else:
        _take_position(table, row, isin, cusip)


def _is_sum(line: Line, quantity: str) -> bool:
    if quantity.lower() in ABSENT_IN_SHEETS:
        return any(_SUM.search(cell) for cell in line.filled[:3])
    named = any(re.search("[A-Za-z]{4}", cell) for cell in line.filled[1:2])
    return _SUM_ALONE.fullmatch(line.filled[0]) is not None and not named


def _take_sum(table: Table, line: Line, label: str) -> None:
    table.book.note(line.number, label, Destiny.TOTAL, "sum")
    try:
        value = _number(table, line, "value")
    except ValueError:
        return
    if value is not None:
        table.sums.append((line, value))


def _number(table: Table, line: Line, name: str) -> Decimal | None:
    text = _unquoted(table.columns.get(line, name))
    try:
        return number_if_any(text, table.convention, ABSENT_IN_SHEETS)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def _leave_out(table: Table, line: Line, label: str, why: str) -> None:
    """A row that says something, but not enough; a line of text below the table is none."""
    table.book.note(line.number, label, Destiny.SKIPPED, why)
    if len(line.filled) < 2:
        return
    table.left_out += 1
    if table.left_out <= MOST_WARNINGS:
        table.book.warn(f"Line {line.number}, {label[:60]}, is left out: {why}.")


def _take_cash(table: Table, row: _Row) -> None:
    amount = next((number for number in (row.value, row.quantity, row.price) if number is not None), None)
    if amount is None:
        _leave_out(table, row.line, row.label, "states no amount")
        return
    currency = currency_of(table, row.line, "value" if row.value is not None else "price")
    if currency in MINOR:
        currency, amount = MINOR[currency][0], EXACT.multiply(amount, Decimal("0.01"))
    account = table.account(row.line)
    if amount:
        account.add_cash(currency, amount)
    table.currencies[currency] += 1
    table.book.note(row.line.number, row.label, Destiny.CASH, "cash")


def _take_position(table: Table, row: _Row, isin: str, cusip: str) -> None:
    line, price, value = row.line, row.price, row.value
    assert row.quantity is not None, "checked by the caller"
    in_base: Decimal | None = None
    currency = valued = currency_of(table, line, "price" if value is None else "value")
    quoted = valued if price is None else currency_of(table, line, "price")
    if value is not None and price is not None and quoted != valued and MINOR.get(quoted, ("",))[0] != valued:
        currency, in_base = quoted, value
        table.in_base.add(valued)
    if quoted in MINOR and value is not None and MINOR[quoted][0] == valued:
        currency, value = quoted, EXACT.multiply(value, Decimal(100))
    figures = Figures(row.quantity, price, None if in_base is not None else value)
    if figures.factor is not None and figures.factor < 0 and row.quantity < 0 and value is not None:
        value = -value
    day = table.days.get(table.columns.get(line, "date"))
    kind, names = identity(row.symbol, isin, cusip, row.name, row.kind, currency, figures)
    names["value_in_base"] = in_base
    names["price_date"] = None if day == table.book.as_of else day
    position = valued_position(
        kind,
        row.quantity,
        price=price,
        value=None if in_base is not None else value,
        currency=currency,
        line=line.number,
        shares_per_contract=multiplier(kind),
        **names,
    )
    table.currencies[position.currency] += 1
    table.account(line).positions.append(position)


def _unquoted(text: str) -> str:
    """`="00123"` is how spreadsheets keep a text from being a number. All else that begins with = is left as it is."""
    return text[2:-1] if text.startswith('="') and text.endswith('"') and len(text) > 3 else text
