"""How often one thing is another: "Savings is three times the size of the IRA", "it is twice as much as QQQ"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.claims.terms import comparable, family_of, values_of
from faithfulness.facts.facts import Facts
from faithfulness.matching.precision import agrees
from faithfulness.model import Figure, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention

_AS = (
    ["the", "size", "of"], ["as", "much", "as"], ["as", "large", "as"], ["as", "big", "as"], ["the", "value", "of"],
    ["as", "heavy", "as"],
)  # fmt: skip
_PASSED = bag("the your its our")
_POINTING = bag("that it this that's it's")
MULTIPLYING = bag("times twice")


def multiples(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Claims of a multiple: first token, index after the last, and what is wrong."""
    if context.soft or context.unit.kind == "row":
        return
    norms = context.unit.tokens.norms
    for figure in context.figures:
        place = figure.last + 1
        if figure.kind is not Kind.TIMES or norms[place : place + 3] not in _AS:
            continue
        place += 3
        while place < len(norms) and norms[place] in _PASSED and place not in context.starts:
            place += 1
        right = context.starts.get(place)
        if right is None or not (comparable(right) or _named_behind(context, right)):
            continue
        right = right if comparable(right) else _named_behind(context, right) or right
        values = _values(facts, right)
        lefts = _lefts(context, facts, figure, right)
        if values and lefts and min(values) > 0:
            ratios = [left / value for left in lefts for value in values]
            holds = any(agrees(figure, ratio, named=True) for ratio in ratios)
            yield figure.first, right.after, "" if holds else f"it is {ratios[0]:.2g} times as much."


def _values(facts: Facts, mention: Mention) -> tuple[float, ...]:
    """What a name is worth: an account "Savings", not what the client saves."""
    plain = frozenset([topic for topic in mention.topics if ":" in topic])
    return values_of(facts, mention._replace(topics=plain))


def _named_behind(context: Context, rank: Mention) -> Mention | None:
    """ "As the largest holding, VIG": the name behind the superlative."""
    norms = context.unit.tokens.norms
    behind = next((m for m in context.mentions if m.first == rank.after + 1 and comparable(m)), None)
    return behind if rank.rank and behind is not None and norms[rank.after] == "," else None


def _lefts(context: Context, facts: Facts, figure: Figure, right: Mention) -> tuple[float, ...]:
    """The values of what is so often the other: of the last name in front, or of the sentence before."""
    kin = family_of(right)
    before = [m for m in context.mentions if comparable(m) and m.after <= figure.first]
    if len(before) > 1 and any(t.startswith("account:") for t in before[-1].topics):
        both = before[-1].topics | before[-2].topics
        inside = [f.value for f in facts.of_kinds((Kind.MONEY,), both) if len(f.topics) == 2 and f.topics <= both]
        if inside and context.unit.tokens.norms[before[-2].after : before[-1].first] in (["in"], ["in", "the"]):
            return tuple(inside)
    if any(f.kind is Kind.TIMES and f.last < figure.first for f in context.figures):
        before = before[:1]  # "BND is twice as large as VEA and six times as large as JNJ"
    if before:
        return _values(facts, before[-1]) if family_of(before[-1]) & kin else ()
    if context.unit.tokens.norms[0] not in _POINTING:
        return ()
    earlier = [m for m in context.recent if comparable(m) and m.topics.isdisjoint(right.topics)]
    amounts = tuple(f.value for f in context.amounts[-1:] if f.kind is Kind.MONEY)
    return amounts + (_values(facts, earlier[-1]) if earlier and family_of(earlier[-1]) & kin else ())
