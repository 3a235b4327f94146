"""E*TRADE: `PortfolioDownload.csv`, an account's summary above its positions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from imports.book.account_kinds import account_kind, split_label
from imports.book.book import Account, Book
from imports.cells.columns import Columns, Headings, has_headings, plain
from imports.cells.dates import day_within
from imports.files.source import Line, Source
from imports.formats.american_rows import take_cash, take_holding
from imports.formats.format import Format
from imports.instruments.identify import Figures, identify
from imports.result import Destiny, ImportedFile

_SUMMARY: Headings = {"account": ("account",), "total": ("net account value", "total assets")}
_HEADINGS: Headings = {
    "symbol": ("symbol",),
    "quantity": ("quantity", "qty #", "qty"),
    "price": ("last price $", "last price", "price $"),
    "value": ("value $", "market value $", "market value"),
}
_NEEDED = (_HEADINGS["symbol"], _HEADINGS["price"], _HEADINGS["value"])
_NUMBER = re.compile(r"-[0-9X]{3,}$")
_LOT = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}")


def recognises(source: Source) -> bool:
    head = source.head()
    return any(has_headings(line, _SUMMARY.values()) for line in head) and _heading(head) is not None


def read(source: Source) -> ImportedFile:
    """Raises ImportRefused."""
    lines = [line for line in source.lines() if not line.blank]
    heading = _heading(lines)
    assert heading, "recognised by it"
    book = Book("E*TRADE")
    account = _read_summary(book, source.name, [line for line in lines if line.number < heading.number])
    columns = Columns(source.name, heading, _HEADINGS)
    columns.require(heading, _HEADINGS, "quantity")
    book.note(heading.number, "heading", Destiny.HEADING, "names the columns")
    rows = [line for line in lines if line.number > heading.number]
    for above, lots in _with_lots(columns, rows):
        if above:
            _read_row(book, account, columns, above)
        if lots:
            _note_lots(book, columns, above, lots)
    if not any(plain(columns.text(row, "symbol")) == "total" for row in rows):
        book.warn("The file has no row TOTAL: it may be cut off.")
    return book.close(source.name)


def _heading(lines: list[Line]) -> Line | None:
    """Three rows begin with `Symbol`; the one with prices and values is the heading."""
    return next((line for line in lines if has_headings(line, _NEEDED)), None)


def _read_summary(book: Book, file: str, lines: list[Line]) -> Account:
    """The one account, which stands below the heading of the summary."""
    account: Account | None = None
    columns: Columns | None = None
    for line in lines:
        book.note(line.number, line.filled[0], Destiny.HEADING, "names the account, its total, or the view")
        if columns and not account:
            columns.check_width(line, "account", "total")
            account = _account(book, columns.text(line, "account"))
            account.total = columns.number(line, "total")
        if has_headings(line, _SUMMARY.values()):
            columns = Columns(file, line, _SUMMARY)
    return account or _account(book, "E*TRADE")


def _account(book: Book, label: str) -> Account:
    id, name = split_label(label, _NUMBER)
    return book.account(id, name, account_kind(name))


def _with_lots(columns: Columns, rows: list[Line]) -> Iterator[tuple[Line | None, list[Line]]]:
    """Each row with its lots: the rows below it that have a date in the symbol's column."""
    above: Line | None = None
    lots: list[Line] = []
    for row in rows:
        if _LOT.fullmatch(columns.text(row, "symbol")):
            lots.append(row)
        else:
            yield above, lots
            above, lots = row, []
    yield above, lots


def _note_lots(book: Book, columns: Columns, above: Line | None, lots: list[Line]) -> None:
    """Lots repeat the holding above them; their quantities must add up to its."""
    first, last = lots[0].number, lots[-1].number
    symbol = columns.text(above, "symbol") if above else "?"
    what, until = f"lots of {symbol}", last if last > first else None
    read = sum((columns.number(lot, "quantity") or Decimal(0) for lot in lots), Decimal(0))
    if above and columns.number(above, "quantity") == read:
        book.note(first, what, Destiny.MERGED, "their sum is the row above", until)
        return
    book.note(first, what, Destiny.SKIPPED, "they do not add up to the row above", until)
    book.warn(f"Line {first}: the lots have {read:f} units, which are not those of {symbol} above them: left out.")


def _read_row(book: Book, account: Account, columns: Columns, row: Line) -> None:
    written = columns.written(row, "symbol")
    symbol, label = columns.text(row, "symbol"), plain(written)
    if row.filled[0].casefold().startswith("generated at"):
        book.as_of = day_within(row.filled[0])
        book.note(row.number, "Generated at", Destiny.SKIPPED, "footer; gives the date")
    elif label == "total":
        _read_total(book, account, columns, row)
    elif len(row.filled) == 1:
        book.note(row.number, symbol or row.filled[0], Destiny.SKIPPED, "footer")
    elif label == "cash":
        columns.check_width(row, "value")
        take_cash(book, account, row.number, symbol, columns.number(row, "value"), "cash")
    else:
        columns.check_width(row, "symbol", "quantity", "price", "value")
        quantity = columns.number(row, "quantity")
        value, price = columns.number(row, "value"), columns.number(row, "price")
        figures = Figures(quantity, price, value) if quantity is not None else None
        take_holding(book, account, row.number, symbol, identify(written, "", figures), figures)


def _read_total(book: Book, account: Account, columns: Columns, row: Line) -> None:
    """The row's sum is in the column of values or one to the left of it; the account's summary has it, too."""
    book.note(
        row.number, columns.text(row, "symbol"), Destiny.TOTAL, "sum; the broker writes it one column too far left"
    )
    sums = columns.numbers_besides(row, "symbol")
    if account.total is None:
        account.total = sums[-1] if sums else None
    elif account.total not in sums:
        book.warn(
            f"Line {row.number}: the row TOTAL does not have the value in the account's summary, {account.total}."
        )


FORMAT = Format("E*TRADE portfolio (CSV)", recognises, read)
