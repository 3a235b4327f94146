"""Funds that are said to be there, or not, by what they hold: "there is no emerging-markets fund"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.model import Kind
from faithfulness.reading.context import Context

_ARTICLES = bag("a an one some no any your")
_FUND = bag("fund funds etf etfs")
#: Words of the catalogue's names by which a fund can be told.
_NAMED = bag("emerging dividend bitcoin gold")
_GONE = bag("absent missing lacking")
_THERE = bag("present included held")
_HAVING = bag("is are has have hold holds own owns with")
_REACH = 6
FUNDS = _FUND


def funds(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Claims that there is such a fund, or none: first token, index after the last, and what is wrong."""
    if context.soft or not facts.names or context.unit.kind != "sentence":
        return
    norms = context.unit.tokens.norms
    for index, norm in enumerate(norms):
        if norm not in _FUND:
            continue
        first = next((i for i in range(index - 1, max(-1, index - _REACH), -1) if norms[i] in _ARTICLES), -1)
        if first < 0:
            continue
        held = _held(norms[first + 1 : index], facts)
        said = _said(norms, first, index)
        if held is None or said is None:
            continue
        yield first, index + 1, "" if held is said else f"the portfolio holds {'one' if held else 'none'}."


def _said(norms: list[str], first: int, index: int) -> bool | None:
    """Whether the sentence says that there is one; None if it says neither."""
    behind = norms[index + 1 : index + 4]
    before = norms[max(0, first - 3) : first]
    if behind[:1] in (["is"], ["are"]):
        state = set(behind[1:])
        if state & _GONE:
            return norms[first] == "no" or "not" in state
        return norms[first] != "no" and "not" not in state if state & _THERE else None
    if norms[first] == "no":
        return False
    if norms[first] in ("any", "your") or not {"no", "not", "without", "nor", "if", "or"}.isdisjoint(norms[:first]):
        return None
    return True if before and before[-1] in _HAVING else None


def _held(words: list[str], facts: Facts) -> bool | None:
    """Whether the portfolio holds a fund of this description; None where the tools cannot tell."""
    said = {part for word in words for part in word.replace("-", " ").split()}
    named = said & _NAMED
    of = {topic: names for topic, names in facts.names.items() if facts.kinds.get(topic) != "stock"}
    if named:
        return any(named <= names for names in of.values())
    if "broad" in said and not said.isdisjoint({"us", "u.s.", "american", "domestic"}) and "bond" not in said:
        return any(_broad_at_home(facts, topic) for topic in of)
    return None


def _broad_at_home(facts: Facts, topic: str) -> bool:
    """Whether a fund holds stocks of North America, and no sector makes up half of it."""
    found = {t: f.value for f in facts.of_kinds((Kind.PERCENT,), frozenset({topic})) for t in f.topics - {topic}}
    sectors = [value for name, value in found.items() if name.startswith("sector:")]
    home = found.get("region:North America", 0) > 90 and found.get("asset_class:Equity", 0) > 90
    return home and max(sectors, default=100.0) < 50
