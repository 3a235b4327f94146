"""Presence in an article: "some cash", "there is a bond fund", of which the portfolio holds nothing."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.claims.held import share_held
from faithfulness.facts.facts import Facts
from faithfulness.model import Kind
from faithfulness.reading.context import Context

_SOME = bag("some a an one")
#: Words of which a unit has to hold one.
SOME = bag("some one there own owns")
_HOLDING = bag("there is are holds hold own owns have has with and")
_KINDS = ("kind:", "asset_class:")
_FOREIGN = bag("foreign international")
_FUNDS = bag("fund funds")
_DENIED = bag("no not without if nor neither missing absent would")
_THERE_IS, _THERE_ARE = ["there", "is"], ["there", "are"]
_HOME, _MOSTLY = "region:North America", 50.0


def some(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "some bonds", "one individual stock", "there is a foreign stock fund": there has to be one."""
    norms = context.unit.tokens.norms
    if context.commands or context.unit.kind != "sentence" or "position" not in facts.ranks:
        return
    for index in range(1, len(norms)):
        if norms[index] not in _SOME or norms[index - 1] not in _HOLDING:
            continue
        there = norms[index - 2 : index] in (_THERE_IS, _THERE_ARE)
        if not _DENIED.isdisjoint(norms[:index]) or (context.soft and not there):
            continue
        yield from _of_a_slice(context, facts, index)
        yield from _foreign_fund(context, facts, index)


def _of_a_slice(context: Context, facts: Facts, index: int) -> Iterator[tuple[int, int, str]]:
    mention = next((m for m in context.mentions if m.first == index + 1), None)
    if mention is None or not mention.named or mention.rank or not _of_kind(mention.topics):
        return
    held = share_held(facts, mention, context)
    kinds = [facts.value(topic) or 0.0 for topic in mention.topics if topic.startswith("kind:")]
    if kinds and max(kinds) > 0:
        return
    if held is not None or kinds:
        yield index, mention.after, "" if held else "the portfolio holds none."


def _of_kind(topics: frozenset[str]) -> bool:
    """Whether it is a class or a kind, or cash, which is a position and a sector too."""
    return all(topic.startswith(_KINDS) or topic.endswith(":Cash") for topic in topics)


def _foreign_fund(context: Context, facts: Facts, index: int) -> Iterator[tuple[int, int, str]]:
    norms = context.unit.tokens.norms
    behind = norms[index + 1 : index + 4]
    if _FOREIGN.isdisjoint(behind[:1]) or _FUNDS.isdisjoint(behind) or "bond" in behind:
        return
    funds = [topic for topic, kind in facts.kinds.items() if kind != "stock"]
    known = any(_abroad(facts, fund) and not ("stock" in behind and _of_bonds(facts, fund)) for fund in funds)
    yield index, index + 3, "" if known else "the portfolio holds no such fund."


def _of_bonds(facts: Facts, fund: str) -> bool:
    topics = frozenset({fund, "asset_class:Fixed Income"})
    return any(f.value > _MOSTLY for f in facts.of_kinds((Kind.PERCENT,), topics) if f.topics == topics)


def _abroad(facts: Facts, fund: str) -> bool:
    """Whether most of a fund lies in other regions, or its regions are unknown."""
    shares = [f for f in facts.of_kinds((Kind.PERCENT,), frozenset({fund})) if len(f.topics) == 2]
    regions = {topic: f.value for f in shares for topic in f.topics if topic.startswith("region:")}
    return regions.get(_HOME, 0.0) < _MOSTLY
