"""The short way for most figures: the plain value of the name right in front, or of the only name in the sentence.

What is found here is what the grammar of `binding` would find, at a third of the cost. What is not goes the long way.
"""

from __future__ import annotations

from collections.abc import Iterable

from faithfulness.bag import bag
from faithfulness.facts.facts import OWED, Facts
from faithfulness.matching.precision import agrees, window
from faithfulness.matching.reach import in_rhythm
from faithfulness.model import Fact, Figure, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.currencies import differs

#: What may stand between a name and its figure, here: "VTI ($5,471", "VTI is about 75 %", "Cash: 4 %".
_TIGHT = bag("( : = ~ at is are of holds with about roughly worth")
_FORWARD = bag("in is of are held")
_MOST_BETWEEN = 2
_NO_NAME = frozenset[str]()
_MAY_BE_NEGATIVE = (OWED, "gap", "difference", "share of the capital that is missing")


def quick(figure: Figure, context: Context, facts: Facts) -> Fact | None:
    """The fact that the figure states; None where only grammar can tell."""
    percent = figure.kind is Kind.PERCENT
    if not (percent or figure.kind is Kind.MONEY) or figure.fraction or differs(figure.currency, facts.currency):
        return None
    topics = _in_front(figure, context) or _behind(figure, context) or context.sole
    if context.accounts and "all" in context.words:
        return None  # "all cash lies in Main: $5,250"
    if not topics or (not percent and context.accounts and [topic for topic in topics if topic[:8] != "account:"]):
        return None
    return plain_fit(figure, facts.plain(figure.kind, topics))


def _in_front(figure: Figure, context: Context) -> frozenset[str]:
    """Topics of "VTI" in "VTI ($5,471"."""
    norms, ends, place = context.unit.tokens.norms, context.ends, figure.first
    for _ in range(_MOST_BETWEEN):
        if place in ends:
            return ends[place]
        place -= 1
        if place < 0 or norms[place] not in _TIGHT:
            return _NO_NAME
    return ends.get(place, _NO_NAME)


def _behind(figure: Figure, context: Context) -> frozenset[str]:
    """Topics of "equities" in "87 % is in equities"."""
    norms, place = context.unit.tokens.norms, figure.last + 1
    if figure.first and norms[figure.first - 1] == "(":
        return _NO_NAME
    for _ in range(_MOST_BETWEEN):
        if place >= len(norms) or norms[place] not in _FORWARD:
            return _NO_NAME
        place += 1
        mention = context.starts.get(place)
        if mention is not None:
            plain = mention.strong and mention.named and not mention.rank and mention.many == 1
            return mention.topics if plain else _NO_NAME
    return _NO_NAME


def plain_fit(figure: Figure, among: Iterable[Fact]) -> Fact | None:
    """The first of some plain facts that fits."""
    low, high = window(figure)
    for fact in among:
        if low <= fact.value <= high and fits(figure, fact, named=True):
            return fact
    return None


def fits(figure: Figure, fact: Fact, *, named: bool) -> bool:
    """Whether the figure states the fact, its sign and its rhythm included."""
    if figure.negative and not fact.label.startswith(_MAY_BE_NEGATIVE):
        return False
    if (figure.yearly or figure.monthly) and not in_rhythm(figure, fact):
        return False
    if figure.kind is Kind.NUMBER and fact.kind is Kind.PERCENT and figure.value < 1 and figure.step <= 0.01:
        return abs(figure.value * 100 - fact.value) <= figure.step * 50 + 1e-9
    return agrees(figure, fact.value, named=named)
