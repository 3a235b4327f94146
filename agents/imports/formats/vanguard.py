"""Vanguard: `OfxDownload.csv`, which holds up to four tables: holdings and transactions, of accounts and of plans."""

from __future__ import annotations

from imports.book.account_kinds import account_kind
from imports.book.book import Account, Book
from imports.cells.columns import Columns, Headings, has_headings, plain
from imports.cells.numbers import is_absent
from imports.files.source import Line, Source
from imports.formats.american_rows import figures_of, take_cash, take_holding
from imports.formats.format import Format
from imports.instruments.identify import identify
from imports.result import Destiny, ImportedFile

_HEADINGS: Headings = {
    "account": ("account number", "plan number"),
    "account_name": ("plan name", "account name"),
    "name": ("investment name", "fund name"),
    "symbol": ("symbol", "ticker"),
    "quantity": ("shares",),
    "price": ("share price", "price"),
    "value": ("total value",),
    "transaction": ("transaction type", "transaction activity", "transaction description"),
}
_NEEDED = tuple(_HEADINGS[key] for key in ("account", "name", "value"))
#: The fund through which an account's money moves, and the sweep to banks that took its place for some.
_SETTLEMENT = "VMFXX"
_SETTLEMENT_NAMES = ("settlement fund", "vanguard cash deposit", "cash deposit")


def recognises(source: Source) -> bool:
    return any(has_headings(line, _NEEDED) for line in source.head())


def read(source: Source) -> ImportedFile:
    """Raises ImportRefused."""
    book = Book("Vanguard")
    columns: Columns | None = None
    holdings = False
    for row in source.lines():
        if row.blank:
            continue
        if _is_heading(row):
            columns, holdings = Columns(source.name, row, _HEADINGS), has_headings(row, _NEEDED)
            if holdings:
                columns.require(row, _HEADINGS, "quantity")
            book.note(row.number, "heading", Destiny.HEADING, "names the columns")
        elif columns is None or len(row.filled) == 1:
            book.note(row.number, row.filled[0], Destiny.SKIPPED, "a remark")
        elif holdings:
            _read_row(book, columns, row)
        else:
            what = columns.text(row, "transaction") or row.filled[0]
            book.note(row.number, what, Destiny.SKIPPED, "another table: transactions")
    return book.close(source.name)


def _is_heading(row: Line) -> bool:
    """Of any of the tables: all have a column for the account or the plan."""
    return has_headings(row, (_HEADINGS["account"],))


def _read_row(book: Book, columns: Columns, row: Line) -> None:
    columns.check_width(row, "name", "quantity", "price", "value")
    account = _account(book, columns, row)
    written, name = columns.written(row, "symbol"), columns.text(row, "name")
    symbol = "" if is_absent(written.strip()) else written.strip()
    value = columns.number(row, "value")
    if symbol.upper() == _SETTLEMENT or plain(name) in _SETTLEMENT_NAMES:
        take_cash(book, account, row.number, symbol or name, value, "settlement fund: cash")
        return
    figures = figures_of(columns, row, value)
    instrument = identify(written, name, figures, asset_type="" if symbol or account.kind is None else "mutual fund")
    take_holding(book, account, row.number, symbol or name, instrument, figures)


def _account(book: Book, columns: Columns, row: Line) -> Account:
    id, name = columns.text(row, "account"), columns.text(row, "account_name")
    return book.account(id or None, name or id or "Vanguard", account_kind(name))


FORMAT = Format("Vanguard holdings (CSV)", recognises, read)
