"""Facts of a portfolio, its metrics and its goal."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from faithfulness.facts import FAMILIES, Facts
from faithfulness.lexer import tokens
from faithfulness.model import Kind
from faithfulness.names import short_names
from faithfulness.tokens import figures
from faithfulness.words import ASSET_CLASSES, KINDS, REGIONS, SECTORS

_SLICES = {"account": "accounts", "asset_class": "asset_classes", "region": "regions", "sector": "sectors"}
MOST_RANKED = 10
_SHELTERED = ("401k", "ira", "roth_ira")
_FUNDS = ("etf", "mutual_fund", "bond_fund")


def facts_of_portfolio(
    portfolio: Mapping[str, Any], metrics: Mapping[str, Any] | None = None, *, today: date | None = None
) -> Facts:
    """The facts of a report.

    Args:
        portfolio: as `agent_runtime.portfolio.Portfolio` dumps it.
        metrics: what `portfolio_metrics` returned in this run. Without it nothing is known of classes and regions.
        today: lets the text name the calendar year of retirement.
    """
    facts = Facts()
    accounts = portfolio["accounts"]
    total = sum(_value(account) for account in accounts)
    cash = sum(account.get("cash", 0) for account in accounts)
    facts.noted = _noted(str(portfolio.get("notes") or ""))
    _whole(facts, total, cash)
    _positions(facts, accounts, total, cash)
    _accounts(facts, accounts, total)
    if metrics:
        _metrics(facts, metrics, cash, total)
    goal = portfolio.get("goal")
    facts.truths.has_goal = goal is not None
    if goal:
        add_goal(facts, goal, total, (metrics or {}).get("readiness"), today)
    for family in FAMILIES:
        _ranked_sums(facts, family, total)
    return facts


def _noted(notes: str) -> set[tuple[Kind, float]]:
    """Figures that the client gave, amounts left out: what the portfolio is worth is for the tools to say."""
    found = figures(tokens(notes, 0, len(notes)), {})
    return {(figure.kind, figure.value) for figure in found if figure.kind is not Kind.MONEY}


def _value(account: Mapping[str, Any]) -> float:
    positions = account.get("positions") or ()
    return account.get("cash", 0) + sum(p["quantity"] * p["unit_price"] for p in positions)


def _whole(facts: Facts, total: float, cash: float) -> None:
    facts.add(Kind.MONEY, total, "total value", "total", open=True)
    facts.add(Kind.PERCENT, 100.0, "whole portfolio", "whole", open=True)
    facts.add(Kind.MONEY, total - cash, "invested money", "invested")
    share = 100 * cash / total if total else 0.0
    facts.truths.cash_share = share
    facts.add(Kind.PERCENT, 100 - share, "share that is invested", "invested")
    for topic in ("asset_class:Cash", "position:Cash", "sector:Cash"):
        facts.add(Kind.MONEY, cash, "uninvested cash", topic)
        facts.add(Kind.PERCENT, share, "share of uninvested cash", topic)
    facts.phrases.add_all("cash", "position:Cash", named=True)


def _positions(facts: Facts, accounts: Iterable[Mapping[str, Any]], total: float, cash: float) -> None:
    values: defaultdict[str, float] = defaultdict(float)
    instruments: dict[str, Mapping[str, Any]] = {}
    number = 0
    for account in accounts:
        whole = _value(account)
        where = f"account:{account['name']}"
        classes: defaultdict[str, float] = defaultdict(float)
        for position in account.get("positions") or ():
            symbol, value = position["instrument"]["symbol"], position["quantity"] * position["unit_price"]
            instruments[symbol] = position["instrument"]
            values[symbol] += value
            number += 1
            topic = f"position:{symbol}"
            facts.add(Kind.MONEY, value, f"value of {symbol} in {account['name']}", topic, where)
            facts.add(Kind.PERCENT, 100 * value / whole, f"share of {symbol} in {account['name']}", topic, where)
            facts.add(Kind.COUNT, position["quantity"], f"{symbol} shares", topic, nouns=frozenset({"shares"}))
            facts.add(Kind.MONEY, position["unit_price"], f"price of {symbol}", topic, "price")
            split = (position["instrument"].get("classification") or {}).get("asset_classes") or {"unclassified": 100}
            for key, percent in split.items():
                classes[key.replace("_", " ").title()] += value * percent / sum(split.values())
        _in_account(facts, account, whole, where, classes)
        held = [
            (f"position:{p['instrument']['symbol']}", p["quantity"] * p["unit_price"])
            for p in account.get("positions") or ()
        ]
        facts.inside[where] = sorted([*facts.inside.get(where, []), *held], key=lambda item: -item[1])
    for symbol, value in values.items():
        topic = f"position:{symbol}"
        facts.add(Kind.MONEY, value, f"value of {symbol}", topic)
        facts.add(Kind.PERCENT, 100 * value / total, f"share of {symbol}", topic)
        facts.add(
            Kind.PERCENT, 100 * value / (total - cash), f"share of {symbol} in what is invested", topic, "invested"
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
        facts.add(Kind.PERCENT, 100 * amount / total, f"share of all holdings of kind {kind}", f"kind:{kind}")
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
        facts.add(Kind.PERCENT, 100 * cash / whole if whole else 0.0, f"cash share of {account['name']}", topic, where)
    for name, value in classes.items():
        topic, value = f"asset_class:{name}", value + (cash if name == "Cash" else 0)
        facts.add(Kind.MONEY, value, f"{name} in {account['name']}", topic, where)
        facts.add(Kind.PERCENT, 100 * value / whole, f"{name} share of {account['name']}", topic, where)
    facts.add(Kind.COUNT, len(held), f"positions in {account['name']}", where, nouns=frozenset({"holdings"}))
    for noun, kinds in (("funds", _FUNDS), ("stocks", ("stock",))):
        count = sum(position["instrument"].get("kind") in kinds for position in held)
        facts.add(Kind.COUNT, count, f"{noun} in {account['name']}", where, nouns=frozenset({noun}))
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
        facts.kinds[f"position:{symbol}"] = str(instruments[symbol].get("kind"))
        facts.phrases.add(symbol, f"position:{symbol}", named=True, exact=True)
    for name, symbols in short_names(instruments).items():
        for symbol in symbols:
            facts.phrases.add(name, f"position:{symbol}", named=True, free=True)


def _counts(facts: Facts, distinct: int, number: int, instruments: Mapping[str, Mapping[str, Any]]) -> None:
    held = frozenset({"holdings"})
    facts.add(Kind.COUNT, distinct, "number of holdings", open=True, nouns=held)
    facts.add(Kind.COUNT, number, "number of positions", open=True, nouns=held)
    kinds = [instrument.get("kind") for instrument in instruments.values()]
    funds, stocks = sum(kind in _FUNDS for kind in kinds), kinds.count("stock")
    bonds = kinds.count("bond_fund")
    for count in (funds, funds - bonds, kinds.count("etf")):
        facts.add(Kind.COUNT, count, "number of funds", open=True, nouns=frozenset({"funds"}))
    facts.add(Kind.COUNT, bonds, "number of bond funds", "asset_class:Fixed Income", nouns=frozenset({"funds"}))
    facts.add(Kind.COUNT, stocks, "number of stocks", open=True, nouns=frozenset({"stocks"}))
    unknown = sum(instrument.get("classification") is None for instrument in instruments.values())
    facts.add(
        Kind.COUNT, unknown, "number of unclassified instruments", "asset_class:Unclassified",
        nouns=frozenset({"holdings", "stocks", "funds"}),
    )  # fmt: skip


def _accounts(facts: Facts, accounts: Iterable[Mapping[str, Any]], total: float) -> None:
    values: defaultdict[str, float] = defaultdict(float)
    kinds: list[str] = []
    for account in accounts:
        values[account["name"]] += _value(account)
        kinds.append(account["kind"])
    for name, value in values.items():
        facts.given.add(name)
        facts.phrases.add(name, f"account:{name}", named=True, free=True)
        facts.phrases.add(f"{name} account", f"account:{name}", named=True, free=True)
        facts.add(Kind.MONEY, value, f"value of {name}", f"account:{name}")
        facts.add(Kind.PERCENT, 100 * value / total if total else 0.0, f"share of {name}", f"account:{name}")
    facts.name_slices("account", values.items())
    facts.add(Kind.COUNT, len(kinds), "number of accounts", open=True, nouns=frozenset({"accounts"}))
    for word, count in (
        ("taxable", kinds.count("taxable")),
        ("sheltered", sum(kind in _SHELTERED for kind in kinds)),
    ):
        facts.add(Kind.COUNT, count, f"number of {word} accounts", word, nouns=frozenset({"accounts"}))
    facts.phrases.add_all("?taxable", "taxable")
    facts.phrases.add_all(
        "?tax-advantaged; ?tax-deferred; ?tax-sheltered; ?sheltered; ?retirement account~", "sheltered"
    )
    _account_kinds(facts, accounts)


def _account_kinds(facts: Facts, accounts: Iterable[Mapping[str, Any]]) -> None:
    """ "the IRA", "your 401(k)": the kind of an account is a name for it where there is one of the kind."""
    spoken = {
        "401k": "401(k)",
        "ira": "ira",
        "roth_ira": "roth ira; roth",
        "taxable": "taxable account; brokerage account; brokerage",
    }
    words = Counter(word for account in accounts for word in {w.lower() for w in account["name"].split()})
    for account in accounts:
        for word in account["name"].split():
            if words[word.lower()] == 1 and word.isalpha() and word.lower() not in ("account", "the", "my", "all"):
                facts.phrases.add(f"{word} account", f"account:{account['name']}", named=True)
    by_kind: defaultdict[str, set[str]] = defaultdict(set)
    for account in accounts:
        by_kind[account["kind"]].add(account["name"])
    for kind, names in by_kind.items():
        if len(names) == 1 and kind in spoken:
            facts.phrases.add_all(spoken[kind], f"account:{next(iter(names))}", named=True)


def _metrics(facts: Facts, metrics: Mapping[str, Any], cash: float, total: float) -> None:
    for family, field in _SLICES.items():
        slices = metrics[field]
        if family != "account":
            # A slice of less than half a cent is there nevertheless.
            facts.name_slices(family, [(one["name"], one["value"] or one["percentage"] / 1e6) for one in slices])
        for one in slices:
            topic = f"{family}:{one['name']}"
            facts.add(Kind.MONEY, one["value"], f"value of {one['name']}", topic)
            facts.add(Kind.PERCENT, one["percentage"], f"share of {one['name']}", topic)
            if family in ("region", "asset_class") and total > cash and one["name"] != "Cash":
                # Uninvested dollars count as North America.
                value = one["value"] - (cash if one["name"] == "North America" else 0)
                scope = () if family == "region" else ("invested",)
                facts.add(
                    Kind.PERCENT, 100 * value / (total - cash), f"{one['name']} in what is invested", topic, *scope
                )
                if family == "region" and cash:
                    facts.add(Kind.MONEY, value, f"invested in {one['name']}", topic)
        _absent(facts, family, {one["name"] for one in slices})
        unknown = next((one["percentage"] for one in slices if one["name"] == "Unclassified"), 0.0)
        if unknown:
            facts.add(Kind.PERCENT, 100 - unknown, "share that is classified", "classified")
        for one in slices if unknown else ():
            label = f"{one['name']} with all that is unclassified"
            facts.add(Kind.PERCENT, one["percentage"] + unknown, label, f"{family}:{one['name']}", "if")
        _slice_counts(facts, family, [one["name"] for one in slices])
    concentration = metrics.get("concentration")
    if concentration:
        effective = concentration["effective_holdings"]
        nouns = frozenset({"equal", "holdings", "stocks", "funds"})
        facts.add(Kind.COUNT, effective, "effective holdings", "effective", nouns=nouns)
        facts.add(Kind.NUMBER, effective, "effective holdings", "effective", open=True)
    for one in metrics["top_holdings"]:
        facts.add(Kind.MONEY, one["value"], f"value of {one['name']}", f"position:{one['name']}")
        facts.add(Kind.PERCENT, one["percentage"], f"share of {one['name']}", f"position:{one['name']}")


def _absent(facts: Facts, family: str, present: set[str]) -> None:
    for name in {"asset_class": ASSET_CLASSES, "region": REGIONS, "sector": SECTORS}.get(family, {}):
        if name not in present:
            facts.add(Kind.PERCENT, 0.0, f"share of {name}", f"{family}:{name}")
            facts.add(Kind.MONEY, 0.0, f"value of {name}", f"{family}:{name}")


def _slice_counts(facts: Facts, family: str, names: list[str]) -> None:
    noun = {"asset_class": "classes", "region": "regions", "sector": "sectors"}.get(family)
    if noun is None:
        return
    proper = [name for name in names if name not in ("Cash", "Unclassified", "Other")]
    for count in {len(names), len(proper), len([n for n in names if n != "Unclassified"])}:
        facts.add(Kind.COUNT, count, f"number of {noun}", open=True, nouns=frozenset({noun}))


def add_goal(
    facts: Facts, goal: Mapping[str, Any], total: float, readiness: Mapping[str, Any] | None, today: date | None = None
) -> None:
    """The goal, and what today's value means for it. Contributions and income add up over their years."""
    years, income = goal["years_until_retirement"], goal["target_annual_income"]
    contribution = goal.get("annual_contribution", 0)
    facts.add(Kind.YEARS, years, "years until retirement", "until", open=True)
    facts.add(Kind.MONEY, income, "target annual income", "income", open=True)
    facts.add(Kind.MONEY, contribution, "annual contribution", "contribution", open=True)
    facts.add(Kind.MONEY, contribution * years, "all contributions until retirement", "contribution", open=True)
    facts.add(Kind.TIMES, total / income, "total value in annual incomes", "income", open=True)
    facts.add(Kind.YEARS, total / income, "years of income that the total value covers", "income")
    facts.add(Kind.PERCENT, 100 * income / total, "income as a share of today's value", "income")
    if contribution:
        facts.add(Kind.PERCENT, 100 * contribution / total, "contribution as a share of today's value", "contribution")
        facts.add(
            Kind.PERCENT, 100 * contribution / income, "contribution as a share of the income", "contribution", "income"
        )
    if today:
        facts.add(Kind.YEAR, today.year + years, "year of retirement", "until", open=True)
        facts.add(Kind.YEAR, today.year, "this year", open=True)
    if readiness:
        capital, funded = readiness["capital_for_target"], readiness["funded_percentage"]
        facts.truths.funded = funded
        facts.add(Kind.MONEY, capital, "capital for the target income", "capital", open=True)
        facts.add(Kind.PERCENT, funded, "funded percentage", "funded", open=True)
        # The tool gives one decimal; with two a text may round for itself.
        facts.add(Kind.PERCENT, 100 * total / capital, "funded percentage", "funded", open=True)
        facts.add(
            Kind.MONEY, readiness["sustainable_income_today"], "sustainable income today", "sustainable", open=True
        )
        margin = abs(readiness["sustainable_income_today"] - income)
        facts.add(Kind.MONEY, margin, "difference of sustainable and target income", "sustainable", open=True)
        facts.add(Kind.MONEY, abs(capital - total), "gap to the capital", "gap", open=True)
        facts.add(Kind.PERCENT, abs(100 - funded), "share of the capital that is missing", "gap")
        facts.add(Kind.TIMES, capital / total, "capital in terms of today's value", "capital", open=True)
        facts.add(Kind.TIMES, capital / income, "capital in annual incomes", "capital", open=True)
        facts.add(Kind.YEARS, capital / income, "years of income in the capital", "capital", "income")


def _ranked_sums(facts: Facts, family: str, total: float) -> None:
    """What the N largest are together, as values and as shares."""
    values = [(topic, value) for topic, value in facts.ranks.get(family, ()) if not topic.endswith(":Unclassified")]
    for count in range(2, min(MOST_RANKED, len(values)) + 1):
        amount = sum(value for _, value in values[:count])
        facts.add(Kind.MONEY, amount, f"the {count} largest together", f"top:{family}:{count}")
        facts.add(Kind.PERCENT, 100 * amount / total, f"share of the {count} largest", f"top:{family}:{count}")
    if family == "position" and values and len(values) < 5:
        amount = sum(value for _, value in values)
        facts.add(Kind.PERCENT, 100 * amount / total, "share of the five largest", "top:position:5")
        facts.add(Kind.MONEY, amount, "the five largest together", "top:position:5")
