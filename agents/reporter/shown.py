"""What the model reads of a portfolio: its metrics in few tokens, the same number for ten positions as for a thousand.

Rows instead of objects, no empty fields, the smallest accounts summed. `PortfolioMetrics` keeps everything for code.
"""

from __future__ import annotations

from typing import Any

from agent_runtime.portfolio.exposure import Slice
from agent_runtime.portfolio.shares import places_of, rounded
from agent_runtime.portfolio.snapshot import Account, Portfolio
from holdings.exact import total
from reporter.models import Limits, PortfolioMetrics

#: Accounts that have a row; the others are summed in one.
MOST_ACCOUNTS = 10
#: Symbols that an account's row names.
MOST_SYMBOLS = 3


def shown(metrics: PortfolioMetrics, portfolio: Portfolio) -> dict[str, Any]:
    """JSON. Fields that have nothing to say are left out; the tool's description explains the rows."""
    facts = {
        "currency": metrics.currency,
        "total_value": metrics.total_value,
        "cash": [metrics.cash, metrics.cash_percentage],
        "accounts": _accounts(metrics, portfolio),
        "number_of_accounts": len(metrics.accounts),
        "number_of_holdings": metrics.number_of_holdings,
        "top_holdings": _holdings(metrics, portfolio),
        "concentration": metrics.concentration.model_dump() if metrics.concentration else None,
        "asset_classes": [[part.name, part.value, part.percentage] for part in metrics.asset_classes],
        "regions": _percentages(metrics.regions),
        "sectors": _percentages(metrics.sectors),
        "readiness": metrics.readiness.model_dump() if metrics.readiness else None,
        "limits": _limits(metrics.limits),
    }
    return {name: value for name, value in facts.items() if value not in (None, [], {})}


def _percentages(slices: list[Slice]) -> dict[str, float]:
    return {part.name: part.percentage for part in slices}


def _accounts(metrics: PortfolioMetrics, portfolio: Portfolio) -> list[list[Any]]:
    """`[name, kind, value, percentage, cash, symbols of its largest positions]`, the largest accounts first."""
    accounts, places = {account.name: account for account in portfolio.accounts}, places_of(portfolio.value)
    rows = [
        [
            one.name,
            accounts[one.name].kind,
            one.value,
            one.percentage,
            rounded(accounts[one.name].cash, places),
            _largest(accounts[one.name]),
        ]
        for one in metrics.accounts[:MOST_ACCOUNTS]
    ]
    rest = [accounts[one.name] for one in metrics.accounts[MOST_ACCOUNTS:]]
    if rest:
        value = rounded(total(account.value for account in rest), places)
        share = round(sum(one.percentage for one in metrics.accounts[MOST_ACCOUNTS:]), 2)
        cash = rounded(total(account.cash for account in rest), places)
        rows.append([f"{len(rest)} smaller accounts", "", value, share, cash, ""])
    return rows


def _largest(account: Account) -> str:
    by_size = sorted(account.positions, key=lambda position: -abs(position.value))
    return " ".join(position.instrument.symbol for position in by_size[:MOST_SYMBOLS])


def _holdings(metrics: PortfolioMetrics, portfolio: Portfolio) -> list[list[Any]]:
    """`[symbol, name, kind, value, percentage]`. A name that is only the symbol again is left empty."""
    instruments = {position.instrument.symbol: position.instrument for position in portfolio.positions()}
    return [
        [
            one.name,
            "" if instruments[one.name].name == one.name else instruments[one.name].name,
            instruments[one.name].kind.value,
            one.value,
            one.percentage,
        ]
        for one in metrics.top_holdings
    ]


def _limits(limits: Limits) -> dict[str, Any]:
    facts = limits.model_dump(exclude={"prices"}) | limits.prices.model_dump(exclude={"sources"})
    return {name: value for name, value in facts.items() if value}
