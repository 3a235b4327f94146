"""Ranks: "the largest holding is X", "the three largest are X, Y and Z"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.model import FUND_KINDS
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention
from faithfulness.reading.number_words import SMALL
from faithfulness.reading.superlatives import ranked

_IS = bag(
    "here is are was remains remain , : ( - – — | being at with by far still and namely called the your its our "
    "also clearly comfortably currently as single of portfolio's portfolio overall as represents named in "
    "therefore account accounts fund etf itself goes to belongs ) a wide margin some distance"
)
_BACK = _IS | bag(
    "wide margin some distance which makes make it a their stays forms form s becomes constitutes remains this"
)
_OUTSIDE = bag("outside beyond besides excluding except apart")
_VERBS = bag("is are remains was stays being makes form forms represents")


def ranking(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Claims of rank: first token, index after the last, and the error."""
    taken: set[int] = set()
    for number, mention in enumerate(context.mentions):
        if mention.rank and mention.many == 1 and mention.named:
            yield from _one_rank(context, facts, mention, taken)
            yield from _followed(context, facts, mention)
        elif mention.rank and mention.many > 1:
            yield from _several(context, facts, number, mention)


def _family(mention: Mention) -> str:
    return next(iter(mention.topics)).partition(":")[0]


def _same_family(mention: Mention, family: str) -> bool:
    return mention.rank == 0 and mention.named and any(topic.startswith(f"{family}:") for topic in mention.topics)


def _joined(context: Context, first: int, after: int, words: frozenset[str], most: int) -> bool:
    inside = {i for f in context.figures for i in range(f.first, f.last + 1)}
    gap = [context.unit.tokens.norms[i] for i in range(first, after) if i not in inside]
    return len(gap) <= most and all(word in words for word in gap)


def _one_rank(context: Context, facts: Facts, mention: Mention, taken: set[int]) -> Iterator[tuple[int, int, str]]:
    """Whether a superlative is said of the right name."""
    family = _family(mention)
    linked = None if _of_a_few(context, len(facts.ranks.get(family, ()))) else _linked(context, mention, family, taken)
    if linked is None or linked.first in taken or _denied(context, mention, linked):
        return
    taken.add(linked.first)
    if left_out := _left_out(context, family):
        # "Global" is no region that a client could name.
        rest = ranked(facts, family, mention.rank, without=left_out | {"Global"})
        mention = mention._replace(topics=rest | ranked(facts, family, mention.rank, without=left_out))
    last = context.unit.tokens.norms[mention.after - 1]
    if last.endswith("s") and not last.endswith("ss"):
        # "the leading sectors": one of several
        sign = 1 if mention.rank > 0 else -1
        mention = mention._replace(
            topics=mention.topics.union(*(ranked(facts, family, sign * place) for place in (2, 3, 4)))
        )
    first, after = min(linked.first, mention.first), max(linked.after, mention.after)
    if linked.topics & (mention.topics | _kin(facts, context, mention)):
        yield first, after, ""
    else:
        right = " or ".join(sorted(topic.partition(":")[2] for topic in mention.topics))
        yield first, after, f"that is {right}."


def _left_out(context: Context, family: str) -> frozenset[str]:
    """ "Outside North America, Europe is the largest region": names of what does not count here."""
    if context.words.isdisjoint(_OUTSIDE):
        return frozenset()
    norms = context.unit.tokens.norms
    names = [m for m in context.mentions if _same_family(m, family) or (family == "region" and _in_family(m, family))]
    outside = [m for m in names if not _OUTSIDE.isdisjoint(norms[max(0, m.first - 2) : m.first])]
    return frozenset([topic.partition(":")[2] for mention in outside for topic in mention.topics])


def _in_family(mention: Mention, family: str) -> bool:
    return not mention.rank and any(topic.startswith(f"{family}:") for topic in mention.topics)


def _followed(context: Context, facts: Facts, mention: Mention) -> Iterator[tuple[int, int, str]]:
    """ "VIG is the largest position, followed by PG": the next place is of that name."""
    norms, family = context.unit.tokens.norms, _family(mention)
    after = mention.after
    while after < len(norms) and (norms[after] != "followed" or norms[after + 1 : after + 2] != ["by"]):
        if norms[after] in (";", "and", "while"):
            return
        after += 1
    name = next((m for m in context.mentions if after < m.first <= after + 4 and _same_family(m, family)), None)
    if name is None or context.soft:
        return
    place = mention.rank + (1 if mention.rank > 0 else -1)
    right = ranked(facts, family, place)
    for rows in [facts.inside[topic] for topic in context.reach if topic in facts.inside]:
        right |= frozenset([topic for topic, _ in (rows[place - 1 : place] if place > 0 else rows[place:][:1])])
    names = " or ".join(sorted(topic.partition(":")[2] for topic in right))
    yield name.first, name.after, "" if name.topics & right else f"that is {names}."


def _of_a_few(context: Context, all_of_them: int) -> bool:
    """ "AGG is the largest of the three": of those that were named, whichever they are."""
    norms = context.unit.tokens.norms
    for index in range(len(norms) - 2 if "of" in context.words and "the" in context.words else 0):
        if norms[index : index + 2] == ["of", "the"] and norms[index + 2] in SMALL:
            if SMALL[norms[index + 2]] == all_of_them:
                return False
            return norms[index + 3 : index + 4] == [] or not norms[index + 3].isalpha()
    return False


def _linked(context: Context, mention: Mention, family: str, taken: set[int]) -> Mention | None:
    """The name behind a superlative, or that in front of it where a verb says so or none is behind."""
    names = [name for name in context.mentions if _same_family(name, family)]
    behind = next((n for n in names if n.first >= mention.after), None)
    if behind is not None and not _joined(context, mention.after, behind.first, _IS, 6):
        behind = None
    before = next((n for n in reversed(names) if n.after <= mention.first), None)
    if before is None or before.first in taken or context.unit.kind == "row":
        return behind
    if not _joined(context, before.after, mention.first, _BACK, 7):
        return behind
    if context.unit.tokens.norms[before.after : mention.first] == ["the"]:
        return before  # "VEA the second largest and IEF the third"
    says_is = not _VERBS.isdisjoint(context.unit.tokens.norms[before.after : mention.first])
    return before if says_is or behind is None else behind


def _kin(facts: Facts, context: Context, mention: Mention) -> frozenset[str]:
    """ "largest stock": the largest of a kind need not be the largest of all."""
    words = set(context.unit.tokens.norms[mention.first : mention.after])
    accounts = [facts.inside[topic] for topic in context.reach if topic in facts.inside]
    place = mention.rank - 1 if mention.rank > 0 else mention.rank
    inside = {rows[place][0] for rows in accounts if len(rows) >= abs(mention.rank)}
    return frozenset(inside) | _kin_by_kind(facts, words, mention)


def _kin_by_kind(facts: Facts, words: set[str], mention: Mention) -> frozenset[str]:
    kinds = words & {"stock", "fund", "etf", "company", "stocks", "funds", "individual", "single", "bond"}
    if not kinds:
        return frozenset()
    wanted = ("stock",) if kinds & {"stock", "company", "stocks", "individual", "single"} else FUND_KINDS
    rows = [topic for topic, _ in facts.ranks.get("position", ()) if facts.kinds.get(topic) in wanted]
    place = mention.rank - 1 if mention.rank > 0 else mention.rank
    return frozenset(rows[place : place + 1 or None]) if rows and len(rows) >= abs(mention.rank) else frozenset()


def _denied(context: Context, mention: Mention, linked: Mention) -> bool:
    first, after = min(linked.first, mention.first), max(linked.after, mention.after)
    between = set(context.unit.tokens.norms[first:after])
    return bool(between & {"not", "isn't", "no", "nor"})


def _several(context: Context, facts: Facts, number: int, mention: Mention) -> Iterator[tuple[int, int, str]]:
    """ "The three largest holdings, A, B and C": the set has to be that of the first places."""
    family = next(iter(mention.topics)).split(":")[1]
    listed: list[Mention] = []
    end = mention.after
    for name in context.mentions[number + 1 :]:
        if not _same_family(name, family) or not _joined(context, end, name.first, _IS | {"and", "&", ")"}, 5):
            break
        listed.append(name)
        end = name.after
    if len(listed) != mention.many:
        return
    sign = 1 if mention.rank > 0 else -1
    allowed = frozenset[str]().union(*(ranked(facts, family, sign * place) for place in range(1, mention.many + 1)))
    wrong = [name for name in listed if not name.topics & allowed]
    right = ", ".join(topic.partition(":")[2] for topic in sorted(allowed))
    yield mention.first, listed[-1].after, f"those are {right}." if wrong else ""
