"""Facts of what a report cannot judge: dates of prices, exchange rates, and holdings without a value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from faithfulness.facts.facts import Facts
from faithfulness.model import Kind

_HELD = frozenset({"holdings", "stocks", "funds"})


def add_limits(facts: Facts, limits: Mapping[str, Any]) -> None:
    """Args:
    limits: as `portfolio_metrics` gives them.
    """
    prices, rates = limits["prices"], limits["rates"]
    dates = [prices["oldest"], prices["newest"], *(rate["date"] for rate in rates)]
    facts.dates = {date.fromisoformat(day[:10]) for day in dates if day}
    for year in {day.year for day in facts.dates}:
        facts.add(Kind.YEAR, year, "year of a price or a rate", open=True)
    for rate in rates:
        facts.add(Kind.NUMBER, rate["rate"], f"rate of {rate['currency']}", open=True)
    counts = {
        "number of stale prices": prices["number_stale"],
        "number of holdings without a value": limits["number_without_value"],
    }
    for label, count in counts.items():
        if count:
            facts.add(Kind.COUNT, count, label, open=True, nouns=_HELD)
    share = limits["unclassified_percentage"]
    if share:
        facts.add(Kind.PERCENT, share, "share that is unclassified", "asset_class:Unclassified")
        facts.add(Kind.PERCENT, 100 - share, "share that is classified", "classified")
