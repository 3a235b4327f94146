"""Statements on holdings: ranks, shares in words, kinds, and what is unclassified."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import Any

from faithfulness.facts.holding_facts import position_value
from faithfulness.model import FUND_KINDS
from faithfulness.statements.fractions import in_words
from faithfulness.statements.wording import MOST_LISTED, NUMBERS, RANKS, listed

_HALF = 50.0
_CENT = 0.01
_UNKNOWN_KINDS = frozenset({"other", None})


def of_holdings(accounts: Iterable[Mapping[str, Any]], total: float) -> Iterator[str]:
    """Of a portfolio with this total value."""
    values: defaultdict[str, float] = defaultdict(float)
    instruments: dict[str, Mapping[str, Any]] = {}
    for position in [position for account in accounts for position in account.get("positions") or ()]:
        symbol = position["instrument"]["symbol"]
        values[symbol] += position_value(position)
        instruments[symbol] = position["instrument"]
    if not values:
        yield "The portfolio has no holdings: all of it is cash."
        return
    if total <= 0 or min(values.values()) < 0 or sum(values.values()) > total + _CENT:
        return  # with debts, neither ranks nor shares mean what they say
    ranked = [(symbol, round(value, 2)) for symbol, value in values.items()]
    yield from _ranks(sorted(ranked, key=lambda item: -item[1]), total)
    yield from _kinds(instruments)
    yield from _unclassified(instruments)


def _ranks(ranked: list[tuple[str, float]], total: float) -> Iterator[str]:
    symbols, values = [symbol for symbol, _ in ranked], [value for _, value in ranked]
    if len(ranked) == 1:
        yield f"{symbols[0]} is the only holding."
    for place, rank in enumerate(RANKS):
        if 1 < len(ranked) > place and values.count(values[place]) == 1:
            yield f"{symbols[place]} is the {rank} holding."
    if len(ranked) > 1 and values.count(values[-1]) == 1:
        yield f"{symbols[-1]} is the smallest holding."
    if values[0] > 0:
        yield f"{symbols[0]} alone makes up {in_words(100 * values[0] / total)} of the portfolio."
    shares = [100 * amount / total for amount in accumulate(values)]
    enough = next((place for place, share in enumerate(shares) if share > _HALF), 0)
    if 0 < enough < MOST_LISTED:
        number, share = NUMBERS[enough + 1], in_words(shares[enough])
        yield f"The {number} largest holdings together make up {share} of the portfolio."


def _kinds(instruments: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    kinds = {symbol: instrument.get("kind") for symbol, instrument in instruments.items()}
    stocks = [symbol for symbol, kind in kinds.items() if kind == "stock"]
    if set(kinds.values()) <= set(FUND_KINDS):
        yield "All holdings are funds."
    if not _UNKNOWN_KINDS.isdisjoint(kinds.values()):
        return  # they may be stocks
    if not stocks:
        yield "No holding is a single stock."
    elif len(stocks) == len(kinds) > 1:
        yield "All holdings are single stocks."
    elif len(stocks) == 1 < len(kinds):
        yield f"{stocks[0]} is the only single stock."
    elif len(stocks) <= MOST_LISTED and len(kinds) > 1:
        yield f"The single stocks are {listed(stocks)}."


def _unclassified(instruments: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    unknown = [symbol for symbol, instrument in instruments.items() if not instrument.get("classification")]
    if not unknown:
        yield "No holding is unclassified."
    elif len(unknown) <= MOST_LISTED:
        yield (
            f"The unclassified holdings are {listed(unknown)}."
            if unknown[1:]
            else f"The only unclassified holding is {unknown[0]}."
        )
