"""A portfolio document as the rows that `replace_portfolio` stores, or its missing fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid4

from database.portfolio.account_ids import AccountId, account_ids, repeated_ids
from database.portfolio.describe import Described, describe, missing_price, price_of
from database.portfolio.known import Known
from database.portfolio.merge import Line, merged
from holdings.amounts import text_of
from holdings.document import HeldAccount, Holding, PortfolioDocument, StatedRate
from holdings.stored import StoredAccount


class Incomplete(ValueError):
    """The document cannot be stored.

    Args:
        problems: path of the field and its problem.
    """

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{field} {message}" for field, message in problems))
        self.problems = problems


def portfolio_rows(document: PortfolioDocument, known: Known, stored: tuple[StoredAccount, ...]) -> dict[str, Any]:
    """The argument of `replace_portfolio`.

    Args:
        document: the portfolio to store.
        known: the instruments of its positions.
        stored: the user's accounts, which keep their ids where the document means them.

    Raises:
        Incomplete: a position has no price, or an account's id is there twice.
    """
    ids = account_ids(document.accounts, stored)
    lines = [
        Line(f"accounts[{a}].positions[{p}]", ids[a].account_id, holding, describe(holding, known))
        for a, account in enumerate(document.accounts)
        for p, holding in enumerate(account.positions)
    ]
    if problems := [*repeated_ids(document.accounts), *_without_price(lines)]:
        raise Incomplete(problems)
    own = {
        line.instrument.symbol: instrument_row(line.holding, line.instrument) for line in lines if line.instrument.own
    }
    held = list(zip(ids, document.accounts, strict=True))
    return {
        **document.model_dump(include={"display_name", "notes", "currency"}),
        "goal": document.goal.model_dump() if document.goal else None,
        "rates": rate_rows(document.rates),
        "instruments": list(own.values()),
        "accounts": [_account_row(place, *each) for place, each in enumerate(held)],
        "cash": [row for each in held for row in _cash_rows(*each)],
        "positions": [position_row(line.account_id, line.holding, line.instrument) for line in merged(lines)],
    }


def _account_row(place: int, ids: AccountId, account: HeldAccount) -> dict[str, Any]:
    dollars = account.all_cash["USD"]
    described = {"name": account.name, "kind": account.kind, "cash": text_of(dollars)}
    return {**ids._asdict(), **described, "place": place}


def _cash_rows(ids: AccountId, account: HeldAccount) -> Iterator[dict[str, Any]]:
    for currency, amount in account.all_cash.items():
        if amount and currency != "USD":
            yield {"account_id": ids.account_id, "currency": currency, "amount": text_of(amount)}


def _without_price(lines: list[Line]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if problem := missing_price(line.holding, line.instrument):
            yield f"{line.path}.unit_price", problem


def rate_rows(rates: Sequence[StatedRate]) -> list[dict[str, Any]]:
    """The newest exchange rate of each pair, as `keep_rates` reads it."""
    newest = {(rate.currency, rate.quote): rate for rate in sorted(rates, key=lambda rate: rate.rate_date)}
    return [rate.model_dump(mode="json") | {"rate": text_of(rate.rate)} for rate in newest.values()]


def position_row(account_id: str, holding: Holding, instrument: Described) -> dict[str, Any]:
    """A position as `positions_in` reads it."""
    amounts = {
        "quantity": holding.quantity,
        "unit_price": holding.unit_price,
        "stated_value": holding.value,
        "multiplier": holding.multiplier,
    }
    return {
        "position_id": str(uuid4()),
        "account_id": account_id,
        "symbol": instrument.symbol,
        "own": instrument.own,
        "currency": holding.currency,
        "price_date": holding.price_date.isoformat() if holding.price_date else None,
        "price_source": holding.price_source,
        **{name: None if amount is None else text_of(amount) for name, amount in amounts.items()},
    }


def instrument_row(holding: Holding, instrument: Described) -> dict[str, Any]:
    """A user's own instrument as `describe_instruments` reads it."""
    return {
        "symbol": instrument.symbol,
        "name": instrument.name,
        "kind": instrument.kind,
        "isin": instrument.isin,
        "cusip": instrument.cusip,
        "unit_price": text_of(price_of(holding)),
    }
