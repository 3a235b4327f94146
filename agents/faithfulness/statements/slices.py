"""Statements on asset classes, regions and sectors: ranks, shares in words, and what is absent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from faithfulness.facts.facts import RESIDUES
from faithfulness.statements.fractions import in_words
from faithfulness.statements.wording import listed

#: What a portfolio may lack, as its statement names it.
_CLASSES = {
    "Equity": "equity",
    "Fixed Income": "bonds",
    "Real Estate": "real estate",
    "Commodities": "commodities",
    "Crypto": "crypto",
}
_REGIONS = ("North America", "Europe", "Asia Pacific", "Latin America", "Middle East and Africa")
_ORDERED = 3


def of_slices(metrics: Mapping[str, Any]) -> Iterator[str]:
    """Args:
    metrics: as `portfolio_metrics` gives them.
    """
    slices = (*metrics["asset_classes"], *metrics["regions"], *metrics["sectors"])
    if metrics["total_value"] <= 0 or any(one["value"] < 0 for one in slices):
        return
    classes = {one["name"]: one["percentage"] for one in metrics["asset_classes"]}
    regions = {one["name"]: one["percentage"] for one in metrics["regions"]}
    sectors = {one["name"]: one["percentage"] for one in metrics["sectors"]}
    yield from _ranks("asset class", "asset classes", classes, ())
    unknown = "Unclassified" in classes
    if not unknown:
        yield from (f"The portfolio holds no {said}." for name, said in _CLASSES.items() if name not in classes)
    if "Cash" not in classes and not metrics["cash"]:
        yield "The portfolio holds no cash."
    yield from _ranks("region", "regions", regions, RESIDUES)
    if not unknown and "Global" not in regions and "Other" not in regions and classes.keys() > {"Cash"}:
        yield from (f"Nothing is invested in {name}." for name in _REGIONS if name not in regions)
    yield from _ranks("sector", "sectors", sectors, RESIDUES)


def _ranks(one: str, many: str, shares: Mapping[str, float], without: Sequence[str] | frozenset[str]) -> Iterator[str]:
    ranked = [(name, share) for name, share in shares.items() if name not in without and name != "Unclassified"]
    ranked.sort(key=lambda item: -item[1])
    if not ranked:
        return
    (name, share), values = ranked[0], [value for _, value in ranked]
    if len(ranked) == 1:
        yield f"{name} is the only {one}."
    elif values.count(share) == 1:
        yield f"{name} is the largest {one}."
    if share > 0:
        yield f"{name} makes up {in_words(share, alone=len(shares) == 1)} of the portfolio."
    if len(ranked) >= _ORDERED and len(set(values[: _ORDERED + 1])) == len(values[: _ORDERED + 1]):
        yield f"The three largest {many} are {listed([name for name, _ in ranked[:_ORDERED]])}."
