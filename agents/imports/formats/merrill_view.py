"""Merrill Edge: the export of the view of one account (`ExportData….csv`), in its older and newer headings."""

from __future__ import annotations

import re
from decimal import Decimal

from imports.book.account_kinds import account_kind, split_label
from imports.book.book import Account, Book
from imports.cells.columns import Columns, Headings, has_headings, plain
from imports.cells.dates import day_within
from imports.files.source import Line, Source
from imports.formats.american_rows import take_cash, take_holding
from imports.formats.format import Format
from imports.formats.merrill import is_sweep
from imports.instruments.identify import Figures, identify
from imports.result import Destiny, ImportedFile

_HEADINGS: Headings = {
    "symbol": ("symbol", "positions"),
    "description": ("description",),
    "quantity": ("quantity",),
    "price": ("price",),
    "value": ("value",),
}
_NEEDED = tuple(_HEADINGS[key] for key in ("symbol", "price", "value"))
_SUMMARY: Headings = {"value": ("value", "account value")}
_MONEY: Headings = {
    "cash": ("cash balance",),
    "pending": ("pending activity",),
    "margin": ("margin balance",),
    "sweep": ("money accounts",),
}
_MONEY_WORDS = frozenset(name for names in _MONEY.values() for name in names)
_EXPORTED = "exported on:"
_SELECTED = "selected account(s):"
_NUMBER = re.compile(r"\b[0-9A-Z]{3}-[0-9A-Z]{5}$")


def recognises(source: Source) -> bool:
    return _exported(source.head()) and _heading(source.head()) is not None


def read(source: Source) -> ImportedFile:
    """Raises ImportRefused."""
    lines = [line for line in source.lines() if not line.blank]
    heading = _heading(lines)
    assert heading, "recognised by it"
    book = Book("Merrill Edge")
    account = _read_summary(book, source.name, [line for line in lines if line.number < heading.number])
    columns = Columns(source.name, heading, _HEADINGS)
    columns.require(heading, _HEADINGS, "quantity")
    book.note(heading.number, "heading", Destiny.HEADING, "names the columns")
    for row in lines:
        if row.number > heading.number:
            _read_row(book, account, columns, row)
    return book.close(source.name)


def _exported(lines: list[Line]) -> bool:
    return any(plain(line.cells[0]).startswith(_EXPORTED) for line in lines[:3] if not line.blank)


def _heading(lines: list[Line]) -> Line | None:
    return next((line for line in lines if has_headings(line, _NEEDED)), None)


def _read_summary(book: Book, file: str, lines: list[Line]) -> Account:
    """The account, its total, and the money that stands above the holdings: headings, each over a row of amounts."""
    named = next((line for line in lines if plain(line.cells[0]).startswith(_SELECTED)), None)
    account = _account(book, named.cells[0][len(_SELECTED) :].strip() if named else "Merrill Edge")
    above: Line | None = None
    for line in lines:
        first = plain(line.cells[0])
        if first.startswith(_EXPORTED):
            book.as_of = day_within(line.cells[0])
        if above and has_headings(above, _SUMMARY.values()):
            account.total = Columns(file, above, _SUMMARY).number(line, "value")
        if above and first not in _MONEY_WORDS and plain(above.cells[0]) in _MONEY_WORDS:
            columns = Columns(file, above, _MONEY)
            amounts = [columns.number(line, key) for key in _MONEY if key in columns]
            amount = sum((each for each in amounts if each is not None), Decimal(0))
            take_cash(book, account, line.number, ", ".join(above.filled), amount, "cash")
        else:
            book.note(line.number, line.filled[0], Destiny.HEADING, "names the file, the account or its total")
        above = line
    return account


def _account(book: Book, label: str) -> Account:
    id, name = split_label(label, _NUMBER)
    return book.account(id, name, account_kind(name))


def _read_row(book: Book, account: Account, columns: Columns, row: Line) -> None:
    label = columns.text(row, "symbol")
    if len(row.filled) == 1:
        heads = plain(label) == "balances"
        book.note(row.number, row.filled[0], Destiny.HEADING if heads else Destiny.SKIPPED, "a remark")
        return
    columns.check_width(row, "symbol", "quantity", "price", "value")
    value = columns.number(row, "value")
    written, name = _instrument(columns, row)
    if plain(label) == "total":
        account.total = account.total if account.total is not None else value
        book.note(row.number, label, Destiny.TOTAL, "sum")
    elif plain(label) in _MONEY_WORDS:
        take_cash(book, account, row.number, label, value, "cash, or a bank sweep")
    elif is_sweep(name):
        take_cash(book, account, row.number, name, value, "bank sweep: cash")
    else:
        quantity = columns.number(row, "quantity")
        figures = Figures(quantity, columns.first_number(row, "price"), value) if quantity is not None else None
        take_holding(book, account, row.number, written or name, identify(written, name, figures), figures)


def _instrument(columns: Columns, row: Line) -> tuple[str, str]:
    """Symbol and description. Newer files have both in one cell; older ones put remarks behind `!` there."""
    label = columns.text(row, "symbol").partition(" !")[0].strip()
    if "description" in columns:
        return label, columns.text(row, "description")
    symbol, _, name = label.partition(" ")
    return symbol, name


FORMAT = Format("Merrill Edge view (CSV)", recognises, read)
