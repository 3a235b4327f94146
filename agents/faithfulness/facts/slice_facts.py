"""Facts of slices: asset classes, regions and sectors, and sums of the largest of a family."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from faithfulness.facts.facts import Facts
from faithfulness.facts.holding_facts import share_of
from faithfulness.model import Kind
from faithfulness.reading.words import ASSET_CLASSES, REGIONS, SECTORS

_SLICES = {"account": "accounts", "asset_class": "asset_classes", "region": "regions", "sector": "sectors"}
#: Numbers of largest slices that a text may add up.
RANKED = (*range(2, 13), 15, 20, 25, 30, 40, 50, 75, 100)


def add_slices(facts: Facts, metrics: Mapping[str, Any], cash: float, total: float) -> None:
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
                    Kind.PERCENT, 100 * value / (total - cash), f"{one['name']} in the invested money", topic, *scope
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


def add_ranked_sums(facts: Facts, family: str, total: float) -> None:
    """Sums of the N largest and of the N smallest, as values and as shares."""
    values = [(topic, value) for topic, value in facts.ranks.get(family, ()) if not topic.endswith(":Unclassified")]
    for count in [count for count in RANKED if count <= len(values)]:
        amount = sum(value for _, value in values[:count])
        facts.add(Kind.MONEY, amount, f"the {count} largest together", f"top:{family}:{count}")
        facts.add(Kind.PERCENT, share_of(amount, total), f"share of the {count} largest", f"top:{family}:{count}")
        least, topic = sum(value for _, value in values[-count:]), f"bottom:{family}:{count}"
        facts.add(Kind.MONEY, least, f"the {count} smallest together", topic)
        facts.add(Kind.PERCENT, share_of(least, total), f"share of the {count} smallest", topic)
    if family == "position" and values and len(values) < 5:
        amount = sum(value for _, value in values)
        facts.add(Kind.PERCENT, share_of(amount, total), "share of the five largest", "top:position:5")
        facts.add(Kind.MONEY, amount, "the five largest together", "top:position:5")
