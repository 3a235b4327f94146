"""A file's accounts while it is read: holdings, and the fate of every other row."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from holdings.exact import EXACT
from imports.book.positions import merged
from imports.book.rows import Rows
from imports.result import Destiny, ImportedAccount, ImportedCash, ImportedFile, ImportedPosition, ImportRefused

#: Why a row with a quantity of 0 is left out.
FORMER = "0 units: a former holding"
#: Why a row with a value and a quantity of 0 is.
NO_UNITS = "has a value, and 0 units"
_MOST_CHARACTERS = 200
_MOST_WARNINGS = 20


@dataclass
class Account:
    id: str | None
    name: str
    kind: str | None
    cash: dict[str, ImportedCash] = field(default_factory=dict[str, ImportedCash])
    """By currency."""
    positions: list[ImportedPosition] = field(default_factory=list[ImportedPosition])
    """One for each row. Rows of one instrument become one holding in the end."""
    total: Decimal | None = None
    """As the file states it."""

    def add_cash(self, currency: str, amount: Decimal, value_in_base: Decimal | None = None) -> None:
        """Adds to the account's money in a currency.

        Args:
            value_in_base: where the file converts this currency; then it does so in all of the currency's rows.
        """
        if before := self.cash.get(currency):
            amount = EXACT.add(before.amount, amount)
            if value_in_base is not None:
                value_in_base = EXACT.add(before.value_in_base or Decimal(0), value_in_base)
        self.cash[currency] = ImportedCash(currency=currency, amount=amount, value_in_base=value_in_base)

    def imported(self) -> ImportedAccount:
        """The account as read."""
        return ImportedAccount(
            id=self.id,
            name=self.name,
            account_kind=self.kind,
            cash=tuple(self.cash.values()),
            positions=tuple(merged(self.positions)),
            total_in_file=self.total,
        )


class Book:
    """Accounts in the order in which the file names them, and the rows that are no positions.

    Args:
        broker: as people call it.
        currency: of the file's totals. Can be set later, for a file that names it below its rows.
    """

    def __init__(self, broker: str, currency: str = "USD") -> None:
        self.broker = broker
        self.currency = currency
        self.as_of: date | None = None
        self.total: Decimal | None = None
        """Of the file, as it states it."""
        self.rates: dict[str, Decimal] = {}
        """Units of the book's currency for one unit of each currency, where the file states them."""
        self._warnings: list[str] = []
        self._accounts: dict[str, Account] = {}
        self._rows = Rows()

    @property
    def accounts(self) -> list[Account]:
        return list(self._accounts.values())

    def account(self, id: str | None, name: str, kind: str | None = None, *, key: str | None = None) -> Account:
        """The account with this id, or with this name where it has none; a new one the first time.

        Args:
            key: tells accounts apart instead of id and name.
        """
        name = name[:_MOST_CHARACTERS]
        key = key or id or f"name:{name}"
        if key not in self._accounts:
            self._accounts[key] = Account(id, name, kind)
        return self._accounts[key]

    @property
    def warnings(self) -> tuple[str, ...]:
        """All sentences so far."""
        return tuple(self._warnings)

    def note(self, line: int | None, what: str, destiny: Destiny, why: str, last_line: int | None = None) -> None:
        """Accounts for a row, or for several, that is no position. Formats without lines give None."""
        self._rows.add(line, what, destiny, why, last_line)

    def warn(self, sentence: str) -> None:
        """Tells the file's owner, in one sentence, about what was read nevertheless, or is missing."""
        self._warnings.append(sentence)

    def close(self, file: str) -> ImportedFile:
        """The file as read. Raises ImportRefused if it names no account."""
        if not self._accounts:
            raise ImportRefused(f"{file} has the headings of {self.broker}, but no row with an account or a holding")
        rest = len(self._warnings) - _MOST_WARNINGS
        return ImportedFile(
            broker=self.broker,
            as_of=self.as_of,
            base_currency=self.currency,
            fx_to_base=self.rates,
            total_in_base=self.total,
            accounts=tuple(account.imported() for account in self._accounts.values()),
            rows=self._rows.entries(),
            warnings=(
                *self._warnings[:_MOST_WARNINGS],
                *([f"{rest} more rows have such remarks."] if rest > 0 else []),
            ),
        )
