"""Places in a ranking said with a verb ("financials come second"), and exceptions ("than any holding except META")."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.claims.held import places_of
from faithfulness.facts.facts import Facts
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention
from faithfulness.reading.nouns import FAMILY_NOUNS, ORDINALS
from faithfulness.reading.superlatives import ranked

_COMES = bag("come comes ranks rank is are came follows follow placed third-placed")
_PLACES = {"first": 1, **ORDINALS, "last": -1}
#: What may follow a place that is one of the portfolio's: "comes second with 17 %", "ranks third."
_ENDS = bag("with at . , ; : ( ) because and but among by — – - in behind after")
_INTO_PLACE = bag(", comes come follows follow is are in takes take holds ranks the at lies")
_SOFT_ENDS = frozenset({"in", "and", "by"})
_EXCEPT = bag("except besides save but excepting")
_MORE = bag("larger bigger greater more higher exceeds exceed outweighs tops")
_THAN = bag("than exceeds exceed outweighs tops")
_LESS = bag("smaller less lower")
#: Most tokens of a figure in brackets, between a name and its place.
_BRACKET = 6
#: Tokens of a remark between a name and its verb.
_APPOSED = 9
_ALL = bag("any every all each")
PLACING = frozenset(_PLACES)
EXCEPTING = _EXCEPT | {"apart"}
_LISTED = frozenset({"and", ","})
_PARTING = _LISTED | {"or"}
_COMING = _COMES | {"place"}
_NOUNS = {word.strip(): family for family, words in FAMILY_NOUNS.items() for word in words.split(";")}


def places(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "Financials come second", "ranks third"."""
    found = context.unit.tokens
    if context.words.isdisjoint(_COMING):
        return
    for index in places_of(PLACING, found.norms):
        place = _PLACES[found.norms[index]]
        if index < 2 or context.soft:
            continue
        following = found.norms[index + 1] if index + 1 < len(found.norms) else "."
        if following == "place":
            yield from _in_place(context, facts, index, place)
            continue
        if found.norms[index - 1] not in _COMES:
            yield from _without_verb(context, facts, index, place)
            continue
        being = found.norms[index - 1] in ("is", "are")
        if following not in _ENDS or (being and following in _SOFT_ENDS):
            continue
        name = next((m for m in reversed(context.mentions) if m.after in (index - 1, index - 2)), None)
        name = name or _apposed(context, index - 1)
        if name is None or not name.named or name.rank or (name.after >= index - 2 and _parted(context, name, index)):
            continue
        group = _group(context, name)
        if len(group) > 1:
            yield from _places_of_list(context, facts, group, index)
            continue
        yield from _judged(context, facts, name, index + 1, place)


def _apposed(context: Context, verb: int) -> Mention | None:
    """ "Communication, at 12.0%, is third", "VWO, the emerging-markets fund, ranks third"."""
    norms = context.unit.tokens.norms
    if norms[verb - 1 : verb] not in ([","], [")"]):
        return None
    opens = next((i for i in range(verb - 2, max(-1, verb - _APPOSED), -1) if norms[i] in (",", "(")), -1)
    return next((m for m in context.mentions if m.after == opens), None)


def _without_verb(context: Context, facts: Facts, index: int, place: int) -> Iterator[tuple[int, int, str]]:
    """ "Financials come second, healthcare fourth"."""
    norms = context.unit.tokens.norms
    start = index - (norms[index - 1] == "the")  # "and COST the third"
    if norms[index - 1] == ")" and "(" in norms[max(0, index - _BRACKET) : index]:
        start = max(i for i in range(index) if norms[i] == "(")  # "financials ($8,975) second"
    name = next((m for m in context.mentions if m.after == start and m.named and not m.rank), None)
    ends = norms[index + 1 : index + 2] in ([], ["."], [","], [";"])
    if name is not None and ends and not PLACING.isdisjoint(norms[: name.first]):
        yield from _judged(context, facts, name, index + 1, place)


def _in_place(context: Context, facts: Facts, index: int, place: int) -> Iterator[tuple[int, int, str]]:
    """ "VEA follows in second place"."""
    name = next((m for m in reversed(context.mentions) if m.after <= index), None)
    gap = context.unit.tokens.norms[name.after : index] if name else []
    if name and name.named and not name.rank and gap and len(gap) <= 4 and all(word in _INTO_PLACE for word in gap):
        yield from _judged(context, facts, name, index + 2, place)


def _judged(context: Context, facts: Facts, name: Mention, after: int, place: int) -> Iterator[tuple[int, int, str]]:
    families = {topic.partition(":")[0] for topic in name.topics} & facts.ranks.keys()
    right = frozenset[str]().union(*(ranked(facts, family, place) for family in families))
    accounts = [facts.inside[topic] for topic in context.reach if topic in facts.inside]
    right |= {rows[place - 1 if place > 0 else place][0] for rows in accounts if len(rows) >= abs(place)}
    if right:
        yield name.first, after, "" if right & name.topics else f"that is {_names(right)}."


def _group(context: Context, last: Mention) -> list[Mention]:
    """The names of a list that ends in this one."""
    found, group = context.unit.tokens, [last]
    for earlier in reversed([m for m in context.mentions if m.after <= last.first]):
        if not _LISTED.issuperset(found.norms[earlier.after : group[0].first]):
            break
        group.insert(0, earlier)
    return group


def _places_of_list(context: Context, facts: Facts, group: list[Mention], index: int) -> Iterator[tuple[int, int, str]]:
    """ "META and XLE come first and second": the n-th place is of the n-th name."""
    found = context.unit.tokens
    said = [_PLACES[norm] for norm in found.norms[index : index + 2 * len(group)] if norm in _PLACES]
    if len(said) != len(group):
        return
    family = next(iter(sorted({t.partition(":")[0] for t in group[0].topics} & facts.ranks.keys())), "")
    wrong = [n for n, place in zip(group, said, strict=True) if not n.topics & ranked(facts, family, place)]
    right = frozenset[str]().union(*(ranked(facts, family, place) for place in said))
    yield group[0].first, index + 1, f"those are {_names(right)}." if wrong else ""


def _parted(context: Context, name: Mention, index: int) -> bool:
    return not _PARTING.isdisjoint(context.unit.tokens.norms[name.after : index - 1])


def _names(topics: frozenset[str]) -> str:
    return " or ".join(sorted({topic.partition(":")[2] for topic in topics}))


def exceptions(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "Cash is larger than any position except META and XLE": those that it is not larger than are all named."""
    found = context.unit.tokens
    norms = found.norms
    if context.soft or context.words.isdisjoint(_THAN):
        return
    for index, norm in enumerate(norms):
        if norm not in _EXCEPT and norms[index : index + 2] != ["apart", "from"]:
            continue
        than = next((i for i in range(index - 1, max(0, index - 6), -1) if norms[i] in _THAN), None)
        if than is None or not _ALL & set(norms[than + 1 : than + 2]):
            continue
        family = next((_NOUNS[word] for word in norms[than + 1 : index] if word in _NOUNS), "")
        if family not in facts.ranks:
            continue
        before = norms[max(0, than - 3) : than]
        more = not _MORE.isdisjoint([*before, norms[than]])
        named = [m for m in context.mentions if m.first > index and m.named]
        subject = next((m for m in reversed(context.mentions) if m.after <= than and m.named and not m.rank), None)
        if subject is None or not named or (not more and _LESS.isdisjoint(before)):
            continue
        value = next((v for topic in sorted(subject.topics) if (v := facts.value(topic)) is not None), None)
        if value is None:
            continue
        rows = [(t, v) for t, v in facts.ranks[family] if t not in subject.topics and not t.endswith(":Cash")]
        beyond = {t for t, v in rows if (v >= value if more else v <= value)}
        excepted = {t for m in named for t in m.topics} & {t for t, _ in rows}
        problem = "" if beyond == excepted else f"the exceptions are {_names(frozenset(beyond)) or 'none'}."
        yield subject.first, named[-1].after, problem
