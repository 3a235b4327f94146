"""A stored account as a document has it: storing it again changes nothing."""

from __future__ import annotations

from decimal import Decimal

from holdings.document import Cash, HeldAccount, Holding
from holdings.stored import StoredAccount, StoredHolding


def kept_account(account: StoredAccount) -> HeldAccount:
    """The account under Alex's own id for it, so that it is found whatever else the document holds.

    Args:
        account: with the prices that its positions were given.
    """
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
    fields = {"symbol", "quantity", "multiplier", "currency"}
    if holding.own:
        fields |= {"name", "kind", "isin", "cusip"}
    if has_price := not (holding.unit_price is None and holding.stated_value is None):
        fields |= {"price_date", "price_source", "unit_price"}
    # Stored values were checked, and a symbol made from a name must stay the same.
    kept = Holding.model_construct(**holding.model_dump(include=fields))
    return kept.model_copy(update={"value": holding.stated_value}) if has_price else kept
