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
    decimal_commas: bool
    """Whether its numbers show that they have a comma before the fraction."""
    book: Book = field(default_factory=lambda: Book(TITLE))
    currencies: Counter[str] = field(default_factory=Counter[str])
    sums: list[tuple[Line, Decimal]] = field(default_factory=list[tuple[Line, Decimal]])
    in_base: set[str] = field(default_factory=set[str])
    stated_cash: list[tuple[Line, str, Decimal]] = field(default_factory=list[tuple[Line, str, Decimal]])
    """Lines above and below the table that state an amount of cash; the currency is empty where they do not say it."""
    cash_rows: int = 0
    dated: dict[tuple[str, str | None], tuple[int, date, Decimal | None]] = field(
        default_factory=dict[tuple[str, "str | None"], tuple[int, date, "Decimal | None"]]
    )
    """Line, day and price of an instrument's first row in an account."""
    section: str = ""
    """The account that a line above the table, or above a repeated heading, names."""
    guessed_currency: bool = False
    quoted_on_exchanges: bool = False
    """Whether a currency was taken from the exchange in a symbol."""
    left_out: int = 0

    def account(self, line: Line) -> Account:
        """The one that the row, or its section, names: by its number where there is one."""
        name = " ".join((self.columns.get(line, "account") or self.section).split())
        number = self.columns.get(line, "account_number") or name
        return self.book.account(number or None, name or number or "Portfolio", account_kind(name) if name else None)

    def account_key(self, line: Line) -> str:
        """Tells accounts apart."""
        return self.columns.get(line, "account_number") or self.columns.get(line, "account") or self.section


def file_of(table: Table) -> ImportedFile:
    """Raises ImportRefused if no row was a holding or cash."""
    if not table.book.accounts:
        first = f": {table.book.warnings[0]}" if table.book.warnings else ""
        raise ImportRefused(
            f"{table.source.name} has the headings of holdings, and no row with a holding or cash{first}"
        )
    table.book.currency = _base(table)
    if table.quoted_on_exchanges:
        table.book.warn("The file names no currency: that of the exchange in a symbol is taken, e.g. pence for VOD.L.")
    if table.guessed_currency:
        if table.decimal_commas:
            raise ImportRefused(
                f"{table.source.name} names no currency, and its decimal commas are not those of dollars: give the "
                "currency in the mapping, e.g. currency as =EUR"
            )
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
    without_cash = sum_of((account.model_copy(update={"cash": ()}) for account in file.accounts), base, {})
    if any(disagreement("", stated, without_cash, base) is None for _, stated in table.sums):
        return ()
    found = [disagreement(f"total on line {line.number}", stated, whole, base) for line, stated in table.sums]
    return () if None in found else tuple(each for each in found if each)[-1:]
