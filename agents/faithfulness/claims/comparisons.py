"""Comparisons, majorities and dominance: "X is larger than Y", "most of it is in X", "X leads"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.claims.held import places_of
from faithfulness.facts.facts import Facts
from faithfulness.model import Figure, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention
from faithfulness.reading.superlatives import ranked

_MORE = bag("larger bigger greater more higher heavier")
_LESS = bag("smaller less lower fewer lighter")
_DEGREES = _MORE | _LESS
_EXCEEDS = bag("exceeds exceed outweighs outweigh dwarfs outranks tops surpasses")
_MOST = bag("most majority bulk mostly predominantly primarily mainly chiefly")
_THAN = _EXCEEDS | {"than"}
_DOMINATES = bag("dominates dominate dominated leads lead tops")
_MOSTLY = frozenset({"mostly", "mainly", "largely"})
_OUTSIDE = frozenset({"outside", "beyond", "besides"})
_THROUGH = bag("through via thanks because")
_EVERY = bag("any every all each except but besides")
_MOSTLY_REACH = 9
MOST_SHARE, LEAST_MOST = 50.0, 45.0


COMPARING = _THAN | _MOST | _DOMINATES


def comparisons(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Claims of comparison, majority and dominance: first token, index after the last, and the error."""
    words = context.words
    if not words.isdisjoint(_THAN):
        yield from _comparisons(context, facts)
    if not words.isdisjoint(_MOST):
        yield from _majorities(context, facts)
    if not words.isdisjoint(_DOMINATES):
        yield from _dominance(context, facts)


def _value(facts: Facts, mention: Mention) -> float | None:
    values = [value for topic in sorted(mention.topics) if (value := facts.value(topic)) is not None]
    return max(values) if values else None


def _comparisons(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "X is larger than Y", "more X than Y", "X exceeds Y"."""
    found = context.unit.tokens
    for index in places_of(_THAN, found.norms):
        than = found.norms[index] == "than"
        right = _right_of(context, index)
        left = _left_of(context, index)
        if than and left and (extreme := _than_all_others(context, facts, left, index)):
            yield extreme
            continue
        if not left or not right or not _alike(left, right):
            continue
        if "together" in found.norms[left.after : index]:
            continue  # of several, of which only the last is known here
        words = _degree(context, index)
        more = not than or bool(words & _MORE)
        numbered = any(_measures(context, f, index) for f in context.figures if left.after <= f.first < right.first)
        if (than and not words & (_MORE | _LESS)) or numbered or words & {"not", "no"} or context.soft:
            continue
        one, other = _value(facts, left), _value(facts, right)
        if one is None or other is None or abs(one - other) < 0.005:
            continue
        problem = "" if (one > other) is more else f"the tools gave ${one:,.0f} and ${other:,.0f}."
        yield left.first, right.after, problem


def _than_all_others(context: Context, facts: Facts, left: Mention, index: int) -> tuple[int, int, str] | None:
    """ "SPY is larger than all other holdings": it is the first, or the last."""
    norms = context.unit.tokens.norms
    words = _degree(context, index)
    if norms[index + 2 : index + 3] != ["other"] or norms[index + 1] not in _EVERY or not words & (_MORE | _LESS):
        return None
    family = next((t.partition(":")[0] for t in left.topics if t.partition(":")[0] in facts.ranks), "")
    if context.soft or not family or words & {"not", "no"}:
        return None
    holds = left.topics & ranked(facts, family, 1 if words & _MORE else -1)
    return left.first, index + 3, "" if holds else "that does not hold of it."


def _left_of(context: Context, index: int) -> Mention | None:
    """The compared terms: "A is larger than B but smaller than C" says both of A."""
    found = context.unit.tokens
    before = [m for m in context.mentions if m.after <= index and _comparable(m)]
    while len(before) > 1 and "than" in found.norms[max(0, before[-1].first - 2) : before[-1].first]:
        before.pop()
    return before[-1] if before else None


def _degree(context: Context, index: int) -> set[str]:
    """The words in front of "than", of several comparatives the last."""
    words: set[str] = set()
    for norm in reversed(context.unit.tokens.norms[max(0, index - 6) : index]):
        if norm in _DEGREES and words & _DEGREES:
            break
        words.add(norm)
    return words


def _right_of(context: Context, index: int) -> Mention | None:
    """What a comparison is with: the name behind "than", a figure of it passed over ("than the 45 % in equity")."""
    found = context.unit.tokens
    for mention in context.mentions:
        if mention.first > index and _comparable(mention):
            between = [found.norms[i] for i in range(index + 1, mention.first) if i not in context.covered]
            return mention if len(between) <= 3 and _EVERY.isdisjoint(between) else None
    return None


def _measures(context: Context, figure: Figure, index: int) -> bool:
    """Whether a figure says by how much: "$191 more than", not "Real estate (4.7 %) is larger than"."""
    found = context.unit.tokens
    if figure.first > index:
        before = found.norms[index + 1 : figure.first]
        return before not in (["the"], ["its"], ["your"])
    if found.texts[figure.first - 1] == "(":
        return False
    stops = set(found.norms[figure.last + 1 : index])
    return figure.kind not in (Kind.MONEY, Kind.PERCENT) or figure.fraction or stops.isdisjoint({",", "—", "–"})


def _comparable(mention: Mention) -> bool:
    return mention.strong and (mention.named or bool(mention.topics & {"total", "capital", "income", "sustainable"}))


def _alike(left: Mention, right: Mention) -> bool:
    families = [{t.partition(":")[0] for t in m.topics} if m.named else {"concept"} for m in (left, right)]
    return bool(families[0] & families[1]) and not left.topics & right.topics


def _majorities(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "Most of the portfolio is in X", "mostly X"."""
    found = context.unit.tokens
    if context.soft:
        return
    for index in places_of(_MOST, found.norms):
        norm = found.norms[index]
        if index and norm == "most" and found.norms[index - 1] in ("at", "the"):
            continue
        names = [m for m in context.named if index < m.first <= index + _MOSTLY_REACH]
        between = set(found.norms[index : names[0].first]) if names else set()
        of_whole = norm not in ("most", "majority", "bulk") or bool(between & {"money", "portfolio", "assets", "value"})
        if not names or not of_whole or between & {"risky", "returns", "people", "us", "histories", "equity"}:
            continue
        aside = norm in _MOSTLY and index > 1 and found.norms[index - 1] in ",(" and _slice_before(context, index)
        if between & _THROUGH or aside:
            yield from _through(context, facts, index, names[0])
            continue
        shares = [s for t in sorted(names[0].topics) if (s := facts.value(t, Kind.PERCENT)) is not None]
        if shares:
            problem = "" if max(shares) >= LEAST_MOST else f"it is {max(shares):.1f} % of the portfolio."
            yield index, names[0].after, problem


def _slice_before(context: Context, index: int) -> Mention | None:
    """The slice that "mostly X" says more about, unless what lies outside it is meant."""
    slice_of = next((m for m in reversed(context.mentions) if m.after <= index and m.named and not m.rank), None)
    outside = slice_of is not None and context.unit.tokens.norms[max(0, slice_of.first - 1)] in _OUTSIDE
    return None if outside else slice_of


def _through(context: Context, facts: Facts, index: int, fund: Mention) -> Iterator[tuple[int, int, str]]:
    """ "Europe, held mostly through VGK": how much of the slice lies in that holding."""
    slice_of = _slice_before(context, index)
    value = None if slice_of is None else _value(facts, slice_of)
    inside = _value(facts, fund)
    if slice_of is None or not value or inside is None or _comparable(fund) is False:
        return
    splits = facts.of_kinds((Kind.PERCENT,), fund.topics)
    part = max((f.value for f in splits if len(f.topics) == 2 and f.topics & slice_of.topics), default=0.0)
    share = part * inside / value
    yield slice_of.first, fund.after, "" if share >= LEAST_MOST else f"{share:.0f} % of it lies there."


def _dominance(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "X dominates", "dominated by X", "X leads": the largest of its family."""
    found = context.unit.tokens
    for index in places_of(_DOMINATES, found.norms):
        dominated = found.norms[index] == "dominated"
        passive = dominated and index + 1 < len(found) and found.norms[index + 1] == "by"
        if dominated and not passive:
            continue
        names = [m for m in context.named if m.rank == 0]
        name = (
            next((m for m in names if m.first == index + 2), None)
            if passive
            else next((m for m in reversed(names) if m.after == index), None)
        )
        if name is None or context.soft:
            continue
        holds = any(topic in ranked(facts, topic.partition(":")[0], 1) for topic in name.topics)
        yield min(index, name.first), max(index + 1, name.after), "" if holds else "another one is larger."
