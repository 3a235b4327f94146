"""What was found in a table so far, and the file that it becomes."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from imports.account_kinds import account_kind
from imports.cells.numbers import Convention
from imports.formats.tables.columns import Columns
from imports.holding import merged
from imports.ledger import Ledger
from imports.result import (
    Disagreement,
    ImportedAccount,
    ImportedCash,
    ImportedFile,
    ImportedPosition,
    ImportRefused,
)
from imports.source import Line, Source
from imports.totals import disagreement, sum_of

TITLE = "CSV"
DEFAULT_CURRENCY = "USD"
#: So many rows that are left out get a warning each.
MOST_WARNINGS = 5


@dataclass
class Account:
    cash: dict[str, Decimal] = field(default_factory=dict[str, Decimal])
    positions: list[ImportedPosition] = field(default_factory=list[ImportedPosition])


@dataclass
class Table:
    source: Source
    columns: Columns
    convention: Convention
    days: dict[str, date | None]
    """By the text of the cell."""
    as_of: date | None = None
    ledger: Ledger = field(default_factory=Ledger)
    accounts: defaultdict[str, Account] = field(default_factory=lambda: defaultdict(Account))
    currencies: Counter[str] = field(default_factory=Counter[str])
    sums: list[tuple[Line, Decimal]] = field(default_factory=list[tuple[Line, Decimal]])
    in_base: set[str] = field(default_factory=set[str])
    guessed_currency: bool = False
    warnings: list[str] = field(default_factory=list[str])
    left_out: int = 0


def file_of(table: Table) -> ImportedFile:
    """Raises ImportRefused if no row was a holding or cash."""
    if not table.accounts:
        raise ImportRefused(f"{table.source.name} has the headings of holdings, and no row with a holding or cash")
    base = _base(table)
    if table.guessed_currency:
        table.warnings.append(f"The file names no currency: amounts without one are taken as {DEFAULT_CURRENCY}.")
    if table.left_out > MOST_WARNINGS:
        table.warnings.append(f"{table.left_out - MOST_WARNINGS} more rows are left out, as listed.")
    accounts = tuple(_account(name, account) for name, account in table.accounts.items())
    return ImportedFile(
        broker=TITLE,
        as_of=table.as_of,
        base_currency=base,
        accounts=accounts,
        rows=table.ledger.rows(),
        disagreements=_differs(table, accounts, base),
        warnings=tuple(table.warnings),
        mapping=table.columns.mapping,
    )


def _base(table: Table) -> str:
    """The currency into which the file converts, else that of most rows."""
    if len(table.in_base) == 1:
        return next(iter(table.in_base))
    (base, _), *others = table.currencies.most_common()
    if others:
        table.warnings.append(f"The file names no base currency: {base}, which most rows have, is taken.")
    return base


def _account(name: str, account: Account) -> ImportedAccount:
    cash = (ImportedCash(currency=currency, amount=amount) for currency, amount in account.cash.items() if amount)
    return ImportedAccount(
        id=name or None,
        name=name or "Portfolio",
        account_kind=account_kind(name) if name else None,
        cash=tuple(cash),
        positions=tuple(merged(account.positions)),
    )


def _differs(table: Table, accounts: tuple[ImportedAccount, ...], base: str) -> tuple[Disagreement, ...]:
    """The last sum of the table against all rows, where one of the sums is not that of some of them only."""
    if not table.sums:
        return ()
    whole = sum_of(accounts, base, {})
    found = [disagreement(f"total on line {line.number}", stated, whole, base) for line, stated in table.sums]
    return () if None in found else tuple(each for each in found if each)[-1:]
