"""Outcomes of a projection in words: which future a share of all futures means, and when a balance runs out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.model import Figure, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention

_PERCENTILES = {10.0: "p10", 25.0: "p25", 50.0: "p50", 75.0: "p75", 90.0: "p90"}
_MORE = bag("more over above exceeding exceed exceeds least")
_LESS = bag("less under below fewer most")
_THAN = _MORE | _LESS | {"than", "at"}
_LIMITS = _MORE | _LESS
_SHARE_REACH = 10
_EMPTY = bag("gone empty exhausted depleted zero nothing dry")
EMPTYING = _EMPTY | {"used", "out", "dry"}
_EMPTIED: tuple[tuple[str, ...], ...] = (
    ("used", "up"), ("runs", "out"), ("run", "out"), ("ran", "out"), ("running", "out"), ("runs", "dry"),
)  # fmt: skip
_STILL = bag("not still before if")
_AT = bag("by in year until after and between around about from at")
_POINTING = bag("that this it these they")
_ELLIPSIS = 4
_INSERTED = 14


def future_of_share(context: Context, figure: Figure) -> str:
    """ "Three quarters of the futures have more than $291,223" speaks of the 25th percentile; empty if no such."""
    if figure.kind is not Kind.MONEY or not figure.first or context.words.isdisjoint(_LIMITS):
        return ""
    if not any(f.fraction for f in context.figures):
        return ""
    found = context.unit.tokens
    before = found.norms[max(0, figure.first - 3) : figure.first]
    more, less = not _MORE.isdisjoint(before), not _LESS.isdisjoint(before)
    if "no" in before or "not" in before:
        more, less = less, more
    if before[-1] not in _THAN or more is less:
        return ""
    shares = [
        f for f in context.figures
        if f.fraction and f.last < figure.first and figure.first - f.last <= _SHARE_REACH and f.last >= figure.since - 1
    ]  # fmt: skip
    if not shares:
        return ""
    share = shares[-1].value
    return _PERCENTILES.get(100 - share if more else share, "")


def runs_out(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "The median is used up by year 25", "gone between year 30 and year 35": the first year without money."""
    if not facts.times or context.words.isdisjoint(EMPTYING):
        return
    outcomes = [m for m in context.mentions if m.topics <= {"p10", "p50", "p90"} and len(m.topics) == 1]
    if context.unit.kind != "sentence" or context.soft or not outcomes:
        return
    seen = set[int]()
    for place, after in _empties(context):
        if not _STILL.isdisjoint(context.unit.tokens.norms[max(0, place - 2) : place]):
            continue
        named = [m for m in outcomes if m.first < after + _SHARE_REACH]
        mention = next((m for m in reversed(named) if m.first < place), named[0] if named and _opens(context) else None)
        years = _years_beside(context, place, after)
        if mention is None or not years:
            continue
        rows = _rows(facts, mention)
        seen.add(years[0].first)
        first, last = min(years[0].first, place), max(years[-1].last + 1, after)
        yield first, last, _wrong_year([figure.value for figure in years], rows, _into(context, years))

    for mention, years in _further(context, outcomes, seen):
        wrong = _wrong_year([figure.value for figure in years], _rows(facts, mention), _into(context, years))
        yield mention.first, years[-1].last + 1, wrong


def _rows(facts: Facts, mention: Mention) -> list[tuple[float, float]]:
    """Year and balance of a future."""
    return sorted(
        (float(fact.when[3:]), fact.value)
        for fact in facts.of_kinds((Kind.MONEY,), mention.topics)
        if fact.when and fact.topics == mention.topics
    )


def _further(context: Context, outcomes: list[Mention], seen: set[int]) -> Iterator[tuple[Mention, list[Figure]]]:
    """ "…; in the median future between year 35 and year 40": of a clause that leaves the verb out."""
    norms, figures = context.unit.tokens.norms, context.figures
    for one, other in pairwise(figures):
        ranged = norms[one.first - 2 : one.first] == ["between", "year"] and other.first - one.last <= 3
        before = [m for m in outcomes if m.after <= one.first and one.first - m.after <= _ELLIPSIS]
        if ranged and before and one.first not in seen:
            yield before[-1], [one, other]


def _opens(context: Context) -> bool:
    """Not "that money is gone by year 15; the median …": of a future that the sentence before names."""
    return context.unit.tokens.norms[0] not in _POINTING


def _empties(context: Context) -> Iterator[tuple[int, int]]:
    norms = context.unit.tokens.norms
    for index, norm in enumerate(norms):
        if norm in _EMPTY:
            yield index, index + 1
        elif tuple(norms[index : index + 2]) in _EMPTIED:
            yield index, index + 2


def _years_beside(context: Context, place: int, after: int) -> list[Figure]:
    """The one or two years of the clause of a word such as "gone"."""
    found = context.unit.tokens
    years = [f for f in context.figures if f.kind in (Kind.YEARS, Kind.NUMBER, Kind.COUNT)]
    behind = [f for f in years if f.first >= after and _near(context, after, f.first)]
    if behind:
        following = [f for f in years if f.first > behind[0].last and _ends_range(found.norms, behind[0], f)]
        ranged = found.norms[behind[0].first - 2] == "between" or found.norms[behind[0].first - 1] == "between"
        return behind[:1] + (following[:1] if ranged else [])
    before = [f for f in years if f.last < place and _clause(context, f.last + 1, place)]
    return before[-1:] if before and found.norms[before[-1].first - 1] in ("year", "by") else []


def _ends_range(norms: list[str], one: Figure, other: Figure) -> bool:
    """ "… year 25 and year 30", "… year 25, when $250,584 is left, and year 30"."""
    opens, closes = norms[one.last + 1 : one.last + 2], norms[other.first - 3 : other.first]
    inserted = opens == [","] and closes == [",", "and", "year"]
    return other.first - one.last <= (_INSERTED if inserted else 3)


def _near(context: Context, first: int, after: int) -> bool:
    gap = context.unit.tokens.norms[first:after]
    return (
        bool(gap)
        and len(gap) <= 4
        and all(
            word in _AT or word in ("left", "somewhere", "the", "is", "remains", "will", "be", "of", "money")
            for word in gap
        )
    )


def _clause(context: Context, first: int, after: int) -> bool:
    gap = set(context.unit.tokens.norms[first:after])
    return after - first <= _SHARE_REACH and gap.isdisjoint({";", "but", "and", ":", "while", "until", "$", ","})


def _into(context: Context, years: list[Figure]) -> bool:
    """Whether the year is counted from retirement: "seven years into retirement"."""
    behind = set(context.unit.tokens.norms[years[-1].last + 1 : years[-1].last + 4])
    return not behind.isdisjoint({"into", "retirement", "retired", "later"})


def _wrong_year(years: list[float], rows: list[tuple[float, float]], into: bool) -> str:
    """The error in "empty by this year" or "between these years"; rows of (year, balance)."""
    if into or len(rows) < 2:
        return ""
    known = [year for year, _ in rows]
    peak = max(range(len(rows)), key=lambda n: rows[n][1])
    dry = next((n for n in range(peak, len(rows)) if rows[n][1] <= 0), None)
    if dry is None:
        return "it does not run out."
    if len(years) == 2:
        holds = years[0] <= rows[dry - 1][0] and years[1] >= rows[dry][0] and years[1] - years[0] <= 10
    else:
        holds = rows[dry - 1][0] < years[0] <= rows[dry][0] or (years[0] == known[-1] == known[dry])
    return "" if holds else f"it runs out between year {rows[dry - 1][0]:g} and year {rows[dry][0]:g}."
