"""Fidelity: `Portfolio_Positions_….csv`, the download of the view "Positions" in its older and newer headings."""

from __future__ import annotations

from imports.book.account_kinds import account_kind
from imports.book.book import Account, Book
from imports.cells.columns import Columns, Headings, has_headings, plain
from imports.cells.dates import day_within
from imports.files.source import Line, Source
from imports.formats.american_rows import figures_of, take_cash, take_holding
from imports.formats.format import Format
from imports.instruments.identify import identify
from imports.result import Destiny, ImportedFile

_HEADINGS: Headings = {
    "account": ("account number",),
    "account_name": ("account name",),
    "name_and_number": ("account name / number", "account name/number"),
    "symbol": ("symbol",),
    "description": ("description",),
    "quantity": ("quantity",),
    "price": ("last price",),
    "value": ("current value",),
}
_NEEDED = tuple(_HEADINGS[key] for key in ("symbol", "description", "price", "value"))
_PENDING = "pending activity"
_LINK = "brokeragelink"
#: A disclaimer has more words than any first cell of a holding.
_WORDS_OF_A_NAME = 7


def recognises(source: Source) -> bool:
    return _heading(source.head()) is not None


def read(source: Source) -> ImportedFile:
    """Raises ImportRefused."""
    lines = source.lines()
    heading = _heading(lines)
    assert heading, "recognised by it"
    columns = Columns(source.name, heading, _HEADINGS)
    columns.require(heading, _HEADINGS, "quantity")
    book = Book("Fidelity")
    rows = [line for line in lines if not line.blank and line is not heading]
    linked = any(plain(columns.text(row, "account_name")).startswith(_LINK) for row in rows)
    for row in rows:
        if row.number < heading.number:
            book.note(row.number, row.filled[0], Destiny.HEADING, "stands above the heading")
        elif _is_footer(row):
            _read_footer(book, row)
        else:
            columns.check_width(row, "symbol", "quantity", "price", "value")
            _read_row(book, columns, row, linked)
    book.note(heading.number, "heading", Destiny.HEADING, "names the columns")
    if book.as_of is None:
        book.warn("The file has no line with the day of its download: it may be cut off.")
    return book.close(source.name)


def _heading(lines: list[Line]) -> Line | None:
    return next((line for line in lines[:10] if has_headings(line, _NEEDED)), None)


def _is_footer(row: Line) -> bool:
    return len(row.filled) == 1 or len(row.cells[0].split()) > _WORDS_OF_A_NAME


def _read_footer(book: Book, row: Line) -> None:
    if row.filled[0].casefold().startswith("date downloaded"):
        book.as_of = day_within(row.filled[0])
        book.note(row.number, "Date downloaded", Destiny.SKIPPED, "footer; gives the date")
    elif len(row.filled[0].split()) > _WORDS_OF_A_NAME:
        book.note(row.number, "disclaimer", Destiny.SKIPPED, "footer")
    else:
        book.note(row.number, row.filled[0], Destiny.SKIPPED, "a remark, or what is left of a row")


def _account(book: Book, columns: Columns, row: Line) -> Account:
    """By number and name, by `Name - Number` in one column, or one account for a view without either."""
    id, name = columns.text(row, "account"), columns.text(row, "account_name")
    if "name_and_number" in columns:
        name, _, id = columns.text(row, "name_and_number").rpartition(" - ")
        name, id = (name, id) if name else (id, "")
    return book.account(id or None, name or id or "Fidelity", account_kind(name))


def _read_row(book: Book, columns: Columns, row: Line, linked: bool) -> None:
    account = _account(book, columns, row)
    written, name = columns.written(row, "symbol"), columns.text(row, "description")
    symbol = written.strip()
    value = columns.number(row, "value")
    if plain(symbol) == _PENDING:
        take_cash(book, account, row.number, symbol, value, "unsettled money: counted as cash, no position")
    elif symbol.endswith("**"):
        take_cash(book, account, row.number, symbol, value, "core position: cash")
    elif linked and not symbol and plain(name) == _LINK:
        book.note(row.number, name, Destiny.MERGED, "the account BrokerageLink, whose holdings the file lists")
    elif not symbol and not name:
        book.note(row.number, account.name, Destiny.SKIPPED, "an account without holdings")
    else:
        figures = figures_of(columns, row, value)
        instrument = identify(written, name, figures)
        take_holding(book, account, row.number, symbol or name, instrument, figures)


FORMAT = Format("Fidelity positions (CSV)", recognises, read)
