"""What was found in a table so far, and the file that it becomes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from imports.book.account_kinds import account_kind
from imports.book.book import Account, Book
from imports.cells.numbers import Convention
from imports.files.source import Line, Source
from imports.formats.tables.columns import TableColumns
from imports.result import Disagreement, ImportedFile, ImportRefused
from imports.totals import disagreement, sum_of

TITLE = "CSV"
DEFAULT_CURRENCY = "USD"
#: So many rows that are left out get a warning each.
MOST_WARNINGS = 5


@dataclass
class Table:
    source: Source
    columns: TableColumns
    convention: Convention
    days: dict[str, date | None]
    """By the text of the cell."""
    book: Book = field(default_factory=lambda: Book(TITLE))
    currencies: Counter[str] = field(default_factory=Counter[str])
    sums: list[tuple[Line, Decimal]] = field(default_factory=list[tuple[Line, Decimal]])
    in_base: set[str] = field(default_factory=set[str])
    guessed_currency: bool = False
    left_out: int = 0

    def account(self, line: Line) -> Account:
        """The one that the row names."""
        name = self.columns.get(line, "account")
        return self.book.account(name or None, name or "Portfolio", account_kind(name) if name else None)


def file_of(table: Table) -> ImportedFile:
    """Raises ImportRefused if no row was a holding or cash."""
    if not table.book.accounts:
        raise ImportRefused(f"{table.source.name} has the headings of holdings, and no row with a holding or cash")
    table.book.currency = _base(table)
    if table.guessed_currency:
        table.book.warn(f"The file names no currency: amounts without one are taken as {DEFAULT_CURRENCY}.")
    if table.left_out > MOST_WARNINGS:
        table.book.warn(f"{table.left_out - MOST_WARNINGS} more rows are left out, as listed.")
    read = table.book.close(table.source.name)
    return read.model_copy(update={"disagreements": _differs(table, read), "mapping": table.columns.mapping})


def _base(table: Table) -> str:
    """The currency into which the file converts, else that of most rows."""
    if len(table.in_base) == 1:
        return next(iter(table.in_base))
    (base, _), *others = table.currencies.most_common()
    if others:
        table.book.warn(f"The file names no base currency: {base}, which most rows have, is taken.")
    return base


def _differs(table: Table, file: ImportedFile) -> tuple[Disagreement, ...]:
    """The last sum of the table against all rows, where one of the sums is not that of some of them only."""
    if not table.sums:
        return ()
    base = file.base_currency
    whole = sum_of(file.accounts, base, {})
    found = [disagreement(f"total on line {line.number}", stated, whole, base) for line, stated in table.sums]
    return () if None in found else tuple(each for each in found if each)[-1:]
