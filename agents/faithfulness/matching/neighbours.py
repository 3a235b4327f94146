"""The mentions in front of a figure: "VTI at 45 %", "VTI and BND make up 90 %"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from faithfulness.bag import bag
from faithfulness.model import Figure, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention

#: Words and signs that may stand between a name and a figure that is about it.
FILLERS = bag(
    "is are was were at with of worth makes make made making up represents represent representing accounts "
    "account accounting for holds hold holding contains has have totals total totalling comes come coming to "
    "stands stand about roughly around approximately some only just currently today now a an the and or by "
    "value share weight valued equals amounts amount reaching reaches sits remains also nearly almost over "
    "under more than less least most being alone itself its your which that whole portfolio balance position "
    "stake allocation exposure fund etf percentage as still barely far together combined then estimated "
    "figure level another all s&p500 russell2000 russell1000 nasdaq100 index msci from held carries carrying "
    "standing comprises comprising constitutes contributes contributing sum sums funds stock holdings "
    "dollars again set there assets already second third fourth shrinks grows falls rises drops declines "
    "next climbs leads lead sectors regions follows follow little bit down shrink grow fall rise reach reached goes "
    "increases decreases further additional brings bring takes ( ) : "
    '= ~ ≈ – — - | / " “ ” ’ ,'
)
MOST_FILLERS = 12
OUTCOMES = frozenset({"p10", "p25", "p50", "p75", "p90"})
_ANDS = bag("and or plus the a an your its about roughly another")
_SUBJECTS = bag("account holding fund position one other others rest remainder")
_LISTING = bag(", and & + plus / or the a an your our its only as well ( :")
_PREDICATES = bag("is are has holds have makes make comes come stands weighs amounts contains was now")
_RELATIVES = bag("which where whose held mostly mainly largely represented invested that larger smaller")
_COMPARED = bag("below above exceeds than under over")
_CLAUSE_REACH = 8
_COMMAS = frozenset({",", "and", "or", ")"})
_BRINGING = frozenset({"brings", "bring", "takes"})
_SEPARATORS = frozenset({",", "and", ";", "or"})


class _Behind(NamedTuple):
    """The mentions in front of a figure."""

    group: tuple[Mention, ...] = ()
    tight: bool = False
    """Whether more than a comma joins them to the figure."""


def lists(context: Context, first: int, after: int) -> bool:
    return after - first <= 4 and _LISTING.issuperset(context.unit.tokens.norms[first:after])


def in_front_of(context: Context, figure: Figure) -> _Behind:
    """ "VTI at 45 %", "VTI ($5,471, 75 %)"."""
    found = context.unit.tokens
    before = [m for m in context.mentions if m.after <= figure.first and _counts(m, figure)]
    if not before:
        return _Behind()
    mention = before[-1]
    outer = _around_clause(context, before, figure)
    if outer is not None:
        return _Behind((outer,), True)
    counted = mention.first - 1 in context.covered and mention.after - mention.first == 1 and not mention.rank
    gap = _gap(context, mention, figure)
    if counted or gap is None:  # "two stocks make up 17 %"
        return _Behind()
    since = figure.since if figure.since > mention.after else -1
    if since >= 0:
        between = [f for f in context.figures if mention.after <= f.first < figure.first]
        if between and between[-1].kind in (Kind.YEARS, Kind.MONTHS) and found.norms[figure.first - 1] == "of":
            return _Behind()
        if found.texts[figure.first - 1] == "(" and any(f.kind is figure.kind for f in between):
            # "the capital for the income of $84,000 ($2,100,000)": either may be meant
            return _Behind(tuple(before[-2:]), True)
    if _closes(context, before, figure):
        return _Behind(tuple(before[-2:]), True)
    near = set(found.norms[max(since, mention.after) : figure.first])
    listed = since >= 0 and not _SEPARATORS.isdisjoint(near) and "(" not in near
    if listed and not _SUBJECTS.isdisjoint(near):
        return _Behind()  # "…, and the third account $3,555"
    group = [mention]
    for earlier in reversed(before[:-1]):
        if not lists(context, earlier.after, group[0].first):
            break
        group.insert(0, earlier)
    return _Behind(tuple(group), not listed and (not gap or any(word not in _COMMAS for word in gap)))


def _closes(context: Context, before: Sequence[Mention], figure: Figure) -> bool:
    """ "The income that it would sustain is below the target income ($16,312).": either may be meant."""
    norms, behind = context.unit.tokens.norms, figure.last + 1
    if len(before) < 2 or norms[figure.first - 1] != "(" or norms[behind : behind + 1] != [")"]:
        return False
    ends = norms[behind + 1 : behind + 2] in ([], ["."], [";"], [","])
    compared = not _COMPARED.isdisjoint(norms[before[-2].after : before[-1].first])
    return ends and compared and not any(mention.named for mention in before[-2:])


def _around_clause(context: Context, before: Sequence[Mention], figure: Figure) -> Mention | None:
    """ "Europe, held mostly through VGK, is 12 %": the name that a clause between two commas says more about."""
    found, inner = context.unit.tokens, before[-1]
    close = next((i for i in range(inner.after, figure.first) if found.texts[i] == ","), None)
    if close is None or found.norms[close + 1] not in _PREDICATES:
        return None
    rest = [i for i in range(close + 1, figure.first) if i not in context.covered]
    if any(found.norms[i] not in FILLERS for i in rest):
        return None
    start = inner.first
    while start > 0 and inner.first - start < _CLAUSE_REACH and found.texts[start] != ",":
        start -= 1
    opens = set(found.norms[start + 1 : start + 3])
    lying = opens & {"the", "a", "an"} and "in" in found.norms[inner.first - 2 : inner.first]
    if found.texts[start] != "," or (opens.isdisjoint(_RELATIVES) and not lying):
        return None
    return next((m for m in reversed(before[:-1]) if start - 2 <= m.after <= start), None)


def _counts(mention: Mention, figure: Figure) -> bool:
    """Whether a mention may bind what follows: an incidental one only if it is an outcome of this very clause."""
    return mention.strong or (mention.first >= figure.since and mention.topics <= OUTCOMES)


def _gap(context: Context, mention: Mention, figure: Figure) -> list[str] | None:
    """The words between a mention and a figure, other figures and incidental mentions left out; None if they part."""
    found = context.unit.tokens
    skipped = _tokens_of(m for m in context.mentions if not m.strong and m.first >= mention.after)
    gap = [
        found.norms[index]
        for index in range(mention.after, figure.first)
        if index not in context.covered and index not in skipped and not _brought(found.norms, index)
    ]
    if len(gap) > MOST_FILLERS or any(word not in FILLERS for word in gap):
        return None
    joins_another = bool(gap) and all(word in _ANDS for word in gap) and ("and" in gap or "or" in gap)
    return None if joins_another else gap


def _brought(norms: Sequence[str], index: int) -> bool:
    """ "A poor future brings you to $993,696", "with cash and AGG you have $21,536"."""
    if norms[index] != "you":
        return False
    return norms[index - 1] in _BRINGING or (norms[index + 1] == "have" and norms[index - 1] not in _SEPARATORS)


def _tokens_of(mentions: Iterable[Mention]) -> set[int]:
    return {index for mention in mentions for index in range(mention.first, mention.after)}
