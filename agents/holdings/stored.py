"""A portfolio as the database gives it, and its value in its base currency."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict

from holdings.amounts import Shown
from holdings.document import AccountKind
from holdings.kinds import InstrumentKind, value_of
from holdings.rates import KnownRate, Rates, UsedRate

#: A price or rate that is older than this is marked: a statement comes once a month.
STALE_DAYS = 31


def is_stale(price_date: date | None, today: date) -> bool:
    return price_date is not None and today - price_date > timedelta(days=STALE_DAYS)


class StoredPart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class CatalogueEntry(StoredPart):
    name: str
    kind: InstrumentKind


class StoredHolding(StoredPart):
    position_id: str
    symbol: str
    name: str
    kind: InstrumentKind
    isin: str | None = None
    cusip: str | None = None
    own: bool
    """The user's own instrument, and not the catalogue's."""
    in_catalogue: CatalogueEntry | None = None
    """What the catalogue knows under the symbol of a user's own instrument."""
    classification: dict[str, Any] | None = None
    quantity: Shown
    currency: str
    multiplier: Shown | None = None
    unit_price: Shown | None = None
    stated_value: Shown | None = None
    price_date: date
    price_source: str

    @property
    def value(self) -> Decimal:
        """In `currency`, exact."""
        if self.stated_value is not None:
            return self.stated_value
        assert self.unit_price is not None, "the database has one of both"
        return value_of(self.quantity, self.unit_price, self.kind, self.multiplier)

    @property
    def differs_from(self) -> str | None:
        """What the catalogue says, where this instrument's description contradicts it."""
        known = self.in_catalogue
        return f"{known.name} ({known.kind.replace('_', ' ')})" if known else None


class StoredAccount(StoredPart):
    account_id: str
    external_id: str
    name: str
    kind: AccountKind
    cash: dict[str, Shown]
    """Amount by currency."""
    positions: tuple[StoredHolding, ...]


class Unvalued(StoredPart):
    """A holding that no total holds."""

    account: str
    what: str
    """Symbol, or `cash`."""
    currency: str
    reason: str


class StoredPortfolio(StoredPart):
    display_name: str
    goal: dict[str, Any] | None
    notes: str
    currency: str
    accounts: tuple[StoredAccount, ...]
    rates: tuple[KnownRate, ...]

    def used_rates(self) -> dict[str, UsedRate]:
        """For each currency that is held, where a rate is known."""
        rates = Rates(self.rates)
        found = {currency: rates.find(currency, self.currency) for currency in sorted(self._currencies())}
        return {currency: rate for currency, rate in found.items() if rate is not None}

    def unvalued(self) -> list[Unvalued]:
        """Holdings in a currency without a rate."""
        known = self.used_rates()
        return [
            Unvalued(account=account, what=what, currency=currency, reason=self._reason(currency))
            for account, what, currency in self._holdings()
            if currency not in known
        ]

    def _reason(self, currency: str) -> str:
        return f"no exchange rate from {currency} to {self.currency} is known"

    def _currencies(self) -> set[str]:
        return {currency for _, _, currency in self._holdings()}

    def _holdings(self) -> Iterator[tuple[str, str, str]]:
        """Account, holding, and its currency."""
        for account in self.accounts:
            yield from ((account.name, "cash", currency) for currency in account.cash)
            yield from ((account.name, holding.symbol, holding.currency) for holding in account.positions)
