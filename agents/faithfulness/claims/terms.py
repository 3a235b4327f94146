"""The terms of a comparison in words: names, lists of names, amounts, and what the client has today."""

from __future__ import annotations

from typing import NamedTuple

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.model import Figure, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention

#: Families of which amounts are compared with each other: a holding with a class, an account only with accounts.
_KINDRED = bag("position asset_class sector kind")
_PASSED = bag("the your its their a an both those that his her our all of in only just")
_LISTING = bag(", and & plus the your its ( )")
TOGETHER = bag("together combined jointly")
_MONEY_TOPICS = bag("total capital income sustainable contribution")
_TODAY = (
    ["you", "have"], ["you", "hold"], ["you", "own"], ["today"], ["now"], ["you", "start"], ["the", "portfolio"],
    ["your", "portfolio"], ["what", "you"], ["at", "the", "start"], ["it", "is", "today"], ["it", "started"],
)  # fmt: skip
_VERBS = bag("is are was were make makes stand stands has have come comes")
_NOT_TODAY = bag("want need spend save pay draw will would plan retire intend")


class Term(NamedTuple):
    """One side of a comparison."""

    first: int
    after: int
    values: tuple[float, ...]
    """All that it may mean: "real estate" is a class and a sector."""
    topics: frozenset[str] = frozenset()


def family_of(mention: Mention) -> frozenset[str]:
    """What a mention can be compared with: one name for holdings, classes and sectors, one for each other family."""
    families = {topic.partition(":")[0] for topic in mention.topics}
    return frozenset({"slice" if family in _KINDRED else family for family in families})


def values_of(facts: Facts, mention: Mention) -> tuple[float, ...]:
    found = [facts.value(topic) for topic in sorted(mention.topics)]
    if found and all(value is None for value in found):
        found = [facts.value(topic, Kind.PERCENT) for topic in sorted(mention.topics)]  # of a projection's mix
    return tuple(dict.fromkeys(value for value in found if value is not None))


def comparable(mention: Mention) -> bool:
    return mention.strong and mention.named and not mention.rank and mention.many == 1


def group_from(context: Context, mention: Mention) -> list[Mention]:
    """The names that a list goes on with: "A, B and C"."""
    group, norms = [mention], context.unit.tokens.norms
    for following in context.mentions:
        if following.first < group[-1].after:
            continue
        gap = [norms[i] for i in range(group[-1].after, following.first) if i not in context.covered]
        if not gap or not _LISTING.issuperset(gap) or not comparable(following):
            break
        if {"and", "&", "plus", ","}.isdisjoint(gap) or family_of(following) != family_of(mention):
            break
        group.append(following)
    return group


def added(facts: Facts, group: list[Mention]) -> tuple[float, ...]:
    """What the names of a list are together; empty where one is unknown, or is part of another."""
    options = [values_of(facts, mention) for mention in group]
    topics = [mention.topics for mention in group]
    apart = all(one.isdisjoint(other) for i, one in enumerate(topics) for other in topics[:i])
    return (sum(values[0] for values in options),) if all(options) and apart else ()


def right_term(context: Context, facts: Facts, place: int) -> list[Term]:
    """What stands behind "than": one term, or each of a list of which all is said."""
    norms = context.unit.tokens.norms
    for words in _TODAY:
        if norms[place : place + len(words)] == words and _NOT_TODAY.isdisjoint(norms[place : place + 5]):
            total = facts.value("total")
            follows = context.starts.get(place + 2) if words[-1] == "portfolio" else None
            if total is not None and follows is None:
                return [Term(place, place + len(words), (total,), frozenset({"total"}))]
    start = place
    while place < len(norms) and place - start < 4 and norms[place] in _PASSED and place not in context.covered:
        place += 1
    figure = next((f for f in context.figures if f.first == place), None)
    behind = next((m for m in context.mentions if figure and figure.last < m.first <= figure.last + 3), None)
    if figure is not None and behind is not None and comparable(behind) and place > start:
        return [Term(behind.first, behind.after, values_of(facts, behind), behind.topics)]
    if figure is not None:
        return _amount(figure, definite=place > start)
    mention = next((m for m in context.mentions if m.first == place), None)
    if mention is None:
        return []
    if mention.topics & _MONEY_TOPICS and not mention.named:
        return [Term(place, mention.after, values_of(facts, mention), mention.topics)]
    if not comparable(mention):
        return []
    group = group_from(context, mention)
    behind = norms[group[-1].after : group[-1].after + 3]
    if len(group) > 1 and not TOGETHER.isdisjoint(behind):
        return [Term(place, group[-1].after, added(facts, group), mention.topics.union(*[m.topics for m in group]))]
    if not _VERBS.isdisjoint(behind[:1]):
        group = group[:1]  # "more than your cash, and your bonds are …"
    return [Term(m.first, m.after, values_of(facts, m), m.topics) for m in group]


def _amount(figure: Figure, *, definite: bool) -> list[Term]:
    """ "the $96,000 you want": an amount that is known, no limit."""
    if figure.kind is not Kind.MONEY or not definite or figure.monthly:
        return []
    return [Term(figure.first, figure.last + 1, (figure.value,))]


def left_names(context: Context, facts: Facts, index: int, right: Term) -> list[Term]:
    """The name in front of a comparative that goes with what is behind it, or a list of them."""
    sides = [m for m in context.mentions if comparable(m)]
    at_right = next((m for m in sides if m.first == right.first), None)
    kin = family_of(at_right) if at_right is not None else None
    before = [m for m in sides if m.after <= index and (kin is None or family_of(m) & kin)]
    before = [m for m in before if not m.topics & right.topics]
    norms = context.unit.tokens.norms
    while len(before) > 1 and "than" in norms[max(0, before[-1].first - 2) : before[-1].first]:
        before.pop()
    if not before and norms[0] == "it":
        earlier = [m for m in context.recent if comparable(m) and (kin is None or family_of(m) & kin)]
        last = earlier[-1:] if not earlier or earlier[-1].topics.isdisjoint(right.topics) else []
        return [Term(0, 1, values_of(facts, m), m.topics) for m in last]
    if not before or not {";", ":"}.isdisjoint(norms[before[-1].after : index]):
        return []
    group = [before[-1]]
    for earlier in reversed(before[:-1]):
        if group_from(context, earlier)[1:2] != [group[0]]:
            break
        group.insert(0, earlier)
    gap = norms[group[-1].after : index]
    if len(group) > 1 and (not TOGETHER.isdisjoint(gap) or not TOGETHER.isdisjoint(norms[: group[0].first])):
        values = added(facts, group)
        return [Term(group[0].first, group[-1].after, values)] if values else []
    if len(group) > 1 and _ends_list(norms, group):
        return [Term(m.first, m.after, values_of(facts, m), m.topics) for m in group]
    return [Term(group[-1].first, group[-1].after, values_of(facts, group[-1]), group[-1].topics)]


def _ends_list(norms: list[str], group: list[Mention]) -> bool:
    """Whether a verb in the plural follows: "A and B are larger", not "A is 5 %, and B is larger"."""
    return norms[group[-1].after : group[-1].after + 1] in (["are"], ["each"], ["both"])
