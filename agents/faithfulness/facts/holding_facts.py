"""Facts of holdings: in the whole portfolio, in each account, by kind, and their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from faithfulness.facts.facts import Facts
from faithfulness.facts.names import short_names
from faithfulness.model import FUND_KINDS, Kind
from faithfulness.reading.words import KINDS


def account_value(account: Mapping[str, Any]) -> float:
    """In the base currency."""
    return account.get("cash", 0) + sum(map(position_value, account.get("positions") or ()))


def position_value(position: Mapping[str, Any]) -> float:
    """In the base currency. A portfolio that was written by hand has no `value`."""
    value = position.get("value")
    return position["quantity"] * position["unit_price"] if value is None else value


def share_of(part: float, whole: float) -> float:
    """A share of 0..100; 0 of what is worth nothing: an account that owes as much as it holds, worthless shares."""
    return 100 * part / whole if whole else 0.0


def add_positions(facts: Facts, accounts: Iterable[Mapping[str, Any]], total: float, cash: float) -> None:
    values: defaultdict[str, float] = defaultdict(float)
    instruments: dict[str, Mapping[str, Any]] = {}
    number = 0
    alone = sum(len(account.get("positions") or ()) for account in accounts) == 1
    for account in accounts:
        whole = account_value(account)
        where = f"account:{account['name']}"
        classes: defaultdict[str, float] = defaultdict(float)
        for position in account.get("positions") or ():
            symbol, value = position["instrument"]["symbol"], position_value(position)
            instruments[symbol] = position["instrument"]
            values[symbol] += value
            number += 1
            topic = f"position:{symbol}"
            facts.add(Kind.MONEY, value, f"value of {symbol} in {account['name']}", topic, where)
            facts.add(Kind.PERCENT, share_of(value, whole), f"share of {symbol} in {account['name']}", topic, where)
            shares = frozenset({"shares"})
            facts.add(Kind.COUNT, position["quantity"], f"{symbol} shares", topic, open=alone, nouns=shares)
            if position.get("unit_price") is not None:
                facts.add(Kind.MONEY, position["unit_price"], f"price of {symbol}", topic, "price")
            split = (position["instrument"].get("classification") or {}).get("asset_classes") or {"unclassified": 100}
            for key, percent in split.items():
                classes[key.replace("_", " ").title()] += value * percent / sum(split.values())
        _in_account(facts, account, whole, where, classes)
        held = [(f"position:{p['instrument']['symbol']}", position_value(p)) for p in account.get("positions") or ()]
        facts.inside[where] = sorted([*facts.inside.get(where, []), *held], key=lambda item: -item[1])
    for symbol, value in values.items():
        topic = f"position:{symbol}"
        facts.add(Kind.MONEY, value, f"value of {symbol}", topic)
        facts.add(Kind.PERCENT, share_of(value, total), f"share of {symbol}", topic)
        facts.add(
            Kind.PERCENT, share_of(value, total - cash), f"share of {symbol} in the invested money", topic, "invested"
        )
        _split(facts, topic, instruments[symbol])
    facts.name_slices("position", values.items())
    _kinds(facts, values, instruments, total)
    _instrument_names(facts, instruments)
    _counts(facts, len(values), number, instruments)


def _kinds(
    facts: Facts, values: Mapping[str, float], instruments: Mapping[str, Mapping[str, Any]], total: float
) -> None:
    """What all holdings of one kind are together: "individual stocks"."""
    sums = {kind: sum(v for s, v in values.items() if instruments[s].get("kind") == kind) for kind in KINDS}
    facts.ranks["kind"] = [(f"kind:{kind}", amount) for kind, amount in sums.items()]
    for kind, amount in sums.items():
        facts.phrases.add_all(KINDS[kind], f"kind:{kind}", named=True)
        facts.add(Kind.MONEY, amount, f"all holdings of kind {kind}", f"kind:{kind}")
        facts.add(Kind.PERCENT, share_of(amount, total), f"share of all holdings of kind {kind}", f"kind:{kind}")
        count = sum(instrument.get("kind") == kind for instrument in instruments.values())
        facts.add(
            Kind.COUNT,
            count,
            f"holdings of kind {kind}",
            f"kind:{kind}",
            nouns=frozenset({"holdings", "stocks", "funds"}),
        )


def _in_account(facts: Facts, account: Mapping[str, Any], whole: float, where: str, classes: dict[str, float]) -> None:
    cash, held = account.get("cash", 0), account.get("positions") or ()
    for topic in ("asset_class:Cash", "position:Cash", "sector:Cash"):
        facts.add(Kind.MONEY, cash, f"cash in {account['name']}", topic, where)
        facts.add(Kind.PERCENT, share_of(cash, whole), f"cash share of {account['name']}", topic, where)
    for name, value in classes.items():
        topic, value = f"asset_class:{name}", value + (cash if name == "Cash" else 0)
        facts.add(Kind.MONEY, value, f"{name} in {account['name']}", topic, where)
        facts.add(Kind.PERCENT, share_of(value, whole), f"{name} share of {account['name']}", topic, where)
    facts.add(Kind.COUNT, len(held), f"positions in {account['name']}", where, nouns=frozenset({"holdings"}))
    for noun, kinds in (("funds", FUND_KINDS), ("stocks", ("stock",))):
        count = sum(position["instrument"].get("kind") in kinds for position in held)
        facts.add(Kind.COUNT, count, f"{noun} in {account['name']}", where, nouns=frozenset({noun}))
    bonds = sum(position["instrument"].get("kind") == "bond_fund" for position in held)
    for topic in ("kind:bond_fund", "asset_class:Fixed Income"):
        facts.add(Kind.COUNT, bonds, f"bond funds in {account['name']}", where, topic, nouns=frozenset({"funds"}))
    facts.add(Kind.MONEY, whole - cash, f"invested in {account['name']}", "invested", where)


def _split(facts: Facts, topic: str, instrument: Mapping[str, Any]) -> None:
    for dimension, family in (("asset_classes", "asset_class"), ("regions", "region"), ("sectors", "sector")):
        for key, percent in ((instrument.get("classification") or {}).get(dimension) or {}).items():
            name = "Middle East and Africa" if key == "middle_east_africa" else key.replace("_", " ").title()
            facts.add(Kind.PERCENT, percent, f"{name} in {instrument['symbol']}", topic, f"{family}:{name}")


def _instrument_names(facts: Facts, instruments: Mapping[str, Mapping[str, Any]]) -> None:
    for symbol in instruments:
        facts.tickers.add(symbol)
        facts.given.add(str(instruments[symbol].get("name") or symbol))
        _other_description(facts, instruments[symbol])
        words = str(instruments[symbol].get("name") or "").lower().split()
        facts.names[f"position:{symbol}"] = frozenset(words)
        facts.kinds[f"position:{symbol}"] = str(instruments[symbol].get("kind"))
        facts.phrases.add(symbol, f"position:{symbol}", named=True, exact=True)
    for name, symbols in short_names(instruments).items():
        for symbol in symbols:
            facts.phrases.add(name, f"position:{symbol}", named=True, free=True)


def _other_description(facts: Facts, instrument: Mapping[str, Any]) -> None:
    """ "Meta Platforms, Inc. (stock)": a text may quote what the catalogue says, and is not held to its words."""
    if other := instrument.get("differs_from"):
        own = f"{instrument['name']} ({instrument['kind']})"
        for text in (own, str(other)):
            facts.given.add(text)
            for spelling in {text, " ".join(text.replace("(", " ").replace(")", " ").split())}:
                facts.phrases.add(spelling, f"position:{instrument['symbol']}", named=True, free=True)


def _counts(facts: Facts, distinct: int, number: int, instruments: Mapping[str, Mapping[str, Any]]) -> None:
    held = frozenset({"holdings"})
    facts.add(Kind.COUNT, distinct, "number of holdings", open=True, nouns=held)
    facts.add(Kind.COUNT, number, "number of positions", open=True, nouns=held)
    kinds = [instrument.get("kind") for instrument in instruments.values()]
    funds, stocks = sum(kind in FUND_KINDS for kind in kinds), kinds.count("stock")
    bonds = kinds.count("bond_fund")
    for count in (funds, funds - bonds, kinds.count("etf")):
        facts.add(Kind.COUNT, count, "number of funds", open=True, nouns=frozenset({"funds"}))
    facts.add(Kind.COUNT, bonds, "number of bond funds", "asset_class:Fixed Income", nouns=frozenset({"funds"}))
    splits = [
        (instrument.get("classification") or {}).get("asset_classes") or {} for instrument in instruments.values()
    ]
    mostly = sum(split.get("fixed_income", 0) > 50 for split in splits)
    for topic in ("asset_class:Fixed Income", "kind:bond_fund"):
        facts.add(Kind.COUNT, mostly, "number of funds that hold bonds", topic, nouns=frozenset({"funds", "holdings"}))
    for key, name in (("crypto", "Crypto"), ("commodities", "Commodities"), ("real_estate", "Real Estate")):
        of_it = sum(split.get(key, 0) > 50 for split in splits)
        facts.add(Kind.COUNT, of_it, f"funds of {name}", f"asset_class:{name}", nouns=frozenset({"funds", "holdings"}))
    facts.add(Kind.COUNT, stocks, "number of stocks", open=True, nouns=frozenset({"stocks"}))
    unknown = sum(instrument.get("classification") is None for instrument in instruments.values())
    facts.add(
        Kind.COUNT, unknown, "number of unclassified instruments", "asset_class:Unclassified",
        nouns=frozenset({"holdings", "stocks", "funds", "equal"}),
    )  # fmt: skip
