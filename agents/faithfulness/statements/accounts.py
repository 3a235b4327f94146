"""Statements on accounts: ranks, kinds, and what lies where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from faithfulness.facts.holding_facts import account_value, position_value
from faithfulness.statements.fractions import in_words
from faithfulness.statements.wording import MOST_LISTED, RANKS, is_plain, listed

_KINDS = {"taxable": "a taxable account", "ira": "an IRA", "roth_ira": "a Roth IRA", "401k": "a 401(k)"}
#: Accounts that have statements: the largest.
MOST_ACCOUNTS = 6


def of_accounts(accounts: Sequence[Mapping[str, Any]], total: float) -> Iterator[str]:
    """Of the accounts of a portfolio with this total value. Names with markup have none."""
    names = [account["name"] for account in accounts]
    values = [account_value(account) for account in accounts]
    if not accounts or len(set(names)) < len(names) or min(values) < 0:
        return
    ranked = sorted(zip(accounts, values, strict=True), key=lambda item: -item[1])
    yield from _ranks([(account["name"], round(value, 2)) for account, value in ranked])
    if len(accounts) > 1:
        yield from _cash({account["name"]: account.get("cash", 0) for account in accounts})
    for account, value in ranked[:MOST_ACCOUNTS]:
        if is_plain(account["name"]):
            yield from _of_one(account, value, total if len(accounts) > 1 else 0.0)


def _ranks(ranked: Sequence[tuple[str, float]]) -> Iterator[str]:
    if len(ranked) == 1:
        if is_plain(ranked[0][0]):
            yield f"{ranked[0][0]} is the only account."
        return
    often = Counter(value for _, value in ranked)
    for place, (name, value) in enumerate(ranked):
        if often[value] > 1 or not is_plain(name):
            continue
        if place < len(RANKS):
            yield f"{name} is the {RANKS[place]} account."
        if place == len(ranked) - 1:
            yield f"{name} is the smallest account."


def _cash(by_account: Mapping[str, float]) -> Iterator[str]:
    """In which accounts uninvested cash lies."""
    places = [name for name, cash in by_account.items() if cash]
    if min(by_account.values()) < 0 or not all(map(is_plain, places)) or not 0 < len(places) <= MOST_LISTED:
        return
    yield (
        f"The uninvested cash lies in {listed(places)}." if places[1:] else f"All uninvested cash lies in {places[0]}."
    )


def _of_one(account: Mapping[str, Any], value: float, total: float) -> Iterator[str]:
    name, kind = account["name"], _KINDS.get(account["kind"], "")
    if kind:
        yield f"By its kind, {name} is {kind}."
    if total > 0 < value:
        yield f"{name} holds {in_words(100 * value / total)} of the portfolio."
    symbols = list(dict.fromkeys(p["instrument"]["symbol"] for p in account.get("positions") or ()))
    if any(position_value(position) < 0 for position in account.get("positions") or ()) or account.get("cash", 0) < 0:
        return
    cash = account.get("cash", 0) > 0
    if not symbols:
        yield f"In {name} there is nothing but cash." if cash else f"{name} is empty."
    elif len(symbols) <= MOST_LISTED:
        yield f"{name} holds {listed([*symbols, 'cash'] if cash else symbols)}."
    if symbols and not cash:
        yield f"{name} holds no cash."
