"""Facts of a portfolio, its metrics and its goal."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from faithfulness.facts.facts import FAMILIES, Facts
from faithfulness.facts.goal_facts import add_goal
from faithfulness.facts.holding_facts import account_value, add_positions, share_of
from faithfulness.facts.limit_facts import add_limits
from faithfulness.facts.slice_facts import add_ranked_sums, add_slices
from faithfulness.model import Kind
from faithfulness.reading.lexer import tokens
from faithfulness.reading.tokens import figures

#: Markup in a name, which a text leaves out.
_TAG = re.compile(r"<(\w+)[^<>]*>[^<]*</\1>|<[^<>]*>")
_SHELTERED = ("401k", "ira", "roth_ira")


def facts_of_portfolio(
    portfolio: Mapping[str, Any], metrics: Mapping[str, Any] | None = None, *, today: date | None = None
) -> Facts:
    """The facts of a report.

    Args:
        portfolio: as `agent_runtime.portfolio.described.described` gives it.
        metrics: what `portfolio_metrics` returned in this run. Without it nothing is known of classes and regions.
        today: lets the text name the calendar year of retirement.
    """
    facts = Facts()
    facts.currency = portfolio.get("currency") or "USD"
    accounts = portfolio["accounts"]
    total = sum(account_value(account) for account in accounts)
    cash = sum(account.get("cash", 0) for account in accounts)
    facts.today = (today,) if today else ()
    facts.noted = _noted(str(portfolio.get("notes") or ""))
    _whole(facts, total, cash)
    # The tool adds up cents; a text may round that sum.
    facts.add(Kind.MONEY, float((metrics or {}).get("total_value", round(total, 2))), "total value", "total", open=True)
    add_positions(facts, accounts, total, cash)
    _accounts(facts, accounts, total)
    facts.currencies |= {one["currency"] for field in ("rates", "unvalued") for one in portfolio.get(field) or ()}
    for one in portfolio.get("unvalued") or ():
        facts.given.add(one["what"])
        facts.phrases.add(one["what"], f"unvalued:{one['what']}", named=True, free=True)
    if metrics:
        add_slices(facts, metrics, cash, total)
        if "limits" in metrics:
            add_limits(facts, metrics["limits"])
    goal = portfolio.get("goal")
    facts.truths.has_goal = goal is not None
    if goal:
        add_goal(facts, goal, total, (metrics or {}).get("readiness"), today)
    for family in FAMILIES:
        add_ranked_sums(facts, family, total)
    return facts


def _noted(notes: str) -> set[tuple[Kind, float]]:
    """Figures that the client gave."""
    return {(figure.kind, figure.value) for figure in figures(tokens(notes, 0, len(notes)), {})}


def _whole(facts: Facts, total: float, cash: float) -> None:
    facts.add(Kind.MONEY, total, "total value", "total", open=True)
    facts.add(Kind.PERCENT, 100.0, "whole portfolio", "whole", open=True)
    facts.add(Kind.MONEY, total - cash, "invested money", "invested")
    share = share_of(cash, total)
    facts.truths.cash_share = share
    facts.add(Kind.PERCENT, 100 - share, "share that is invested", "invested")
    for topic in ("asset_class:Cash", "position:Cash", "sector:Cash"):
        facts.add(Kind.MONEY, cash, "uninvested cash", topic)
        facts.add(Kind.PERCENT, share, "share of uninvested cash", topic)
    facts.phrases.add_all("cash", "position:Cash", named=True)
    if cash < 0:
        facts.add(Kind.MONEY, cash, "borrowed money", "asset_class:Cash", open=True)
        facts.add(Kind.PERCENT, share, "borrowed money", "asset_class:Cash", open=True)


def _accounts(facts: Facts, accounts: Iterable[Mapping[str, Any]], total: float) -> None:
    values: defaultdict[str, float] = defaultdict(float)
    kinds: list[str] = []
    for account in accounts:
        values[account["name"]] += account_value(account)
        kinds.append(account["kind"])
        topic = f"account:{account['name']}"
        facts.sorts[topic] = facts.sorts.get(topic, frozenset()) | {account["kind"]}
    facts.account_kinds.update(kinds)
    for name, value in values.items():
        facts.given.add(name)
        facts.phrases.add(name, f"account:{name}", named=True, free=True)
        facts.phrases.add(f"{name} account", f"account:{name}", named=True, free=True)
        facts.add(Kind.MONEY, value, f"value of {name}", f"account:{name}")
        facts.add(Kind.PERCENT, share_of(value, total), f"share of {name}", f"account:{name}")
        plain = _TAG.sub("", name).strip()
        if plain and plain != name:
            facts.phrases.add(plain, f"account:{name}", named=True, free=True)
    facts.name_slices("account", values.items())
    for ordinal, name, ranked in zip(
        ("first", "second", "third", "fourth", "fifth"), values, facts.ranks["account"], strict=False
    ):
        facts.phrases.add(f"{ordinal} account", f"account:{name}", named=True)
        facts.phrases.add(f"{ordinal} account", ranked[0], named=True)
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
                if word.lower() == "trust":
                    facts.phrases.add("the trust", f"account:{account['name']}", named=True)
                facts.phrases.add(f"{word} account", f"account:{account['name']}", named=True)
                if word.lower() == "her":
                    facts.phrases.add("?hers", f"account:{account['name']}", named=True)
                if account["kind"] == "401k" and word.lower() not in ("retirement", "his", "her"):
                    facts.phrases.add(f"{word} plan", f"account:{account['name']}", named=True)
    by_kind: defaultdict[str, set[str]] = defaultdict(set)
    for account in accounts:
        by_kind[account["kind"]].add(account["name"])
    for kind, names in by_kind.items():
        if len(names) == 1 and kind in spoken:
            facts.phrases.add_all(spoken[kind], f"account:{next(iter(names))}", named=True)
