"""Fractions in words, of a whole that is named: "$324,723, half of where it started", "a fifth of the goal"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.matching.precision import agrees
from faithfulness.model import Figure, Kind
from faithfulness.reading.context import Context

_BETWEEN = bag(
    ", so or about roughly nearly practically almost a little bit more less than just over under some that is which "
    "year only barely still ( — – slightly well not quite"
)
_START = (
    ["of", "the", "starting", "value"], ["of", "where", "it", "started"], ["of", "where", "you", "started"],
    ["of", "what", "you", "start"], ["of", "what", "you", "started"],
)  # fmt: skip
_GOAL, _ALL = (["of", "the", "goal"], ["of", "the", "target"]), (["of", "everything"],)
_ENDS = bag(". , ; : ) !")
DIVIDED = bag(
    "half third thirds quarter quarters fifth fifths sixth sixths seventh eighth eighths ninth tenth tenths twelfth"
)


def fractions(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Claims of a share in words: first token, index after the last, and what is wrong."""
    if context.commands or context.unit.kind == "row" or not context.words.isdisjoint(("if", "should", "would")):
        return
    norms = context.unit.tokens.norms
    for figure in context.figures:
        if figure.kind is not Kind.PERCENT or not figure.fraction:
            continue
        share = _of_a_whole(context, facts, figure)
        if share is None:
            share = _of_a_slice(context, facts, figure)
        if share is not None:
            holds = agrees(figure, share, named=True)
            after = min(figure.last + 4, len(norms))
            yield figure.first, after, "" if holds else f"it is {share:.1f} %."


def _of_a_whole(context: Context, facts: Facts, figure: Figure) -> float | None:
    """An amount in front of the fraction, as a share of the whole behind it."""
    norms, after = context.unit.tokens.norms, figure.last + 1
    before = [f for f in context.figures if f.kind is Kind.MONEY and f.last < figure.first]
    if not before or not _BETWEEN.issuperset(norms[before[-1].last + 1 : figure.first]):
        return None
    part, whole = before[-1], None
    if norms[after : after + 4] in _START and not context.own.isdisjoint(("p10", "p50", "p90")):
        start = facts.value("total")
        paths = [
            f for f in facts.of_kinds((Kind.MONEY,), context.own) if f.when and f.when == facts.times.get("retirement")
        ]
        wholes = [f.value for f in paths if f.topics <= context.own] if context.dated else [start or 0.0]
        shares = [100 * part.value / value for value in wholes if value]
        return next((share for share in shares if agrees(figure, share, named=True)), shares[0] if shares else None)
    if norms[after : after + 4] in _START or norms[after : after + 2] in _ALL:
        whole = facts.value("total")
    elif norms[after : after + 3] in _GOAL and norms[after + 3 : after + 4] and norms[after + 3] in _ENDS:
        whole = facts.value("income" if part.yearly else "capital")
    return 100 * part.value / whole if whole else None


def _of_a_slice(context: Context, facts: Facts, figure: Figure) -> float | None:
    """ "Only half is counted as North American", "about a tenth outside North America"."""
    norms, after = context.unit.tokens.norms, figure.last + 1
    counted = norms[after : after + 3] in (["is", "counted", "as"], ["are", "counted", "as"])
    outside = norms[after : after + 1] == ["outside"]
    if not counted and not outside:
        return None
    mention = context.starts.get(after + (3 if counted else 1))
    if mention is None or mention.rank or len(mention.topics) != 1 or context.accounts:
        return None
    topic = next(iter(mention.topics))
    if not topic.startswith("region:"):
        return None
    share = facts.value(topic, Kind.PERCENT)
    return None if share is None else share if counted else 100 - share
