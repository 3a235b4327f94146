"""Differences between what a sentence names or speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice

from faithfulness.facts.facts import Facts
from faithfulness.matching.derived.terms import one_each, plain
from faithfulness.model import Fact, Figure, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.cues import DIFFERENCES, MORE_OR_LESS

_PAIRED = {"accounts": "account", "sectors": "sector", "regions": "region", "classes": "asset_class"}
_PERCENT_DIFFERENCES = frozenset({"point", "points", "difference"})


def compares(figure: Figure, context: Context) -> bool:
    """Whether the sentence speaks of a difference, in general or right behind the figure."""
    if "by" in context.unit.tokens.norms[max(0, figure.first - 3) : figure.first]:
        return True
    if figure.kind is Kind.PERCENT:
        ends = next((f.first for f in context.figures if f.first > figure.last), len(context.unit.tokens.norms))
        return not _PERCENT_DIFFERENCES.isdisjoint(context.unit.tokens.norms[figure.since : ends])
    cues = DIFFERENCES
    return not context.words.isdisjoint(cues) or not MORE_OR_LESS.isdisjoint(
        context.unit.tokens.norms[figure.last + 1 : figure.last + 3]
    )


def differences(figure: Figure, context: Context, facts: Facts, kind: Kind) -> Iterator[Fact]:
    """Between any two values in reach."""
    values = plain(context.reach, facts, kind)
    if kind is Kind.PERCENT:
        values += [
            Fact(kind, f.value, "figure beside it") for f in context.figures if f is not figure and f.kind is kind
        ]
    else:
        timed = [f for f in facts.about(context.reach) if f.kind is kind and f.when in context.times]
        values += [f for f in facts.open(kind) if f.topics & {"total", "capital"}] + timed
    for one, other in islice(combinations(values, 2), 400):
        yield Fact(figure.kind, abs(one.value - other.value), f"difference of {one.label} and {other.label}")


def of_the_two(figure: Figure, context: Context, facts: Facts, kind: Kind) -> Iterator[Fact]:
    """ "The first exceeds the second by …", "the difference is …", "the gap between the first two"."""
    family = next((f for word, f in _PAIRED.items() if word in context.words), "position")
    only_two = "two" in context.words and len(facts.ranks.get(family, ())) == 2
    if (
        only_two
        or {"first", "two"} <= context.words
        or {"largest", "two"} <= context.words
        or {"top", "two"} <= context.words
    ):
        rows = [fact for topic, _ in facts.ranks.get(family, ())[:2] for fact in plain([topic], facts, kind)[:1]]
        if len(rows) == 2:
            yield Fact(figure.kind, abs(rows[0].value - rows[1].value), "difference of the first two")
    asked = context.asked.named if context.asked is not None else []
    named = [mention for mention in (asked if len(asked) > 1 else context.named) if not mention.rank]
    rows = one_each(reversed(named or context.recent), facts, kind)[:2]
    amounts = [f.value for f in context.amounts if f.kind is kind and f.start < figure.start]
    if not named and len(amounts) > 1:
        yield Fact(figure.kind, abs(amounts[-1] - amounts[-2]), "difference of these two")
    if len(rows) == 2:
        yield Fact(figure.kind, abs(rows[0][0].value - rows[1][0].value), "difference of these two")
