"""A stored portfolio as a document: storing it again changes nothing."""

from __future__ import annotations

from decimal import Decimal

from holdings.document import Cash, HeldAccount, Holding
from holdings.stored import StoredAccount, StoredHolding

#: As the view `held` calls the prices that every user sees.
_CATALOGUE = "catalogue"


def kept_account(account: StoredAccount) -> HeldAccount:
    """The account under Alex's own id for it, so that it is found whatever else the document holds."""
    others = {currency: amount for currency, amount in account.cash.items() if currency != "USD"}
    return HeldAccount(
        id=account.account_id,
        name=account.name,
        kind=account.kind,
        cash=account.cash.get("USD", Decimal(0)),
        balances=[Cash(currency=currency, amount=amount) for currency, amount in others.items()],
        positions=[_kept(holding) for holding in account.positions],
    )


def _kept(holding: StoredHolding) -> Holding:
    described = {"name", "kind", "isin", "cusip"} if holding.own else set[str]()
    # The catalogue's price stays the catalogue's: a copy of it would outlive a correction.
    priced = {"price_date", "price_source", "unit_price"} if holding.price_source != _CATALOGUE else set[str]()
    value = {"value": holding.stated_value} if priced else {}
    # What is stored was checked, and a symbol that was made of a name must stay what it is.
    return Holding.model_construct(
        **holding.model_dump(include={"symbol", "quantity", "multiplier", "currency", *described, *priced}), **value
    )
