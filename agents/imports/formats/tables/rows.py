"""The rows of a table with known columns: holdings, cash, sums, and others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imports.book.book import FORMER, NO_UNITS
from imports.cells.dates import day_of, day_or_month_first, day_within, serial_day
from imports.cells.numbers import Convention, convention_of
from imports.files.source import Line, Source
from imports.formats.tables.columns import TableColumns, find_columns
from imports.formats.tables.figures import NUMBERS, numbers_of, unquoted
from imports.formats.tables.found import MOST_WARNINGS, Table, file_of
from imports.formats.tables.holding import take_position
from imports.formats.tables.kinds import is_cash, is_kind
from imports.formats.tables.money import close_stated, is_sum, states_cash, take_above, take_cash, take_sum
from imports.result import Destiny, ImportedFile, ImportRefused

#: A line that tells the day of all prices.
_DATED = re.compile(r"\b(?:as (?:of|at)|stand|downloaded|generated|exported|created)\b", re.IGNORECASE)
_MOST_CHARACTERS = 80
#: Between rows, in a table of Markdown or of plain text.
_RULE = re.compile(r"[-=_:+|]{3,}")


def read_rows(source: Source, columns: TableColumns, lines: list[Line], delimiter: str) -> ImportedFile:
    """All rows of a file with this heading. Raises ImportRefused if none is a holding or cash."""
    written = [line for line in lines if not line.blank]
    headings = _headings(written, columns)
    below = [*_with_columns(written, headings)]
    cells = [part.get(line, name) for line, part in below for name in NUMBERS]
    convention = convention_of(cells, Convention.RATHER_COMMA if delimiter == ";" else Convention.RATHER_POINT)
    decimal_commas = convention_of(cells) is Convention.RATHER_COMMA
    dates = {part.get(line, "date") for line, part in below}
    order = day_or_month_first(dates, "day" if convention is Convention.RATHER_COMMA else "month")
    days = {text: day_of(text, order) or serial_day(text) for text in dates}
    table = Table(source, columns, convention, days, decimal_commas)
    for at, line in enumerate(written):
        if at in headings:
            table.columns = headings[at]
            _take_heading(table, line, first=at == min(headings))
        elif at + 1 in headings and len(headings) > 1 and len(line.filled) == 1:
            _take_title(table, line)
        elif at < min(headings):
            take_above(table, line)
        else:
            _take(table, line)
    table.columns = columns
    close_stated(table)
    return file_of(table)


def _headings(written: list[Line], columns: TableColumns) -> dict[int, TableColumns]:
    """The headings by their place among the rows. A file may have several tables, and each its columns."""
    found: dict[int, TableColumns] = {}
    for at, line in enumerate(written):
        if line.cells == columns.heading.cells:
            found[at] = columns
        elif not any(map(str.isdigit, "".join(line.cells))):
            other = find_columns(line)
            if other.complete:
                for name, text in columns.constants.items():
                    other.set_constant(name, text)
                found[at] = other
    return found


def _with_columns(written: list[Line], headings: dict[int, TableColumns]) -> Iterator[tuple[Line, TableColumns]]:
    """The rows below headings, with their columns."""
    part: TableColumns | None = None
    for at, line in enumerate(written):
        if at in headings:
            part = headings[at]
        elif part:
            yield line, part


def _take_heading(table: Table, line: Line, *, first: bool) -> None:
    if not first:
        table.book.note(line.number, "headings", Destiny.HEADING, "names the columns again")
        return
    table.book.note(line.number, "headings", Destiny.HEADING, "names the columns")
    table.book.as_of = table.book.as_of or max((day for day in table.days.values() if day), default=None)


def _take_title(table: Table, line: Line) -> None:
    """The line above one of several tables: an account, unless it is a kind such as Stocks."""
    if is_kind(line.filled[0]):
        table.book.note(line.number, line.filled[0], Destiny.HEADING, "names a kind")
        return
    table.section = line.filled[0]
    table.book.note(line.number, table.section, Destiny.HEADING, "names an account")


def _take(table: Table, line: Line) -> None:
    columns = table.columns
    if len(line.filled) == 1 and _DATED.search(line.filled[0][:_MOST_CHARACTERS]):
        table.book.as_of = table.book.as_of or day_within(line.filled[0])
    symbol, name = unquoted(columns.get(line, "symbol")), unquoted(columns.get(line, "name"))
    isin, cusip = columns.get(line, "isin"), columns.get(line, "cusip")
    label = symbol or isin or cusip or name or line.filled[0]
    if line.filled[0] not in (symbol, name) and states_cash(table, line):
        return
    if _RULE.fullmatch("".join(line.filled)):
        table.book.note(line.number, line.filled[0], Destiny.HEADING, "a line between rows")
        return
    if not isin and not cusip and is_sum(table, line):
        take_sum(table, line, label)
        return
    try:
        numbers = numbers_of(columns, line, table.convention)
    except ValueError as error:
        _leave_out(table, line, label, str(error))
        return
    quantity, price, value = numbers.quantity, numbers.price, numbers.value
    if not isin and not cusip and is_cash(columns, line, price if quantity is not None else None):
        _check_width(table, line)
        if not take_cash(table, line, label, numbers):
            _leave_out(table, line, label, "states no amount")
    elif quantity is None or not (symbol or isin or cusip or name):
        _leave_out(table, line, label, "names no instrument" if quantity is not None else "states no quantity")
    elif not quantity and value:
        _leave_out(table, line, label, NO_UNITS)
    elif not quantity:
        table.book.note(line.number, label, Destiny.SKIPPED, FORMER)
    elif price is None and value is None:
        _leave_out(table, line, label, "has neither price nor value")
    else:
        _check_width(table, line)
        if not take_position(table, line, quantity, numbers):
            _leave_out(table, line, label, f"{label[:40]!r} is no ISIN or CUSIP, its check digit is wrong")


def _check_width(table: Table, line: Line) -> None:
    """Raises ImportRefused for a row that goes on beyond the heading, or with which the file breaks off.

    In the first, a comma in a number has moved the rest of the row to other columns.
    """
    width = len(table.columns.heading.cells)
    if any(line.cells[width:]):
        raise ImportRefused(
            f"{table.source.name}: line {line.number} has more columns than the heading: a number or a name with the "
            "file's separator in it must stand in quotes"
        )
    if line.cut_off and len(line.cells) < width:
        raise ImportRefused(
            f"{table.source.name}: the file ends within line {line.number}, which has {len(line.cells)} of {width} "
            "columns: it is cut off, or its last row lacks cells"
        )


def _leave_out(table: Table, line: Line, label: str, why: str) -> None:
    """A row that says something, but not enough; a line of text below the table is none."""
    table.book.note(line.number, label, Destiny.SKIPPED, why)
    if len(line.filled) < 2:
        return
    table.left_out += 1
    if table.left_out <= MOST_WARNINGS:
        table.book.warn(f"Line {line.number}, {label[:60]}, is left out: {why}.")
