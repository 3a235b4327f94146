"""Cash of the accounts, "uninvested cash": not the asset class, which counts the cash inside funds too."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.matching.precision import agrees
from faithfulness.model import Figure, Kind
from faithfulness.reading.context import Context

_NAMES = (
    ("uninvested", "cash"),
    ("plain", "cash"),
    ("cash", "not", "invested"),
    ("cash", "that", "is", "not", "invested"),
    ("cash", "which", "is", "not", "invested"),
    ("cash", "in", "the", "accounts"),
    ("cash", "in", "your", "accounts"),
)
_BEHIND = bag("is are of at to : ( , stands comes amounts makes up totals equals about only just there |")
_IN_FRONT = bag("of in as is the your ( , total portfolio whole money")
_APPOSED = ([","], ["."], [";"], ["("])
_REACH = 4
_CASH, _CLASS = frozenset({"position:Cash"}), frozenset({"asset_class:Cash"})
UNINVESTED = frozenset({"uninvested", "plain", "invested", "accounts"})


def uninvested(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Figures beside such a name: first token, index after the last, and what is wrong."""
    if not context.figures or "cash" not in context.words:
        return
    norms = context.unit.tokens.norms
    for index, norm in enumerate(norms):
        if norm != "uninvested" and norm != "plain" and norm != "cash":
            continue
        name = next((name for name in _NAMES if tuple(norms[index : index + len(name)]) == name), None)
        if name is None:
            continue
        after = index + len(name)
        for figure in context.figures:
            if figure.kind in (Kind.MONEY, Kind.PERCENT) and _beside(context, figure, index, after):
                yield from _judged(facts, figure, index, after)


def _beside(context: Context, figure: Figure, first: int, after: int) -> bool:
    behind = figure.first >= after
    between = range(after, figure.first) if behind else range(figure.last + 1, first)
    gap = [context.unit.tokens.norms[i] for i in between if i not in context.covered]
    words = _BEHIND if behind else _IN_FRONT
    if gap == [","] and behind and context.unit.tokens.norms[figure.last + 1 : figure.last + 2] not in _APPOSED:
        return False  # "besides uninvested cash, $158,447 in all, …"
    return 0 < len(gap) <= _REACH and words.issuperset(gap)


def _judged(facts: Facts, figure: Figure, first: int, after: int) -> Iterator[tuple[int, int, str]]:
    kinds = (figure.kind,)
    holds = any(agrees(figure, fact.value) for fact in facts.of_kinds(kinds, _CASH))
    counted = any(agrees(figure, f.value) for f in facts.of_kinds(kinds, _CLASS) if len(f.topics) == 1)
    if holds or counted:
        cash = facts.amount(facts.value("position:Cash") or 0.0)
        problem = "" if holds else f"that is the asset class; uninvested are {cash}."
        yield min(first, figure.first), max(after, figure.last + 1), problem
