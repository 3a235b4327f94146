"""The portfolio as the API shows it: exact amounts, values in the base currency, and the origin of every price."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from holdings.amounts import Shown
from holdings.document import AccountKind
from holdings.kinds import InstrumentKind
from holdings.rates import UsedRate
from holdings.stored import StoredAccount, StoredHolding, StoredPortfolio, Unvalued, is_stale


class RateView(UsedRate):
    stale: bool


class HoldingView(BaseModel):
    id: str
    symbol: str
    name: str
    kind: InstrumentKind
    isin: str | None
    cusip: str | None
    differs_from: str | None
    """What the catalogue says under this symbol, where the caller's description contradicts it."""
    quantity: Shown
    unit_price: Shown | None
    multiplier: Shown | None
    currency: str
    value: Shown
    """In `currency`."""
    value_in_base: Shown | None
    """Null where no rate is known: see `unvalued`."""
    price_date: date
    price_source: str
    stale: bool
    """The price is more than a month old."""


class CashView(BaseModel):
    currency: str
    amount: Shown
    value_in_base: Shown | None


class HeldAccountView(BaseModel):
    id: str
    external_id: str
    name: str
    kind: AccountKind
    value_in_base: Shown
    """Of what has a value."""
    cash: list[CashView]
    positions: list[HoldingView]


class PortfolioView(BaseModel):
    display_name: str
    goal: dict[str, float] | None
    notes: str
    currency: str
    """Base currency: of totals and of the goal."""
    total: Shown
    """Of what has a value."""
    unvalued: list[Unvalued]
    """What no total holds, and why."""
    rates: list[RateView]
    """Base currency for one unit of each currency that is held."""
    accounts: list[HeldAccountView]


def portfolio_view(stored: StoredPortfolio, today: date) -> PortfolioView:
    rates = stored.used_rates()
    accounts = [_account(account, rates, today) for account in stored.accounts]
    return PortfolioView(
        **stored.model_dump(include={"display_name", "goal", "notes", "currency"}),
        total=sum((account.value_in_base for account in accounts), start=Decimal(0)),
        unvalued=stored.unvalued(),
        rates=[
            RateView(**rate.model_dump(), stale=is_stale(rate.rate_date, today))
            for rate in rates.values()
            if rate.currency != stored.currency
        ],
        accounts=accounts,
    )


def _account(account: StoredAccount, rates: dict[str, UsedRate], today: date) -> HeldAccountView:
    cash = [
        CashView(currency=currency, amount=amount, value_in_base=_in_base(amount, rates.get(currency)))
        for currency, amount in sorted(account.cash.items())
    ]
    positions = [_holding(holding, rates.get(holding.currency), today) for holding in account.positions]
    valued = [each.value_in_base for each in (*cash, *positions) if each.value_in_base is not None]
    return HeldAccountView(
        id=account.account_id,
        **account.model_dump(include={"external_id", "name", "kind"}),
        value_in_base=sum(valued, start=Decimal(0)),
        cash=cash,
        positions=positions,
    )


def _holding(holding: StoredHolding, rate: UsedRate | None, today: date) -> HoldingView:
    shown = {"symbol", "name", "kind", "isin", "cusip", "quantity", "unit_price", "multiplier", "currency"}
    return HoldingView(
        id=holding.position_id,
        **holding.model_dump(include={*shown, "price_date", "price_source"}),
        differs_from=holding.differs_from,
        value=holding.value,
        value_in_base=_in_base(holding.value, rate),
        stale=is_stale(holding.price_date, today),
    )


def _in_base(amount: Decimal, rate: UsedRate | None) -> Decimal | None:
    return None if rate is None else amount * rate.rate
