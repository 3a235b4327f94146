"""Shares that follow from amounts in the text: of the total, of each other, of what a balance was before."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, permutations

from faithfulness.bag import bag
from faithfulness.claims.amounts import in_account
from faithfulness.claims.sources import share_of
from faithfulness.facts.facts import Facts
from faithfulness.matching.derived.terms import one_each
from faithfulness.model import Fact, Figure, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.cues import FALLS, SUMS

#: Amounts of the sentences before that a share may be of.
_BEFORE = 3
#: Percentage points within which a figure may state a share at all.
_NEAR = 16.0
#: Tokens between a fraction and what it is of.
_WITHIN = 8
_TOGETHER = bag("together combined jointly with both they these")
_SHRINKING = FALLS | bag(
    "taken spent used gone left remains remaining remain shrinks shrunk more less still lost keeps"
)
_SAVING = bag("save saving contribute contribution contributions put pay saved")
_LOST = bag("lost gone taken used spent")
_LEFT = bag("remains remain left still")
_GOAL = bag("goal target income required requires needed need capital want spending plan contribution saved draw save")


def of_amounts(figure: Figure, context: Context, facts: Facts, *, bound: bool) -> Iterator[Fact]:
    """What a fraction, or the size of a fall, may be of."""
    if figure.fraction:
        yield from _of_those(context, facts)
        yield from _of_names(figure, context, facts)
        if context.accounts:
            yield from _in_an_account(context, facts)
        if context.times:
            yield from _on_the_path(context, facts)
    if bound:
        return
    falls = not context.words.isdisjoint(_SHRINKING)
    if not figure.fraction and (context.words.isdisjoint(FALLS) or len(_amounts(context)) < 2):
        return
    here = _amounts(context)
    total = facts.value("total")
    if figure.fraction:
        if total:
            for amount in (*here, *_earlier(context)[-1:]):
                yield Fact(Kind.PERCENT, 100 * amount / total, f"{amount:,.0f} as a share of the total")
        yield from _of_the_goal(context, facts)
    norms, after = context.unit.tokens.norms, figure.last + 1
    if norms[after : after + 3] == ["of", "what", "you"] and norms[after + 3 : after + 4] in (
        ["own"],
        ["have"],
        ["hold"],
    ):
        return
    values = [*_earlier(context), *here]
    for one, other in islice(permutations(values, 2), 40):
        if not 0 < one < other:
            continue
        share = 100 * one / other
        if abs(share - figure.value) < _NEAR:
            yield Fact(Kind.PERCENT, share, f"{one:,.0f} as a share of {other:,.0f}")
        if falls and abs(100 - share - figure.value) < _NEAR:
            yield Fact(Kind.PERCENT, 100 - share, f"a fall from {other:,.0f} to {one:,.0f}")


def _amounts(context: Context) -> list[float]:
    return [f.value * (12 if f.monthly else 1) for f in context.figures if f.kind is Kind.MONEY]


def _earlier(context: Context) -> list[float]:
    return [f.value for f in context.amounts if f.kind is Kind.MONEY][-_BEFORE:]


def _of_the_goal(context: Context, facts: Facts) -> Iterator[Fact]:
    """ "About a fifth of what the goal requires", "a quarter of what you later draw"."""
    if context.words.isdisjoint(_GOAL):
        return
    if context.unit.tokens.norms[0] in ("that", "this", "it"):
        for whole in ("income", "capital"):
            amount, other = _earlier(context)[-1:], facts.value(whole)
            if amount and other and whole in context.own:
                yield Fact(Kind.PERCENT, 100 * amount[0] / other, f"that as a share of {whole}")
        return
    known = {
        topic: facts.value(topic) for topic in ("total", "capital", "income", "contribution", "sustainable", "gap")
    }
    pairs = [("total", "capital"), ("sustainable", "income")]
    if not context.words.isdisjoint(_SAVING):
        pairs += [("contribution", "income"), ("contribution", "gap")]
    if "gap" in context.own:
        pairs.append(("gap", "capital"))
    for part, whole in pairs:
        one, other = known[part], known[whole]
        if one and other:
            yield Fact(Kind.PERCENT, 100 * one / other, f"{part} as a share of {whole}")


def _of_names(figure: Figure, context: Context, facts: Facts) -> Iterator[Fact]:
    """ "Energy is 9.4 %, three quarters of it from XLE", "a third the size of the Retirement Plan"."""
    behind = next((m for m in context.named if m.first > figure.last and not m.rank), None)
    before = next((m for m in reversed(context.named) if m.after <= figure.first and not m.rank), None)
    if behind is None or before is None or behind.first - figure.last > _WITHIN:
        return
    gap = context.unit.tokens.norms[figure.last + 1 : behind.first]
    if gap[:2] in (["of", "it"], ["of", "that"], ["of", "them"]):
        share = share_of(facts, before, behind)
        if share is not None:
            yield Fact(Kind.PERCENT, share, "share of it that lies there")
    elif gap[:2] in (["the", "size"], ["as", "large"], ["as", "much"], ["as", "big"]):
        one, other = (max((facts.value(t) or 0.0 for t in m.topics), default=0.0) for m in (before, behind))
        if other:
            yield Fact(Kind.PERCENT, 100 * one / other, "one in terms of the other")


def _on_the_path(context: Context, facts: Facts) -> Iterator[Fact]:
    """ "By year 20 the poor path has lost two thirds of its value at retirement"."""
    for topic in sorted(context.own & {"p10", "p50", "p90"}):
        found = [f for f in facts.of_kinds((Kind.MONEY,), frozenset({topic})) if f.when and len(f.topics) == 1]
        then = [f.value for f in found if f.when in context.times]
        whole = [f.value for f in found if f.when == facts.times.get("retirement")] + [facts.value("total") or 0.0]
        for one, other in [(one, other) for one in then for other in whole if other > 0]:
            if context.words.isdisjoint(_LOST):
                yield Fact(Kind.PERCENT, 100 * one / other, "what remains of it")
            if context.words.isdisjoint(_LEFT):
                yield Fact(Kind.PERCENT, 100 - 100 * one / other, "what it has lost")


def _in_an_account(context: Context, facts: Facts) -> Iterator[Fact]:
    """ "The brokerage has four fifths of the cash"."""
    for account in [topic for topic in context.own if topic in facts.inside]:
        for mention in context.named:
            for inside, whole in in_account(facts, mention.topics - {account}, account):
                if whole:
                    yield Fact(Kind.PERCENT, 100 * inside / whole, f"share of it in {account[8:]}")


def _of_those(context: Context, facts: Facts) -> Iterator[Fact]:
    """ "Together with META it makes up half", "together they are a sixth": with names of the sentences before."""
    if context.words.isdisjoint(_TOGETHER) and context.words.isdisjoint(SUMS):
        return
    own = [m for m in context.named if not m.rank]
    earlier = [m for m in context.recent if not m.rank]
    rows = [options[0].value for options in one_each(own, facts, Kind.PERCENT)]
    before = [options[0].value for options in one_each(reversed(earlier), facts, Kind.PERCENT)]
    for count in range(0 if len(rows) > 1 else 1, 4):
        if len(rows) + count > 1 and len(before) >= count:
            yield Fact(Kind.PERCENT, sum(rows) + sum(before[:count]), "these together")
