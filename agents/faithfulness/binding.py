"""The mentions that a figure belongs to by grammar: "45 % in VTI", "VTI at 45 %", "VTI and BND make up 90 %"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from faithfulness.context import Context
from faithfulness.cues import SUMS
from faithfulness.lexer import Token
from faithfulness.mentions import Mention, topics_of
from faithfulness.model import Figure, Kind

#: Words and signs that may stand between a name and a figure that is about it.
_FILLERS = frozenset(
    "is are was were at with of worth makes make made making up represents represent representing accounts account "
    "accounting for holds hold holding contains has have totals total totalling comes come coming to stands stand "
    "about roughly around approximately some only just currently today now a an the and or by value share weight "
    "valued equals amounts amount reaching reaches sits remains also nearly almost over under more than less least "
    "most being alone itself its your which that whole portfolio balance position stake allocation exposure fund etf "
    "percentage as still barely far together combined then estimated figure level another all s&p500 russell2000 "
    "russell1000 nasdaq100 index msci from held carries carrying standing comprises comprising constitutes "
    "contributes contributing sum sums funds stock holdings dollars again set there assets already second third "
    "fourth shrinks grows falls rises drops declines climbs leads down shrink grow fall rise reach reached goes "
    "increases decreases further additional ( ) : = ~ ≈ – — - | / \" “ ” ’ ,".split()
)
MOST_FILLERS = 12
#: Words between a figure and the name behind it.
_FORWARD = frozenset(
    "in of is are was sits sit lies lie held invested goes comes from to into on allocated as for the its your our an "
    "a parked kept spread tied up exposed uninvested currently still under by exposure weighting allocation weight "
    "position stake holding share money single one broad lives inside depends depend within against remains being "
    "sitting located towards toward called go".split()
)
MOST_FORWARD = 8
_OUTCOMES = frozenset({"p10", "p25", "p50", "p75", "p90"})
_VERBS = frozenset("is are sits sit lies lie depends depend goes comes remains stays".split())
_ANDS = frozenset("and or plus the a an your its about roughly another".split())
_IS_THE = frozenset("is are was remains the by far clearly your its , also still".split())
_SUBJECTS = frozenset("account holding fund position one other others rest remainder".split())
_DETERMINERS = frozenset("the its your our an a".split())
_WHOLE = frozenset(
    "the your its this total whole overall entire portfolio value assets all money everything holdings their our "
    "client what investments wealth account balance is invested it".split()
)
_LISTING = frozenset(", and & + plus / or the a an your our its only as well ( :".split())
_SEPARATORS = frozenset({",", "and", ";", "or"})


class Binding(NamedTuple):
    """The mentions that a figure belongs to by grammar."""

    topics: frozenset[str]
    group: tuple[Mention, ...] = ()
    """Of "VTI and BND make up 90 %": all that are listed."""
    loose: bool = False
    """Whether it may also be a figure of something else that the sentence names."""


class _Behind(NamedTuple):
    """The mentions in front of a figure."""

    group: tuple[Mention, ...] = ()
    tight: bool = False
    """Whether more than a comma joins them to the figure."""


def bind(context: Context, figure: Figure) -> Binding | None:
    """The binding of a figure, or None if grammar does not tell."""
    if not context.mentions or _in_mix(context, figure):
        return None
    if (paired := _paired(context, figure)) is not None:
        return paired
    ahead = _ahead(context, figure)
    behind, tight = _behind(context, figure)
    if ahead and behind and not tight:
        behind = ()
    if not ahead and not behind:
        return _beside(context, figure)
    if behind and not tight and not ahead and _leads(context, figure):
        return None
    if behind and not ahead and behind[-1].rank and behind[-1].many == 1:
        beside = _named_beside(context, behind[-1])
        if beside:
            return Binding(frozenset(topics_of([*beside, behind[-1]])))
    selected = [m for m in (*behind, *ahead) if m.many > 1]
    chosen = selected or [*_apposed(context, ahead), *_apposed(context, behind[::-1])]
    group = () if selected or (ahead and behind) else (*behind, *ahead)
    return Binding(frozenset(topics_of([*chosen, *_incidental(context, figure)])), group)


def _in_mix(context: Context, figure: Figure) -> bool:
    """Part of "60/40"."""
    found = context.unit.tokens
    slashes = (i for i in (figure.first - 1, figure.last + 1) if 0 <= i < len(found) and found[i].text == "/")
    return figure.kind is Kind.PERCENT and any(slashes)


def _leads(context: Context, figure: Figure) -> bool:
    """Whether a clause of its own starts with the figure: "… and 48 % is in instruments that …"."""
    found = context.unit.tokens
    after = _over_brackets(found, figure.last + 1, context)
    return after < len(found) and found[after].norm in _VERBS


def _paired(context: Context, figure: Figure) -> Binding | None:
    """ "Bonds, stocks and cash stand at 46 %, 41 % and 5 % respectively": the n-th figure is of the n-th name."""
    before = [m for m in context.mentions if m.after <= figure.first and m.named and m.strong]
    if len(before) < 2 or context.unit.kind != "sentence":
        return None
    found, nearest = context.unit.tokens, before[-1]
    row = [f for f in context.figures if f.first >= nearest.after and f.kind is figure.kind]
    if len(row) < 2 or figure not in row or any(m.strong and m.first > nearest.first for m in context.mentions):
        return None
    start = row[0].first
    colon = found[start - 1].text == ":" and row[0].since == 0
    group = [nearest]
    for earlier in reversed(before[:-1]):
        if not (colon or _lists(context, earlier.after, group[0].first)) or not _alike(earlier, group[0]):
            break
        group.insert(0, earlier)
    together = any(token.norm in SUMS for token in found[nearest.after : start])
    return None if len(row) != len(group) or together else Binding(group[row.index(figure)].topics)


def _alike(one: Mention, other: Mention) -> bool:
    """Two of a kind, not one under two names."""
    return one.topics.isdisjoint(other.topics) and not _families(one).isdisjoint(_families(other))


def _named_beside(context: Context, superlative: Mention) -> list[Mention]:
    """ "VOO is the largest position at $68,164": the name that the superlative is said of."""
    for mention in context.mentions:
        gap = context.unit.tokens[mention.after : superlative.first]
        near = mention.named and mention.after <= superlative.first and len(gap) <= 4
        if near and all(token.norm in _IS_THE for token in gap):
            return [mention]
    return []


def _beside(context: Context, figure: Figure) -> Binding | None:
    """An incidental mention right in front of the figure: "steady saving ($30,000 a year)"."""
    mention = next((m for m in reversed(context.mentions) if m.after <= figure.first), None)
    if mention is None or mention.strong or figure.first - mention.after > 2:
        return None
    gap = [token.norm for token in context.unit.tokens[mention.after : figure.first]]
    if any(word not in _FILLERS or word in (",", "and") for word in gap):
        return None
    earlier = [m for m in context.mentions if m.strong and m.after <= mention.first][-1:]
    return Binding(frozenset(topics_of([*_incidental(context, figure), *earlier])), loose=True)


def _apposed(context: Context, group: Sequence[Mention]) -> Sequence[Mention]:
    """The nearest mention and those that only explain it: "a bond fund, AGG", "Apple, the only single stock"."""
    if len(group) < 2:
        return group
    result = [group[0]]
    families = _families(group[0])
    for mention in group[1:]:
        low, high = sorted((result[-1], mention), key=lambda m: m.first)
        gap = {token.norm for token in context.unit.tokens[low.after : high.first]}
        if not gap.isdisjoint(("and", "or", "&")) or families & _families(mention):
            break
        result.append(mention)
        families |= _families(mention)
    exact = [mention for mention in result if "position" in _families(mention)]
    return exact or result


def _families(mention: Mention) -> set[str]:
    return {topic.partition(":")[0] for topic in mention.topics}


def _incidental(context: Context, figure: Figure) -> list[Mention]:
    """Incidental mentions since the figure before: "Excluding cash, the portfolio is worth …"."""
    return [
        mention
        for mention in context.mentions
        if not mention.strong
        and figure.since <= mention.first
        and mention.after <= figure.first
        and not any(topic.startswith("at:") for topic in mention.topics)
    ]


def _ahead(context: Context, figure: Figure) -> tuple[Mention, ...]:
    """ "45 % in VTI", "45 % of the portfolio is in VTI and BND", "45 % equity"."""
    found = context.unit.tokens
    index = _over_whole(found, _over_brackets(found, figure.last + 1, context), context)
    apposed = figure.first and found[figure.first - 1].text == ","
    if apposed and index + 1 < len(found) and found[index].text == "," and found[index + 1].norm in ("in", "at"):
        index += 1  # "the rest, $6,500, in the Roth IRA"
    connected, start = False, index
    while index < min(start + MOST_FORWARD, len(found)):
        mention = context.starts.get(index)
        if mention and (mention.strong or (connected and mention.topics <= _OUTCOMES)):
            return _listed_from(context, mention) if connected or index == start else ()
        if mention and connected and mention.after < len(found) and found[mention.after].text in ",(:":
            index = mention.after + 1  # "in a bond fund, AGG"
            continue
        if found[index].norm not in _FORWARD:
            return ()
        connected = connected or found[index].norm not in _DETERMINERS
        index += 1
    return ()


def _over_brackets(found: Sequence[Token], index: int, context: Context) -> int:
    """Behind "(10.3 %)" that repeats a figure in another dimension."""
    if index < len(found) and found[index].text == ")":
        index += 1
    if index < len(found) and found[index].text == "(":
        close = next((i for i in range(index, min(index + 9, len(found))) if found[i].text == ")"), None)
        if close is not None and not context.mention_in(index, close):
            return close + 1
    return index


def _over_whole(found: Sequence[Token], index: int, context: Context) -> int:
    """Behind "a year", and behind "of the total portfolio"."""
    following = [token.norm for token in found[index : index + 2]]
    if len(following) < 2:
        return index
    if following[0] in ("a", "per"):
        return index + (2 if following[1] in ("year", "month") else 0)
    if following[0] != "of" or following[1] not in _WHOLE:
        return index
    start = index + 1
    while start < len(found) and found[start].norm in _WHOLE:
        mention = context.starts.get(start)
        if mention is not None and mention.strong:
            break
        start += 1
    return start if start > index + 1 else index


def _listed_from(context: Context, mention: Mention) -> tuple[Mention, ...]:
    group = [mention]
    for following in context.mentions:
        if following.first >= group[-1].after and _lists(context, group[-1].after, following.first):
            group.append(following)
    return tuple(group)


def _lists(context: Context, first: int, after: int) -> bool:
    return after - first <= 4 and all(token.norm in _LISTING for token in context.unit.tokens[first:after])


def _behind(context: Context, figure: Figure) -> _Behind:
    """ "VTI at 45 %", "VTI ($5,471, 75 %)"."""
    found = context.unit.tokens
    before = [m for m in context.mentions if m.after <= figure.first and _counts(m, figure)]
    if not before:
        return _Behind()
    mention = before[-1]
    counted = mention.first - 1 in context.covered and mention.after - mention.first == 1 and not mention.rank
    gap = _gap(context, mention, figure)
    if counted or gap is None:  # "two stocks make up 17 %"
        return _Behind()
    since = figure.since if figure.since > mention.after else -1
    if since >= 0:
        between = [f for f in context.figures if mention.after <= f.first < figure.first]
        if between[-1].kind in (Kind.YEARS, Kind.MONTHS) and found[figure.first - 1].norm == "of":
            return _Behind()
        if found[figure.first - 1].text == "(" and any(f.kind is figure.kind for f in between):
            # "the capital for the income of $84,000 ($2,100,000)": either may be meant
            return _Behind(tuple(before[-2:]), True)
    near = {token.norm for token in found[max(since, mention.after) : figure.first]}
    listed = since >= 0 and not _SEPARATORS.isdisjoint(near) and "(" not in near
    if listed and not _SUBJECTS.isdisjoint(near):
        return _Behind()  # "…, and the third account $3,555"
    group = [mention]
    for earlier in reversed(before[:-1]):
        if not _lists(context, earlier.after, group[0].first):
            break
        group.insert(0, earlier)
    return _Behind(tuple(group), not listed and (not gap or any(word not in (",", "and", "or") for word in gap)))


def _counts(mention: Mention, figure: Figure) -> bool:
    """Whether a mention may bind what follows: an incidental one only if it is an outcome of this very clause."""
    return mention.strong or (mention.first >= figure.since and mention.topics <= _OUTCOMES)


def _gap(context: Context, mention: Mention, figure: Figure) -> list[str] | None:
    """The words between a mention and a figure, other figures and incidental mentions left out; None if they part."""
    found = context.unit.tokens
    skipped = _tokens_of(m for m in context.mentions if not m.strong and m.first >= mention.after)
    gap = [
        found[index].norm
        for index in range(mention.after, figure.first)
        if index not in context.covered and index not in skipped
    ]
    if len(gap) > MOST_FILLERS or any(word not in _FILLERS for word in gap):
        return None
    joins_another = bool(gap) and all(word in _ANDS for word in gap) and ("and" in gap or "or" in gap)
    return None if joins_another else gap


def _tokens_of(mentions: Iterable[Mention]) -> set[int]:
    return {index for mention in mentions for index in range(mention.first, mention.after)}
