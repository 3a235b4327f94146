"""Two things beside each other: "AGG the larger of the two", "TIP and VXUS are almost equal", "the next smallest"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.claims.held import places_of
from faithfulness.claims.terms import comparable, family_of, values_of
from faithfulness.facts.facts import Facts
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention
from faithfulness.reading.number_words import SMALL
from faithfulness.reading.superlatives import ranked

_OF_TWO = {"larger": 1, "bigger": 1, "smaller": -1, "heavier": 1}
_NEXT = {"largest": 1, "biggest": 1, "smallest": -1}
_EQUAL = bag("equal same identical balance balanced level even similar tied comparable alike equally")
_APART = bag("apart different unequal opposite")
_SIZED = bag("are is have in of almost nearly about roughly practically virtually exactly the close to very far "
             "approximately both now each a well wide widely quite similarly near perfectly")  # fmt: skip
_SIZES = bag(
    "size sized large big weight equal level even balance balanced identical apart weights share shares in amount"
)
#: Ratio up to which two are about equal, and from which they are far apart.
_EVEN, _FAR = 1.2, 1.1
PAIRING = frozenset[str]() | {"largest", "biggest", "smallest"} | _OF_TWO.keys() | _EQUAL | _APART | {"next"}


def pairs(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Claims about two names: first token, index after the last, and what is wrong."""
    if context.advice or context.unit.kind == "row":
        return
    norms = context.unit.tokens.norms
    for index in places_of(PAIRING, norms):
        if norms[index] in _OF_TWO and norms[index - 1 : index] == ["the"]:
            yield from _of_two(context, facts, index)
        elif norms[index] in _NEXT and norms[index + 1 : index + 2] == ["of"]:
            yield from _of_all(context, facts, index)
        elif norms[index] == "next":
            yield from _next(context, facts, index)
        elif norms[index] in _EQUAL or norms[index] in _APART:
            yield from _close(context, facts, index)


def _of_two(context: Context, facts: Facts, index: int) -> Iterator[tuple[int, int, str]]:
    """ "AGG and BNDX, with AGG the larger of the two"."""
    norms = context.unit.tokens.norms
    behind = norms[index + 1 : index + 4]
    if behind[:1] and behind[0] not in (".", ",", ";", "of", ")"):
        return
    name = next((m for m in reversed(context.mentions) if m.after <= index - 1 and comparable(m)), None)
    if name is None or not {"is", "being", ",", "as", "clearly", "are"}.issuperset(norms[name.after : index - 1]):
        return
    before = [m for m in (*context.recent, *context.mentions) if comparable(m) and family_of(m) == family_of(name)]
    own = [m for m in context.mentions if comparable(m) and m.after <= name.first and family_of(m) == family_of(name)]
    family = {topic.partition(":")[0] for topic in name.topics}
    own = [m for m in own if {topic.partition(":")[0] for topic in m.topics} == family]
    others = list({m.topics: m for m in (own or before[-2:]) if m.topics.isdisjoint(name.topics)}.values())
    if behind[:2] == ["of", "your"] or behind[:2] == ["of", "the"]:
        others = _of_kind(facts, name, norms[index + 1 : index + 6]) or others
    if len(others) == 2 and not own[2:] and behind[:1] == ["of"] and behind[1:2] in (["them"], ["the"], ["these"]):
        yield name.first, index + 1, "it is none of those two."
    if len(others) != 1:
        return
    yield from _compare(facts, name, others[0], _OF_TWO[norms[index]], index + 1)


def _of_kind(facts: Facts, name: Mention, words: list[str]) -> list[Mention]:
    """ "COST is the larger of your two stocks": the other one."""
    kind = "stock" if "stocks" in words else "account" if "accounts" in words else ""
    rows = facts.ranks.get("account" if kind == "account" else "position", ())
    topics = [topic for topic, _ in rows if kind == "account" or facts.kinds.get(topic) == kind]
    others = [topic for topic in topics if topic not in name.topics]
    known = kind and len(topics) == 2 and len(others) == 1
    return [name._replace(topics=frozenset({others[0]}))] if known else []


def _compare(facts: Facts, one: Mention, other: Mention, sign: int, after: int) -> Iterator[tuple[int, int, str]]:
    mine, others = values_of(facts, one), values_of(facts, other)
    if mine and others and abs(mine[0] - others[0]) > 0.005:
        holds = any((a > b) is (sign > 0) for a in mine for b in others)
        problem = "" if holds else f"the tools gave {facts.amount(mine[0])} and {facts.amount(others[0])}."
        yield one.first, after, problem


def _of_all(context: Context, facts: Facts, index: int) -> Iterator[tuple[int, int, str]]:
    """ "GLD is the smallest of the five", where there are five."""
    norms = context.unit.tokens.norms
    number = (
        SMALL.get(norms[index + 3], 0)
        if norms[index + 1 : index + 3] == ["of", "the"] and index + 3 < len(norms)
        else 0
    )
    name = next((m for m in reversed(context.mentions) if m.after <= index and comparable(m)), None)
    if name is None and norms[0] == "it":
        earlier = [m for m in context.recent if comparable(m)][-1:]
        name = next((m._replace(first=0, after=1) for m in earlier), None)  # "it is the smallest of the five holdings"
    if not number or name is None or not {"is", "the", "by", "far", "clearly"}.issuperset(norms[name.after : index]):
        return
    family = next(iter(sorted(name.topics))).partition(":")[0]
    ends = index + 4 + (norms[index + 4 : index + 5] in (["holdings"], ["positions"]) and family == "position")
    rows = [topic for topic, _ in facts.ranks.get(family, ()) if topic != "position:Cash"]
    if len(rows) == number and norms[ends : ends + 1] in ([], ["."], [","], [";"]):
        holds = bool(name.topics & ranked(facts, family, _NEXT[norms[index]]))
        yield name.first, index + 4, "" if holds else "another one is."


def _next(context: Context, facts: Facts, index: int) -> Iterator[tuple[int, int, str]]:
    """ "IBIT is the smallest position, and VNQ is the next smallest"."""
    norms = context.unit.tokens.norms
    sign = _NEXT.get(norms[index + 1]) if index + 1 < len(norms) else None
    first = next((m for m in context.mentions if m.rank and m.many == 1 and m.after <= index), None)
    name = next((m for m in reversed(context.mentions) if m.after <= index and comparable(m)), None)
    if sign is None or first is None or name is None or first.rank * sign <= 0:
        return
    if not {"is", "the", "comes", "as"}.issuperset(norms[name.after : index]):
        return
    family = next(iter(first.topics)).partition(":")[0]
    right = ranked(facts, family, first.rank + sign)
    if right and any(t.startswith(family) for t in name.topics):
        names = " or ".join(sorted(topic.partition(":")[2] for topic in right))
        yield name.first, index + 2, "" if name.topics & right else f"that is {names}."


def _close(context: Context, facts: Facts, index: int) -> Iterator[tuple[int, int, str]]:
    """ "BNDX and BIL are almost the same size", "stocks and bonds are far apart"."""
    norms = context.unit.tokens.norms
    names = [m for m in context.mentions if m.after <= index and comparable(m)]
    if len(names) < 2 or norms[index + 1 : index + 2] in (["as"], ["time"], ["number"], ["account"]):
        return
    one, other = names[-2:]
    between = [norms[i] for i in range(one.after, other.first) if i not in context.covered]
    gap = [norms[i] for i in range(other.after, index) if i not in context.covered]
    if not {"and", "&", "(", ")", ",", "the", "your", "at", "with"}.issuperset(between) or "and" not in between:
        return
    if not {*_SIZED, "(", ")", "at", "%"}.issuperset(gap) or {"are", "have"}.isdisjoint(gap):
        return
    window = {norms[index], *norms[index + 1 : index + 3]}
    if norms[index] in ("same", "different", "similar", "opposite") and window.isdisjoint(_SIZES):
        return
    mine, others = values_of(facts, one), values_of(facts, other)
    if not mine or not others or family_of(one) != family_of(other):
        return
    ratios = [max(a, b) / min(a, b) for a in mine for b in others if min(a, b) > 0]
    equal = norms[index] in _EQUAL and "not" not in norms[other.after : index]
    if ratios:
        holds = min(ratios) <= _EVEN if equal else max(ratios) >= _FAR
        problem = "" if holds else f"the tools gave {facts.amount(mine[0])} and {facts.amount(others[0])}."
        yield one.first, index + 1, problem
