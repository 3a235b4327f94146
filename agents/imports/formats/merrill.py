"""Merrill Edge: the export of holdings, one row for each holding of each account."""

from __future__ import annotations

from imports.book.account_kinds import account_kind
from imports.book.book import Account, Book
from imports.cells.columns import Columns, Headings, has_headings
from imports.cells.dates import day_within
from imports.cells.numbers import is_absent
from imports.files.source import Line, Source
from imports.formats.american_rows import figures_of, take_cash, take_holding
from imports.formats.format import Format
from imports.instruments.identify import as_cusip, identify
from imports.result import Destiny, ImportedFile

_HEADINGS: Headings = {
    "date": ("cob date",),
    "symbol": ("symbol",),
    "cusip": ("cusip #",),
    "name": ("security description",),
    "nickname": ("account nickname",),
    "registration": ("account registration",),
    "account": ("account #",),
    "quantity": ("quantity",),
    "price": ("price ($)",),
    "value": ("value ($)",),
}
_NEEDED = tuple(_HEADINGS[key] for key in ("date", "name", "account", "value"))
#: Programmes that sweep an account's money into bank deposits.
_SWEEPS = ("ML DIRECT DEPOSIT PROG", "ML BANK DEPOSIT", "BANK OF AMERICA RASP", "BANK DEPOSIT PROGRAM")


def recognises(source: Source) -> bool:
    return _heading(source.head()) is not None


def read(source: Source) -> ImportedFile:
    """Raises ImportRefused."""
    lines = [line for line in source.lines() if not line.blank]
    heading = _heading(lines)
    assert heading, "recognised by it"
    columns = Columns(source.name, heading, _HEADINGS)
    columns.require(heading, _HEADINGS, "symbol", "quantity")
    book = Book("Merrill Edge")
    for row in lines:
        if row is heading:
            book.note(row.number, "heading", Destiny.HEADING, "names the columns")
        elif row.number < heading.number:
            book.note(row.number, row.filled[0], Destiny.HEADING, "stands above the heading")
        elif len(row.filled) == 1:
            book.note(row.number, row.filled[0], Destiny.SKIPPED, "footer")
        else:
            columns.check_width(row, "symbol", "account", "quantity", "price", "value")
            _read_row(book, columns, row)
    return book.close(source.name)


def _heading(lines: list[Line]) -> Line | None:
    return next((line for line in lines[:15] if has_headings(line, _NEEDED)), None)


def is_sweep(name: str) -> bool:
    return name.upper().startswith(_SWEEPS) or name.upper() == "CASH"


def _read_row(book: Book, columns: Columns, row: Line) -> None:
    book.as_of = book.as_of or day_within(columns.text(row, "date"))
    account = _account(book, columns, row)
    written, name = columns.written(row, "symbol"), columns.text(row, "name")
    symbol = "" if is_absent(written.strip()) else written.strip()
    value = columns.number(row, "value")
    if is_sweep(name):
        take_cash(book, account, row.number, symbol or name, value, "bank sweep: cash")
        return
    figures = figures_of(columns, row, value)
    instrument = identify(written, name, figures, cusip=as_cusip(columns.text(row, "cusip")))
    take_holding(book, account, row.number, symbol or name, instrument, figures)


def _account(book: Book, columns: Columns, row: Line) -> Account:
    """Named by its owner, or by its registration, which says the kind."""
    id, registration = columns.text(row, "account"), columns.text(row, "registration")
    nickname = columns.text(row, "nickname")
    name = registration if is_absent(nickname) else nickname
    return book.account(id or None, name or id or "Merrill Edge", account_kind(registration))


FORMAT = Format("Merrill Edge holdings (CSV)", recognises, read)
