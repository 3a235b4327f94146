"""Which future a balance is of, and when: "a median future brings $542,810" where that is the poor one's."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.matching.precision import is_plain, last_places
from faithfulness.model import Figure, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention

_PATHS = frozenset({"p10", "p50", "p90"})
_NAMES = {
    "p10": "the poor future",
    "p25": "the 25th percentile",
    "p50": "the median",
    "p75": "the 75th percentile",
    "p90": "the good future",
}
#: Between an amount and the future behind it: "$304,976 in a poor future".
_IN = (
    ["in", "a"],
    ["in", "the"],
    ["at"],
    ["in"],
    ["for", "the"],
    ["for", "a"],
    ["("],
    ["at", "the"],
    ["on", "the"],
    ["in", "an"],
)
_DISTINCT = 1000
_AGAIN = bag("does do happens happen so too likewise same also it that this")
#: What parts an amount from the future in front of it.
_PARTS = frozenset({";", ":", "than", "not", "but", "while", "whereas", "above", "below", "against", "over", "and"})
_REACH = 14
_END = ["end", "of", "the", "plan"]


def futures(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Balances and years of another future than the sentence names."""
    if not facts.times or context.unit.kind != "sentence":
        return
    outcomes = [m for m in context.mentions if len(m.topics & _PATHS) == 1 and m.topics <= _PATHS]
    for figure in context.figures:
        exact = is_plain(figure) and last_places(figure) >= _DISTINCT
        if figure.kind is Kind.MONEY and exact and figure.first not in context.wronged:
            yield from _balance(context, facts, outcomes, figure)
    yield from _again(context, facts, outcomes)
    yield from _years(context, facts)


def _balance(context: Context, facts: Facts, outcomes: list[Mention], figure: Figure) -> Iterator[tuple[int, int, str]]:
    mention = _future_of(context, outcomes, figure)
    found = [f for f in facts.near(Kind.MONEY, figure.value, figure.step / 2) if f.when and len(f.topics) == 1]
    if mention is None or not found or len(found) < len(facts.near(Kind.MONEY, figure.value, figure.step / 2)):
        return
    topic = next(iter(mention.topics))
    of_it = [fact for fact in found if topic in fact.topics]
    first, after = min(mention.first, figure.first), max(mention.after, figure.last + 1)
    if not of_it:
        yield first, after, f"that is {_NAMES[next(iter(found[0].topics))]}."
    elif when := _time_of(context, facts, mention, figure):
        holds = any(fact.when == when for fact in of_it)
        yield first, after, "" if holds else f"that is the balance in year {of_it[0].when[3:]}."


def _future_of(context: Context, outcomes: list[Mention], figure: Figure) -> Mention | None:
    """The future that an amount is of: that right behind it, else the last in front that no other amount follows."""
    norms, place = context.unit.tokens.norms, figure.last + 1
    behind = next((m for m in outcomes if m.first >= place), None)
    if behind is not None and norms[place : behind.first] in _IN:
        bracket = norms[place] == "(" and norms[behind.after : behind.after + 1] != [")"]
        return None if bracket else behind
    front = [m for m in outcomes if m.after <= figure.first]
    if not front or figure.first - front[-1].after > _REACH:
        return None
    last = front[-1]
    gap = norms[last.after : figure.first]
    between = any(f.kind is Kind.MONEY and last.after <= f.first < figure.first for f in context.figures)
    listed = (
        len(front) > 1
        and {"and", "or", ","} & set(norms[front[-2].after : last.first])
        and (last.first - front[-2].after <= 3)
    )
    apposed = behind is not None and behind.first - place <= 3
    gap = gap[:-1] if gap[-1:] == [":"] else gap
    return None if between or listed or apposed or gap == [","] or not _PARTS.isdisjoint(gap) else last


def _time_of(context: Context, facts: Facts, mention: Mention, figure: Figure) -> str:
    """The one point in time that a clause such as "median balance at the end of the plan: $325,119" names."""
    first, after = min(mention.first, figure.first), max(mention.after, figure.last + 1)
    times = [topic for m in context.mentions for topic in m.topics if topic.startswith("at:")]
    strong = [m for m in context.mentions if m.topics & set(facts.times.values()) and first <= m.first < after]
    plain = len(times) == 1 and not context.dated and len(strong) == 1
    labels = context.unit.tokens.norms[figure.first - 1 : figure.first] == [":"]
    return times[0] if plain and labels else ""


def _dry(facts: Facts, topic: str) -> tuple[float, float] | None:
    """The years between which a future runs out."""
    rows = sorted((float(f.when[3:]), f.value) for f in facts.of_kinds((Kind.MONEY,), frozenset({topic})) if f.when)
    until = float(facts.times["retirement"][3:])
    for (before, _), (year, value) in pairwise(rows):
        if value <= 0 and year > until:
            return before, year
    return None


def _again(context: Context, facts: Facts, outcomes: list[Mention]) -> Iterator[tuple[int, int, str]]:
    """ "In a median future it does so between year 20 and year 25": the years in which another runs out."""
    norms = context.unit.tokens.norms
    for one, other in pairwise(context.figures):
        before = [m for m in outcomes if m.after <= one.first]
        ranged = norms[max(0, one.first - 2) : one.first] == ["between", "year"] and other.first - one.last <= 3
        if not ranged or not before or one.first - before[-1].after > _REACH:
            continue
        gap = norms[before[-1].after : one.first]
        if _AGAIN.isdisjoint(gap):
            continue
        topic = next(iter(before[-1].topics))
        spans = {path: _dry(facts, path) for path in sorted(_PATHS)}
        said = (one.value, other.value)
        if said in spans.values():
            yield before[-1].first, other.last + 1, "" if spans[topic] == said else "that is another future."
        elif ["does", "so"] in [gap[i : i + 2] for i in range(len(gap))] and (span := spans[topic]) is not None:
            holds = said[0] <= span[0] and said[1] >= span[1]
            yield before[-1].first, other.last + 1, "" if holds else f"it is between year {span[0]:g} and {span[1]:g}."


def _years(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "At the end, year 38", "at retirement (year 12)": the year of that point in time."""
    norms = context.unit.tokens.norms
    for mention in context.mentions:
        times = mention.topics & set(facts.times.values())
        place = mention.after
        if "plan" in mention.topics and (norms[place - 1] == "end" or norms[max(0, place - 4) : place] == _END):
            times = {facts.times["end"]}
        ends = "plan" in mention.topics and norms[place : place + 2] == ["ends", "in"]
        if ends:
            times, place = {facts.times["end"]}, place + 1  # "the plan ends in year 32"
        if len(times) != 1 or (not ends and norms[place : place + 1] not in ([","], ["("])):
            continue
        place += 1 + (norms[place + 1 : place + 2] == ["in"] and not ends)
        figure = next((f for f in context.figures if f.first == place + 1), None)
        if figure is None or norms[place] != "year" or figure.value >= 1900 or "retirement" in norms[place : place + 5]:
            continue
        year = float(next(iter(times))[3:])
        yield mention.first, figure.last + 1, "" if figure.value == year else f"that is year {year:g}."
