"""The portfolio in plain numbers, for models, traces and checks: JSON without the strings of exact decimals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, cast

from pydantic import BaseModel

from agent_runtime.portfolio.shares import places_of, rounded
from agent_runtime.portfolio.snapshot import Account, Portfolio, Position
from holdings.exact import total


def plain(value: Any) -> Any:
    """A model, or what one dumps, as JSON with numbers for decimals."""
    if isinstance(value, BaseModel):
        return plain(value.model_dump())
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {str(plain(key)): plain(item) for key, item in cast(dict[Any, Any], value).items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in cast(list[Any], value)]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def described(portfolio: Portfolio, most: int | None = None) -> dict[str, Any]:
    """Accounts with their positions, and the goal; no notes. Each position has its `value` in the base currency.

    Args:
        most: positions in all; of more, the largest are given, and number and value of the others in each account.
    """
    places = places_of(portfolio.value)
    shown = _largest(portfolio, most)
    facts: dict[str, Any] = {
        "currency": portfolio.currency,
        "accounts": [_account(account, portfolio.currency, places, shown) for account in portfolio.accounts],
        "goal": plain(portfolio.goal),
    }
    if portfolio.rates:
        facts["rates"] = plain(portfolio.rates)
    if portfolio.unvalued:
        facts["unvalued"] = plain(portfolio.unvalued)
    return facts


def _largest(portfolio: Portfolio, most: int | None) -> set[int]:
    """Identities of the positions that are given."""
    by_size = sorted(portfolio.positions(), key=lambda position: -abs(position.value))
    return {id(position) for position in by_size[:most]}


def _account(account: Account, base: str, places: int, shown: set[int]) -> dict[str, Any]:
    facts: dict[str, Any] = {"name": account.name, "kind": account.kind, "cash": rounded(account.cash, places)}
    if any(balance.currency != base for balance in account.balances):
        facts["balances"] = plain(account.balances)
    given = [position for position in account.positions if id(position) in shown]
    facts["positions"] = [_position(position, base, places) for position in given]
    if len(given) < len(account.positions):
        others = [position.value for position in account.positions if id(position) not in shown]
        facts["other_positions"] = {"number": len(others), "value": rounded(total(others), places)}
    return facts


def _position(position: Position, base: str, places: int) -> dict[str, Any]:
    given = position.model_dump(exclude={"instrument", "currency", "rate"}, exclude_defaults=True)
    if position.currency != base:
        given |= {"currency": position.currency, "rate": position.rate}
    instrument = position.instrument.model_dump(exclude_none=True, exclude={"classification"})
    classification = {"classification": plain(position.instrument.classification)}
    return {
        "instrument": plain(instrument) | classification,
        **plain(given),
        "value": rounded(position.value, places),
    }
