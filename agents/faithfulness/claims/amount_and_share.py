"""An amount and its share beside it: "$167,500, or 7.9 %", "$986,430 (46.3 %)". Both are of one whole."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from faithfulness.bag import phrases
from faithfulness.facts.facts import Facts
from faithfulness.matching.precision import is_single
from faithfulness.model import Figure, Kind
from faithfulness.reading.context import Context

#: What stands between an amount and its share.
_BETWEEN = frozenset(tuple(gap.split()) for gap in phrases(", or; or; (; , so; , which is; , that is; , i.e."))
_BEHIND = (["of"], ["less"], ["more"], ["points"], ["a"], ["per"], ["below"], ["above"], ["chance"])
#: A share of less has too few digits to say what it is a share of.
_LEAST = 1.0
_DISTINCT = 100
_SLACK = 1e-3


def amount_and_share(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """First token, index after the last, and what is wrong: that the share is of nothing that the tools gave."""
    norms = context.unit.tokens.norms
    for amount, share in pairwise(context.figures):
        if amount.kind is not Kind.MONEY or share.kind is not Kind.PERCENT:
            continue
        if tuple(norms[amount.last + 1 : share.first]) not in _BETWEEN:
            continue
        total = facts.value("total")
        if not total or not context.wronged.isdisjoint((amount.first, share.first)):
            continue
        if (
            not is_single(amount)
            or not is_single(share)
            or share.value < _LEAST
            or amount.value < _DISTINCT * amount.zeros
        ):
            continue
        if norms[share.last + 1 : share.last + 2] in _BEHIND:
            continue
        holds = any(_fits(amount, share, whole) for whole in _wholes(facts, total))
        yield (
            amount.first,
            share.last + 1,
            "" if holds else f"it is {100 * amount.value / total:.1f} % of the portfolio.",
        )


def _wholes(facts: Facts, total: float) -> Iterator[float]:
    """What an amount may be a share of."""
    yield total
    yield from (fact.value for fact in facts.open(Kind.MONEY) if fact.value > 0)
    for family in ("account", "asset_class", "sector", "region", "position"):
        yield from (value for _, value in facts.ranks.get(family, ()) if value > 0)
    yield from (fact.value for fact in facts.plain(Kind.MONEY, frozenset({"invested"})) if fact.value > 0)


def _fits(amount: Figure, share: Figure, whole: float) -> bool:
    room = 0.6 * max(share.step, share.zeros) + 50 * amount.step / whole + _SLACK
    return abs(100 * amount.value / whole - share.value) <= room
