"""Charles Schwab: the export of "Positions", for one account or for all."""

from __future__ import annotations

import re

from imports.book.account_kinds import account_kind, split_label
from imports.book.book import Account, Book
from imports.cells.columns import Columns, Headings, has_headings, plain
from imports.cells.dates import day_within
from imports.files.source import Line, Source
from imports.formats.american_rows import figures_of, take_cash, take_holding
from imports.formats.format import Format
from imports.instruments.identify import identify
from imports.result import Destiny, ImportedFile

_HEADINGS: Headings = {
    "symbol": ("symbol",),
    "description": ("description", "name"),
    "quantity": ("qty (quantity)", "quantity", "qty"),
    "price": ("price",),
    "value": ("mkt val (market value)", "market value", "mkt val"),
    "type": ("asset type", "security type"),
}
_NEEDED = (_HEADINGS["symbol"], _HEADINGS["value"])
_TITLE = re.compile(r"positions for (account )?(?P<account>.+?) as of (?P<date>.+)", re.IGNORECASE)
#: The part of a number that the broker shows: `Individual ...901`, `XXXX-1234`.
_NUMBER = re.compile(r"(?:\.{3}|…|X{3,}-?)[0-9]{3,4}$")
_PARTS_OF_A_NAME = 3
_CASH = ("cash & cash investments", "cash and cash investments", "futures cash")
_TOTALS = ("positions total", "account total", "total")


def recognises(source: Source) -> bool:
    head = source.head()
    return _title(head) is not None and any(has_headings(line, _NEEDED) for line in head)


def read(source: Source) -> ImportedFile:
    """Raises ImportRefused."""
    lines = [line for line in source.lines() if not line.blank]
    title = _title(lines)
    assert title, "recognised by it"
    book = Book("Charles Schwab")
    found = _TITLE.fullmatch(title.cells[0])
    assert found
    book.as_of = day_within(found["date"])
    account = None if plain(found["account"]).startswith("all") else _account(book, found["account"])
    columns: Columns | None = None
    headings = {at for at, row in enumerate(lines) if has_headings(row, _NEEDED)}
    for at, row in enumerate(lines):
        if row is title:
            book.note(row.number, "title", Destiny.HEADING, "names the file; gives the date")
        elif at in headings:
            columns = Columns(source.name, row, _HEADINGS)
            columns.require(row, _HEADINGS, "quantity")
            book.note(row.number, "heading", Destiny.HEADING, "names the columns")
        elif label := _label(row, before_heading=at + 1 in headings):
            account = _account(book, label)
            book.note(row.number, label, Destiny.HEADING, "names an account")
        elif len(row.filled) == 1 or columns is None:
            book.note(row.number, row.filled[0], Destiny.SKIPPED, "a remark")
        else:
            account = account or book.account(None, "Charles Schwab")
            _read_row(book, account, columns, row)
    for account in book.accounts:
        if account.total is None and (account.positions or account.cash):
            book.warn(f"The file has no total for {account.id or account.name}: it may be cut off.")
    return book.close(source.name)


def _title(lines: list[Line]) -> Line | None:
    return next((line for line in lines[:5] if line.cells and _TITLE.fullmatch(line.cells[0])), None)


def _label(row: Line, *, before_heading: bool) -> str | None:
    """The name of an account on a separate line; not quoted, so that a comma in it divides it."""
    words = ", ".join(row.filled)
    if len(row.filled) <= _PARTS_OF_A_NAME and split_label(words, _NUMBER)[0]:
        return words
    return words if len(row.filled) == 1 and before_heading else None


def _account(book: Book, label: str) -> Account:
    id, name = split_label(label, _NUMBER)
    account = book.account(id, name, account_kind(name))
    if id and account.name != name:
        # The broker shows three digits, which two accounts may share.
        account = book.account(label, name, account_kind(name))
    return account


def _read_row(book: Book, account: Account, columns: Columns, row: Line) -> None:
    columns.check_width(row, "symbol", "quantity", "price", "value")
    written, name = columns.written(row, "symbol"), columns.text(row, "description")
    symbol, label = written.strip(), plain(written)
    value = columns.number(row, "value")
    if label.startswith("total ") and not columns.text(row, "quantity"):
        book.note(row.number, symbol, Destiny.TOTAL, "sum of a group")
    elif label in _TOTALS:
        account.total = value
        book.note(row.number, symbol, Destiny.TOTAL, "sum")
    elif label in _CASH:
        take_cash(book, account, row.number, symbol, value, "cash")
    else:
        figures = figures_of(columns, row, value)
        instrument = identify(written, name, figures, asset_type=columns.text(row, "type"))
        take_holding(book, account, row.number, symbol or name, instrument, figures)


FORMAT = Format("Charles Schwab positions (CSV)", recognises, read)
