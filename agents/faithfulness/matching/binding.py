"""The mentions that a figure belongs to by grammar: "45 % in VTI", "VTI at 45 %", "VTI and BND make up 90 %"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from faithfulness.bag import bag
from faithfulness.matching.ahead import ahead_of, label_behind, over_brackets
from faithfulness.matching.neighbours import FILLERS, in_front_of
from faithfulness.matching.outcomes import future_of_share
from faithfulness.matching.pairs import behind_comparison, families, of_so_many, paired
from faithfulness.matching.subjects import FURTHER, LEADING, capital_of_income, subject_of
from faithfulness.model import Bound, Figure, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention, topics_of

_FUTURES = bag("futures paths simulations trials")
_OUTCOMES = frozenset({"success", "failure", "p10", "p25", "p50", "p75", "p90"})
_VERBS = bag("is are sits sit lies lie depends depend goes comes remains stays")
_IS_THE = bag("is are was remains the by far clearly your its , also still")


_REMARKS = bag("with all both most which nearly")
_OF_THE = (["of", "your"], ["of", "the"], ["of", "its"])
_PARTS = bag("part some most")
#: Of "more than nine tenths", which is a limit and no gap.
_GAP = frozenset({"gap"})
_CAPITAL = frozenset({"capital"})


class Binding(NamedTuple):
    """The mentions that a figure belongs to by grammar."""

    topics: frozenset[str]
    group: tuple[Mention, ...] = ()
    """Of "VTI and BND make up 90 %": all that are listed."""
    loose: bool = False
    """Whether it may also be a figure of something else that the sentence names."""
    alone: bool = False
    """Whether it is a figure of that as a whole, whatever else the sentence names."""


def bind(context: Context, figure: Figure) -> Binding | None:
    """The binding of a figure, or None if grammar does not tell."""
    if not context.mentions or _in_mix(context, figure) or _is_whole(context, figure):
        return None
    if figure.kind is Kind.NUMBER and of_so_many(context, figure):
        return None
    before = context.unit.tokens.norms[figure.first - 1] if figure.first else ""
    if before in ("±", "+/-"):
        return None  # a margin of error is of what stands in front of it
    if (subject := _over_remark(context, figure)) is not None:
        return Binding(subject.topics)
    if before in LEADING and not context.words.isdisjoint(FURTHER) and (other := subject_of(context, figure)):
        return Binding(other, alone=True)
    if "income" in context.words and capital_of_income(context, figure):
        return Binding(_CAPITAL, loose=True)
    if (topics := paired(context, figure)) is not None:
        return Binding(topics)
    if either := behind_comparison(context, figure):
        return Binding(topics_of(either))
    if _of_futures(context, figure):
        return Binding(_OUTCOMES)
    if future := future_of_share(context, figure):
        return Binding(frozenset({future}))
    ahead = ahead_of(context, figure)
    behind, tight = in_front_of(context, figure)
    if behind and _bracketed(context, figure, behind[-1]):
        ahead = ()
    elif ahead and label_behind(context, figure) is not None:
        behind = ()
    if ahead and behind and not tight:
        behind = ()
    if not ahead and not behind:
        return _beside(context, figure)
    if behind and not tight and not ahead and _leads(context, figure):
        return None
    if behind and not ahead and behind[-1].rank and behind[-1].many == 1:
        beside = _named_beside(context, behind[-1])
        if beside:
            return Binding(topics_of([*beside, behind[-1]]))
    selected = [m for m in (*behind, *ahead) if m.many > 1]
    chosen = selected or [*_apposed(context, ahead), *_apposed(context, behind[::-1])]
    group = () if selected or (ahead and behind) else (*behind, *ahead)
    incidental = _incidental(context, figure)
    if figure.bound is Bound.OVER and any(m.named and m.after <= figure.first for m in chosen):
        incidental = [m for m in incidental if m.after < figure.first or m.topics != _GAP]
    return Binding(topics_of([*chosen, *incidental]), group)


def _over_remark(context: Context, figure: Figure) -> Mention | None:
    """ "The cash of $2,140, all of it in the IRA, is 2.6 %": the subject in front of the remark."""
    norms, verb = context.unit.tokens.norms, figure.first - 1
    if norms[verb - 1 : verb + 1] != [",", "is"] or figure.kind is not Kind.PERCENT or context.soft:
        return None
    opens = next((i for i in range(verb - 2, 0, -1) if norms[i] == "," and norms[i + 1] in _REMARKS), 0)
    if not opens:
        return None
    end = opens
    while end and (end - 1 in context.covered or norms[end - 1] in ("of", "(", ")")):
        end -= 1
    return next((m for m in context.mentions if m.after == end and m.strong and not m.rank and m.many == 1), None)


def _is_whole(context: Context, figure: Figure) -> bool:
    """ "Half of your $80,906 is in IBIT": the whole, and no figure of what follows."""
    norms, first = context.unit.tokens.norms, figure.first
    if figure.kind is not Kind.MONEY or norms[first - 2 : first] not in _OF_THE:
        return False
    if norms[first - 3] in _PARTS or first - 3 in context.covered:
        return True  # "move part of the $212,000 into bonds"
    if norms[first - 1] == "its":
        return False
    return any(other.kind is Kind.PERCENT and first - 4 <= other.last < first for other in context.figures)


def _of_futures(context: Context, figure: Figure) -> bool:
    """ "4.5 % of the simulated futures succeed"."""
    if figure.kind is not Kind.PERCENT or figure.fraction or context.words.isdisjoint(_FUTURES):
        return False
    behind = context.unit.tokens.norms[figure.last + 1 : figure.last + 5]
    return behind[:1] == ["of"] and not _FUTURES.isdisjoint(behind)


def _bracketed(context: Context, figure: Figure, mention: Mention) -> bool:
    """ "energy (18.7 %) and …": the brackets belong to the name in front of them, whatever follows."""
    opens = context.unit.tokens.texts[figure.first - 1] == "(" and mention.after == figure.first - 1
    return opens and mention.many == 1


def _in_mix(context: Context, figure: Figure) -> bool:
    """Part of "60/40"."""
    if figure.kind is not Kind.PERCENT or "/" not in context.words:
        return False
    norms, after = context.unit.tokens.norms, figure.last + 1
    return norms[max(0, figure.first - 1)] == "/" or norms[after : after + 1] == ["/"]


def _leads(context: Context, figure: Figure) -> bool:
    """Whether a new clause starts with the figure: "… and 48 % is in instruments that …"."""
    found = context.unit.tokens
    after = over_brackets(found, figure.last + 1, context)
    return after < len(found.norms) and found.norms[after] in _VERBS


def _named_beside(context: Context, superlative: Mention) -> list[Mention]:
    """ "VOO is the largest position at $68,164": the name that the superlative is said of."""
    for mention in context.mentions:
        gap = context.unit.tokens.norms[mention.after : superlative.first]
        near = mention.named and mention.after <= superlative.first and len(gap) <= 4
        if near and _IS_THE.issuperset(gap):
            return [mention]
    return []


def _beside(context: Context, figure: Figure) -> Binding | None:
    """An incidental mention right in front of the figure: "steady saving ($30,000 a year)"."""
    mention = next((m for m in reversed(context.mentions) if m.after <= figure.first), None)
    if mention is None or mention.strong or figure.first - mention.after > 2:
        return None
    rhythm = figure.monthly or figure.yearly
    if (
        rhythm
        and figure.bound is not Bound.NONE
        and mention.topics == frozenset({"gap"})
        and mention.after == figure.first
    ):
        return None  # "a bit more than $5,800" is a limit, no gap
    gap = context.unit.tokens.norms[mention.after : figure.first]
    if any(word not in FILLERS or word in (",", "and") for word in gap):
        return None
    earlier = [m for m in context.mentions if m.strong and m.after <= mention.first][-1:]
    return Binding(topics_of([*_incidental(context, figure), *earlier]), loose=True)


def _apposed(context: Context, group: Sequence[Mention]) -> Sequence[Mention]:
    """The nearest mention and those that only explain it: "a bond fund, AGG", "Apple, the only single stock"."""
    if len(group) < 2:
        return group
    result = [group[0]]
    known = families(group[0])
    for mention in group[1:]:
        low, high = sorted((result[-1], mention), key=lambda m: m.first)
        gap = set(context.unit.tokens.norms[low.after : high.first])
        if not gap.isdisjoint(("and", "or", "&")) or known & families(mention):
            break
        result.append(mention)
        known |= families(mention)
    exact = [mention for mention in result if "position" in families(mention)]
    return exact or result


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
