"""Accounts while a file is read: what is held, and what became of every other row."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Context, Decimal

from holdings.kinds import InstrumentKind, multiplier
from imports.instruments import Figures, Instrument
from imports.result import (
    AccountedRow,
    Destiny,
    ImportedAccount,
    ImportedCash,
    ImportedFile,
    ImportedPosition,
    ImportRefused,
)

_MOST_CHARACTERS = 200
_MOST_WARNINGS = 20
_PER_CENT = frozenset({InstrumentKind.BOND, InstrumentKind.TREASURY})
_TWELVE_DIGITS = Context(prec=12)


@dataclass
class Holding:
    """A position in the making; rows of the same instrument add up."""

    instrument: Instrument
    quantity: Decimal
    price: Decimal | None
    value: Decimal
    line: int
    also_on: list[int] = field(default_factory=list[int])

    def add(self, other: Holding) -> None:
        self.quantity += other.quantity
        self.value += other.value
        self.price = self.price if self.price is not None else other.price
        self.also_on.append(other.line)

    @property
    def deviation(self) -> Decimal | None:
        """The stated value over that by the kind's multiplier: about 1, up to 2 for inflation-indexed bonds."""
        factor = Figures(self.quantity, self.price, self.value).factor
        return factor / multiplier(self.instrument.kind) if factor is not None else None

    def position(self, currency: str) -> ImportedPosition:
        kind = self.instrument.kind
        usual = self.deviation is None or Decimal("0.5") < self.deviation < Decimal(2)
        unit = self.price * multiplier(kind) if self.price is not None and usual else None
        if unit is None and self.quantity:
            unit = _TWELVE_DIGITS.divide(self.value, self.quantity)
        return ImportedPosition(
            symbol=self.instrument.symbol,
            as_written=self.instrument.as_written,
            cusip=self.instrument.cusip,
            name=self.instrument.name,
            kind=kind,
            quantity=self.quantity,
            quoted_price=self.price,
            quoted_in="percent of par" if kind in _PER_CENT and usual and self.price is not None else None,
            unit_price=unit,
            multiplier=multiplier(kind) if kind == InstrumentKind.OPTION else None,
            value=self.value,
            currency=currency,
            line=self.line,
            also_on=tuple(self.also_on),
        )


@dataclass
class Account:
    id: str | None
    name: str
    kind: str | None
    cash: dict[str, Decimal] = field(default_factory=dict[str, Decimal])
    holdings: dict[str, Holding] = field(default_factory=dict[str, Holding])
    total: Decimal | None = None


class Book:
    """Accounts in the order in which the file names them, and the rows that are no positions.

    Args:
        broker: as people call it.
        currency: in which all the file's amounts are.
    """

    def __init__(self, broker: str, currency: str = "USD") -> None:
        self.broker = broker
        self.currency = currency
        self.as_of: date | None = None
        self._warnings: list[str] = []
        self._accounts: dict[str, Account] = {}
        self._rows: list[AccountedRow] = []

    @property
    def accounts(self) -> list[Account]:
        return list(self._accounts.values())

    def account(self, id: str | None, name: str, kind: str | None = None) -> Account:
        """The account with this id, or with this name where it has none; a new one the first time."""
        name = name[:_MOST_CHARACTERS]
        return self._accounts.setdefault(id or f"name:{name}", Account(id, name, kind))

    def note(self, line: int, what: str, destiny: Destiny, why: str, last_line: int | None = None) -> None:
        """Accounts for a row, or for several, that is no position."""
        self._rows.append(
            AccountedRow(
                line=line,
                last_line=last_line,
                what=what[:_MOST_CHARACTERS],
                destiny=destiny,
                why=why[:_MOST_CHARACTERS],
            )
        )

    def add_cash(self, account: Account, line: int, what: str, amount: Decimal | None, why: str) -> None:
        """A row that is money: it counts in the account's cash."""
        if amount is None:
            self.note(line, what, Destiny.SKIPPED, "states no amount")
            self.warn(f"Line {line}: {what} states no amount.")
            return
        account.cash[self.currency] = account.cash.get(self.currency, Decimal(0)) + amount
        self.note(line, what, Destiny.CASH, why)

    def hold(self, account: Account, line: int, what: str, instrument: Instrument, figures: Figures | None) -> None:
        """A row with a holding: it becomes a position, or part of one, or is left out with a reason.

        Args:
            what: the row's symbol or name, for the case that it is left out.
            figures: None for a row without a quantity.
        """
        if figures is None:
            self.note(line, what, Destiny.SKIPPED, "states no quantity: not taken")
            return
        if not instrument.label:
            self.note(line, what or "a row", Destiny.SKIPPED, "names no instrument: not taken")
            return
        if not figures.quantity:
            self.note(line, what, Destiny.SKIPPED, "0 units: a former holding")
            return
        value = figures.value
        if value is None and figures.price is not None:
            value = figures.quantity * figures.price * multiplier(instrument.kind)
        if value is None:
            self.note(line, what, Destiny.SKIPPED, "has no price and no value: reported, not valued")
            return
        if not instrument.symbol and not instrument.cusip:
            self.warn(f"Line {line}: {instrument.name} has neither ticker nor CUSIP, and is known by its name.")
        self._hold(account, Holding(instrument, figures.quantity, figures.price, value, line))

    def _hold(self, account: Account, holding: Holding) -> None:
        key = holding.instrument.label
        if (deviation := holding.deviation) is not None and not Decimal("0.5") < deviation < Decimal(2):
            self.warn(
                f"Line {holding.line}: the value of {key} is {_TWELVE_DIGITS.plus(deviation):.4g} times its quantity × "
                "price; the value is taken."
            )
        if known := account.holdings.get(key):
            known.add(holding)
        else:
            account.holdings[key] = holding

    def warn(self, sentence: str) -> None:
        """Tells the file's owner, in one sentence, about a row that was read nevertheless."""
        self._warnings.append(sentence)

    def close(self, file: str) -> ImportedFile:
        """The file as read. Raises ImportRefused if it names no account."""
        if not self._accounts:
            raise ImportRefused(f"{file} has the headings of {self.broker}, but no row with an account or a holding")
        return ImportedFile(
            broker=self.broker,
            as_of=self.as_of,
            base_currency=self.currency,
            accounts=tuple(self._close(account) for account in self._accounts.values()),
            rows=tuple(sorted(self._rows, key=lambda row: row.line or 0)),
            warnings=(*self._warnings[:_MOST_WARNINGS], *self._rest_of_warnings()),
        )

    def _rest_of_warnings(self) -> list[str]:
        rest = len(self._warnings) - _MOST_WARNINGS
        return [f"{rest} more rows have such remarks."] if rest > 0 else []

    def _close(self, account: Account) -> ImportedAccount:
        return ImportedAccount(
            id=account.id,
            name=account.name,
            account_kind=account.kind,
            cash=tuple(ImportedCash(currency=currency, amount=amount) for currency, amount in account.cash.items()),
            positions=tuple(holding.position(self.currency) for holding in account.holdings.values()),
            total_in_file=account.total,
        )
