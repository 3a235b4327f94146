"""Presence in an article: "some cash", "there is a bond fund", of which the portfolio holds nothing."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.claims.held import share_held
from faithfulness.facts.facts import Facts
from faithfulness.model import Kind
from faithfulness.reading.context import Context

_SOME = bag("some several few little")
_ARTICLES = bag("a an one two three")
#: Words of which a unit has to hold one.
SOME = bag("some one there own owns several few little small modest sizeable")
_HOLDING = bag("there is are holds hold own owns have has with and")
_BETWEEN = bag(
    "small modest little sizeable large tiny few bit of meaningful single position stake amount amounts sliver"
)
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
    for index, norm in enumerate(norms):
        article = norm in _ARTICLES
        if not article and norm not in _SOME:
            continue
        if article and index and norms[index - 1] not in _HOLDING and norms[index + 1 : index + 2] != ["little"]:
            continue
        there = norms[max(0, index - 2) : index] in (_THERE_IS, _THERE_ARE)
        denied = set(norms[:index] if article else norms[max(0, index - 2) : index])
        if norms[index - 1 : index] == ["and"]:
            denied.discard("no")  # "no real estate fund and an unclassified holding"
        if not _DENIED.isdisjoint(denied) or (context.soft and not there):
            continue
        yield from _of_a_slice(context, facts, index)
        yield from _foreign_fund(context, facts, index)


def _of_a_slice(context: Context, facts: Facts, index: int) -> Iterator[tuple[int, int, str]]:
    norms, place = context.unit.tokens.norms, index + 1
    while place < len(norms) and norms[place] in _BETWEEN and place - index < 5 and place not in context.starts:
        place += 1
    mention = next((m for m in context.mentions if m.first == place), None)
    if mention is None or not mention.named or mention.rank or not _of_kind(mention.topics):
        return
    if index == 0 and norms[mention.after : mention.after + 1] not in (
        ["appears"], ["is"], ["are"], ["adds"], ["or"], ["and"],
    ):  # fmt: skip
        return
    apart = (["account", "but"], ["account", "except"])
    if any(norms[max(0, m.first - 3) : m.first - 1] in apart for m in context.mentions):
        return  # "every account but the Roth IRA holds some cash"
    held = share_held(facts, mention, context)
    kinds = [facts.value(topic) or 0.0 for topic in mention.topics if topic.startswith("kind:")]
    if kinds and max(kinds) > 0:
        return
    if held is not None or kinds:
        yield index, mention.after, "" if held else "the portfolio holds none."


def _of_kind(topics: frozenset[str]) -> bool:
    """Whether it is a class or a kind, or cash, which is a position and a sector too."""
    known = any(topic.startswith(_KINDS) for topic in topics)
    return known and not any(topic.startswith(("position:", "account:")) and topic[-5:] != ":Cash" for topic in topics)


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
