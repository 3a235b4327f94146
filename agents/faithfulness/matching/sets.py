"""Figures about several slices at once: extremes, ranges, lists, and fractions that repeat a figure."""

from __future__ import annotations

from itertools import pairwise

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.matching.precision import agrees
from faithfulness.model import Bound, Fact, Figure, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention
from faithfulness.reading.nouns import FAMILY_NOUNS

_ECHO_REACH = 6
_SINGULAR = bag("fund holding position company stock etf account sector region class security one single")
_NOUNS = {
    family: frozenset(word for phrase in nouns.split(";") for word in phrase.split())
    for family, nouns in FAMILY_NOUNS.items()
}
_OF_IT = bag("of the portfolio it , ( money total assets or value your")
_SAME = bag(
    "it is that this , which about roughly around nearly almost ( ) — – - or i.e. just over under some more less "
    "than a little"
)
_EXCEPT = bag("except besides apart excepting")
_PLURALS = bag("regions holdings positions sectors classes accounts funds stocks")
_DASHED = ([","], ["—"], ["–"], ["-"])
_STOCKS = frozenset({"stock", "stocks", "company", "companies"})


def counts_list(figure: Figure, context: Context) -> bool:
    """ "the two ETFs VNQ and VWO": the names that follow are as many; "the five positions above"."""
    behind = set(context.unit.tokens.norms[figure.last + 1 : figure.last + 4])
    if not behind.isdisjoint({"above", "below", "listed", "shown"}):
        return True
    earlier = [m for m in context.named if m.after <= figure.first and not m.rank]
    gap = context.unit.tokens.norms[earlier[-1].after : figure.first] if earlier else []
    if gap in ([";", "all"], [",", "all"], [":", "all"], ["—", "all"]):
        return _run_of(earlier[::-1], context) == figure.value  # "Look through VOO, VTI and QQQ; all three hold …"
    if gap in (["are", "your"], ["are", "the"], [",", "the"], [",", "your"]):
        return len({m.topics for m in earlier}) == figure.value  # "VXUS and VWO are your two foreign funds"
    if gap in _DASHED and len({m.topics for m in earlier}) == figure.value and figure.value > 1:
        return True  # "with 43 % in BNDX and 36 % in VGK, two positions decide …"
    names = [m for m in context.named if m.first > figure.last]
    if names and names[0].first == figure.last + 1:
        names = names[1:]  # what is counted: "two bond funds, AGG and TIP"
    part = context.unit.tokens.norms[figure.last + 1 : figure.last + 2] == ["of"]  # "two of the three holdings, …"
    if not names or names[0].first - figure.last > (7 if part else 5):
        return False
    return _run_of(names, context) == figure.value


def _run_of(names: list[Mention], context: Context) -> int:
    """How many of the names stand in one list, from the first on, in either direction."""
    count = 1
    for pair in pairwise(names):
        one, other = sorted(pair, key=lambda mention: mention.first)
        gap = set(context.unit.tokens.norms[one.after : other.first])
        if not gap <= {",", "and", "&", "("} or len(gap) > 2:
            break
        count += 1
    return count


def echo_of(figure: Figure, context: Context, facts: Facts) -> Fact | None:
    """ "More than half of it, 55.6 %, sits in one fund": a fraction of the figure behind it, or of what ranks high."""
    for other in context.figures:
        gap = context.unit.tokens.norms[figure.last + 1 : other.first]
        near = other.kind is Kind.PERCENT and other.first > figure.last and len(gap) <= _ECHO_REACH
        if near and (agrees(figure, other.value) or all(word in _OF_IT for word in gap)):
            return Fact(Kind.PERCENT, other.value, "the figure beside it")
        gap = context.unit.tokens.norms[other.last + 1 : figure.first]
        behind = other.kind is Kind.PERCENT and other.last < figure.first and not other.fraction
        if behind and len(gap) <= _ECHO_REACH and set(gap) & {"is", "that", "or"} and all(w in _SAME for w in gap):
            return Fact(Kind.PERCENT, other.value, "the figure beside it")
    for family, nouns in _NOUNS.items():
        if context.words & nouns & _SINGULAR:
            for topic, _ in facts.ranks.get(family, ())[:3]:
                value = facts.value(topic, Kind.PERCENT)
                if value is not None and agrees(figure, value):
                    return Fact(Kind.PERCENT, value, f"share of {topic.partition(':')[2]}")
    return None


def of_an_amount(figure: Figure, context: Context, facts: Facts) -> list[Fact]:
    """ "about half of the $38,000 you want", "a little over half of that": amounts before it as shares of that one."""
    norms, after = context.unit.tokens.norms, figure.last + 1
    if norms[after : after + 1] != ["of"] or (total := facts.value("total")) is None:
        return []
    earlier = [f.value for f in (*context.amounts, *context.figures) if f.kind is Kind.MONEY and f.start < figure.start]
    if not earlier:
        return []
    behind = next((f for f in context.figures if f.kind is Kind.MONEY and after <= f.first <= after + 3), None)
    if behind is not None:
        parts, whole = [total, *earlier[-2:]], behind.value
    elif norms[after + 1 : after + 2] in (["that"], ["this"]) and earlier[-1] > total:
        parts, whole = [total], earlier[-1]
    else:
        return []
    return [Fact(Kind.PERCENT, 100 * part / whole, "share of that amount") for part in parts] if whole else []


def covered_by(figure: Figure, context: Context, facts: Facts) -> tuple[bool, Fact] | None:
    """ "The five largest range from 7 % to 36 %", "no holding exceeds 10 %": whether that holds, and the extreme.

    None if the figure is no such limit.
    """
    if figure.kind is not Kind.PERCENT:
        return None
    if figure.partner is not None:
        return _in_range(figure, figure.partner, context, facts)
    if {"other", "than"} <= context.words and not context.words.isdisjoint(_PLURALS):
        return _but_these(figure, context, facts)
    if not context.words.isdisjoint(_EXCEPT) and not context.words.isdisjoint({"all", "every", "no", "each"}):
        return _but_these(figure, context, facts)
    if (many := _so_many_beyond(figure, context, facts)) is not None:
        return many
    if "only" in context.words and figure.bound is Bound.OVER and (lone := _only_one(figure, context, facts)):
        return lone
    each = figure.bound is Bound.UNDER and not context.words.isdisjoint({"each", "both"})
    if each and not context.words.isdisjoint(_STOCKS):
        stocks = [facts.value(topic, Kind.PERCENT) or 0.0 for topic, kind in facts.kinds.items() if kind == "stock"]
        return _at_most(figure, max(stocks, default=0.0), "the largest stock")
    none = not context.words.isdisjoint({"no", "none", "neither"})
    if (none and figure.bound is Bound.UNDER) or (not none and figure.bound is Bound.OVER):
        return _all_above(figure, context, facts)
    if not none or figure.bound is not Bound.OVER:
        return None
    if not context.words.isdisjoint(_STOCKS):
        stocks = [facts.value(topic, Kind.PERCENT) or 0.0 for topic, kind in facts.kinds.items() if kind == "stock"]
        return _at_most(figure, max(stocks, default=0.0), "the largest stock")
    place = 1 if "other" in context.words else 0
    if not context.words.isdisjoint({"beyond", "besides", "outside", "apart"}):
        place = max((mention.many for mention in context.mentions if mention.many > 1), default=place)
    words = _clause_of_no(figure, context)
    for family, nouns in _NOUNS.items():
        if family in facts.ranks and words & nouns and len(facts.ranks[family]) > place:
            value = facts.value(facts.ranks[family][place][0], Kind.PERCENT) or 0.0
            return _at_most(figure, value, f"the largest {family.replace('_', ' ')}")
    return None


def _so_many_beyond(figure: Figure, context: Context, facts: Facts) -> tuple[bool, Fact] | None:
    """ "Three of the eight holdings are above 10 %": as many as are."""
    counts = [f for f in context.figures if f.kind in (Kind.COUNT, Kind.NUMBER) and f.last < figure.first]
    if not 0 < len(counts) <= 2 or figure.bound is Bound.NONE or figure.fraction or context.named:
        return None
    if counts[0].first > 1 or context.unit.tokens.norms[counts[0].last + 1 : counts[0].last + 2] != ["of"]:
        return None
    family = next((f for f, nouns in _NOUNS.items() if f in facts.ranks and context.words & nouns), "")
    shares = [facts.value(topic, Kind.PERCENT) or 0.0 for topic, _ in facts.ranks.get(family, ())]
    beyond = [share for share in shares if (share > figure.value) is (figure.bound is Bound.OVER)]
    return len(beyond) == counts[0].value, Fact(Kind.COUNT, len(beyond), f"{family}s beyond that")


def _clause_of_no(figure: Figure, context: Context) -> frozenset[str]:
    """ "No holding is above 40 %, and no sector is above a third": the words of the figure's own clause."""
    norms = context.unit.tokens.norms
    starts = [index for index in range(figure.first) if norms[index] == "no"]
    return frozenset(norms[starts[-1] : figure.first]) if len(starts) > 1 else context.words


def _only_one(figure: Figure, context: Context, facts: Facts) -> tuple[bool, Fact] | None:
    """ "Technology is the only sector above 10 %": the next is below."""
    family = next((f for f, nouns in _NOUNS.items() if f in facts.ranks and context.words & nouns & _SINGULAR), "")
    named = [t for m in context.named for t in m.topics if t.startswith(f"{family}:")]
    rows = [t for t, _ in facts.ranks.get(family, ()) if not t.endswith((":Cash", ":Unclassified"))]
    if not family or len(named) != 1 or len(rows) < 2:
        return None
    first, second = (facts.value(t, Kind.PERCENT) or 0.0 for t in rows[:2])
    return rows[0] == named[0] and second < figure.value <= first, Fact(Kind.PERCENT, second, f"the second {family}")


def _all_above(figure: Figure, context: Context, facts: Facts) -> tuple[bool, Fact] | None:
    """ "Every holding is above 10 %", "no position is below a tenth": the smallest is."""
    if context.named or (context.words.isdisjoint({"every", "each", "all"}) and "no" not in context.words):
        return None
    family = next((f for f, nouns in _NOUNS.items() if f in facts.ranks and context.words & nouns), "")
    rows = facts.ranks.get(family, ())
    if not rows:
        return None
    least = facts.value(rows[-1][0], Kind.PERCENT) or 0.0
    return figure.value - figure.step / 2 <= least <= 2 * figure.value + 1, Fact(Kind.PERCENT, least, "the smallest")


def _but_these(figure: Figure, context: Context, facts: Facts) -> tuple[bool, Fact] | None:
    """ "All holdings except BND and VEA are below 15 %": the largest of those that are not named."""
    wanted = Bound.OVER if "no" in context.words else Bound.UNDER
    family = next((f for f, nouns in _NOUNS.items() if f in facts.ranks and context.words & nouns), "")
    named = {topic for mention in context.mentions if mention.named and not mention.rank for topic in mention.topics}
    rest = [topic for topic, _ in facts.ranks.get(family, ()) if topic not in named]
    if figure.bound is not wanted or not rest or not named:
        return None
    return _at_most(figure, facts.value(rest[0], Kind.PERCENT) or 0.0, f"the largest other {family}")


def _at_most(figure: Figure, value: float, label: str) -> tuple[bool, Fact]:
    return value <= figure.value <= 2 * value + 1, Fact(Kind.PERCENT, value, label)


def _in_range(figure: Figure, partner: Figure, context: Context, facts: Facts) -> tuple[bool, Fact] | None:
    """Whether a range covers the shares of a set, and no more than it has to."""
    low, high = sorted((figure, partner), key=lambda one: one.value)
    for members in _members(context, facts):
        values = sorted(facts.value(topic, Kind.PERCENT) or 0.0 for topic in members)
        covers = values and low.value - low.step / 2 <= values[0] and values[-1] <= high.value + high.step / 2
        if covers and values[0] <= 2 * low.value + low.step and values[-1] >= high.value / 1.6:
            return True, Fact(Kind.PERCENT, values[0] if figure is low else values[-1], "extreme of these")
    return None


def _members(context: Context, facts: Facts) -> list[list[str]]:
    sets: list[list[str]] = []
    for mention in context.mentions:
        if mention.many > 1:
            family = next(iter(mention.topics)).split(":")[1]
            rows = facts.ranks.get(family, [])
            sets.append([topic for topic, _ in (rows[: mention.many] if mention.rank > 0 else rows[-mention.many :])])
        sets += [
            [t for t, kind in facts.kinds.items() if kind == topic[5:]]
            for topic in mention.topics
            if topic.startswith("kind:")
        ]
    return sets
