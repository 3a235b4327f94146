"""How the paths of a projection go: "the poor path falls after retirement", "by year 25 nothing is left"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.model import Kind
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention

_RISES = bag("rises rise grows grow climbs climb increases increase gains swells growing rising climbing")
_FALLS = bag(
    "falls fall declines decline shrinks shrink drops drop sinks sink decreases decrease melts shrinking falling "
    "declining dwindles"
)
_OUTCOMES = frozenset({"p10", "p50", "p90"})
_LATER = bag("after during in from then keeps still until steadily throughout even ever further there")
_BETWEEN = bag(
    "path future case balance outcome line one keeps still then steadily slowly slightly also only never even "
    "continues to does not , will after retirement market in by contrast too"
)
_UP_TO = frozenset({"at", "until", "by", "to", "before"})
_POSITIVE = frozenset({"there", "positive", "money", "has", "holds"})
_EMPTY = frozenset({"dry", "empty", "out"})
_START, _STARTED, _HAVE = ["than", "you", "start"], ["than", "you", "started"], ["than", "you", "have"]
MOVING = _RISES | _FALLS | {"still", "first", "last", "more", "less", "lowest", "highest", "widens", "narrows"}
#: Balances that differ by less have not moved.
_STILL = 0.02


def paths(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Claims of direction: first token, index after the last, and what is wrong."""
    if not facts.times or context.unit.kind != "sentence" or context.words & {"if", "should", "would", "could", "rate"}:
        return
    norms = context.unit.tokens.norms
    for index, norm in enumerate(norms):
        if norm in _RISES or norm in _FALLS:
            yield from _moves(context, facts, index)
        elif norm == "still":
            yield from _still_there(context, facts, index)
        elif norm in ("first", "last"):
            yield from _first_or_last(context, index)
        elif norm in ("more", "less"):
            yield from _against_today(context, facts, index)
        elif norm in ("lowest", "highest"):
            yield from _extreme(context, facts, index)
        elif norm in ("widens", "narrows") and not {"gap", "spread", "range", "distance"}.isdisjoint(norms[:index]):
            yield from _spread(facts, index, widens=norm == "widens")


def rows(facts: Facts, topic: str) -> list[tuple[float, float]]:
    """Year and balance of a path."""
    found = facts.of_kinds((Kind.MONEY,), frozenset({topic}))
    return sorted((float(f.when[3:]), f.value) for f in found if f.when and f.topics == frozenset({topic}))


def retirement(facts: Facts) -> float:
    return float(facts.times["retirement"][3:])


def _path(context: Context, index: int) -> Mention | None:
    """The path in front of a verb."""
    norms = context.unit.tokens.norms
    mention = next((m for m in reversed(context.mentions) if m.after <= index and m.topics & _OUTCOMES), None)
    if mention is None or len(mention.topics) != 1:
        return None
    gap = [norms[i] for i in range(mention.after, index) if i not in context.covered]
    return mention if len(gap) <= 6 and _BETWEEN.issuperset(gap) else None


def _moves(context: Context, facts: Facts, index: int) -> Iterator[tuple[int, int, str]]:
    norms = context.unit.tokens.norms
    mention = _path(context, index)
    if mention is None:
        return
    topic, retired = next(iter(mention.topics)), retirement(facts)
    known = rows(facts, topic)
    denied = not {"not", "never"}.isdisjoint(norms[mention.after : index])
    rises = (norms[index] in _RISES) is not denied
    start = facts.value("total")
    saving = [(0.0, start), *[row for row in known if row[0] <= retired]] if start else []
    spending = [row for row in known if row[0] >= retired]
    later = not _LATER.isdisjoint(norms[index - 2 : index + 3]) or not {"after", "during"}.isdisjoint(norms[:index])
    phases = [spending] if later and not _to_retirement(norms) else [saving] if _between(norms) else [saving, spending]
    possible = [_goes(phase) for phase in phases if len(phase) > 1]
    if possible and not denied:
        holds = any(way == 0 or (way > 0) is rises for way in possible)
        yield mention.first, index + 1, "" if holds else f"it {'falls' if rises else 'rises'}."


def _to_retirement(norms: list[str]) -> bool:
    before = {norms[index - 1] for index, norm in enumerate(norms) if norm == "retirement" and index}
    return not before.isdisjoint(_UP_TO) or _between(norms)


def _between(norms: list[str]) -> bool:
    """ "Between today and retirement the median grows"."""
    return "between" in norms and norms[norms.index("between") + 1 :][1:3] == ["and", "retirement"]


def _goes(phase: list[tuple[float, float]]) -> int:
    """1 if a path rises from the first to the last of these rows, -1 if it falls, 0 if neither is clear."""
    first, last = phase[0][1], phase[-1][1]
    if abs(last - first) <= _STILL * max(first, 1):
        return 0
    return 1 if last > first else -1


def _still_there(context: Context, facts: Facts, index: int) -> Iterator[tuple[int, int, str]]:
    """ "The median is still there in year 20", "still positive by year 30"."""
    norms = context.unit.tokens.norms
    named = [m for m in context.mentions if m.after <= index and m.topics & _OUTCOMES and len(m.topics) == 1]
    year = next((f for f in context.figures if index < f.first <= index + 7 and f.kind is Kind.YEARS), None)
    if not named or year is None or not _POSITIVE.intersection(norms[index + 1 : index + 4]):
        return
    value = dict(rows(facts, next(iter(named[-1].topics)))).get(year.value)
    if value is not None and "retirement" not in norms[year.last : year.last + 4]:
        yield index, year.last + 1, "" if value > 0 else "nothing is left by then."


def _first_or_last(context: Context, index: int) -> Iterator[tuple[int, int, str]]:
    """ "The poor path is the first to run dry, the good one the last"."""
    norms = context.unit.tokens.norms
    if norms[index - 1 : index] != ["the"] or "to" not in norms or context.words.isdisjoint(_EMPTY):
        return
    mention = next((m for m in reversed(context.mentions) if m.after <= index and m.topics & {"p10", "p90"}), None)
    if mention is None or not {"is", "the", "path", "one", "future"}.issuperset(norms[mention.after : index]):
        return
    holds = (norms[index] == "first") is ("p10" in mention.topics)
    yield mention.first, index + 1, "" if holds else "it is the other way round."


def _against_today(context: Context, facts: Facts, index: int) -> Iterator[tuple[int, int, str]]:
    """ "Even in the median future you finish with less than you start with"."""
    norms = context.unit.tokens.norms
    ends = {"finish", "finishes", "end", "ends"} & set(norms[max(0, index - 4) : index])
    named = [m for m in context.mentions if m.after <= index and m.topics & _OUTCOMES and len(m.topics) == 1]
    start = facts.value("total")
    if not ends or not named or not start or norms[index + 1 : index + 4] not in (_START, _STARTED, _HAVE):
        return
    left = rows(facts, next(iter(named[-1].topics)))[-1][1]
    yield index, index + 4, "" if (left > start) is (norms[index] == "more") else f"it ends with {facts.amount(left)}."


def _extreme(context: Context, facts: Facts, index: int) -> Iterator[tuple[int, int, str]]:
    """ "The balance is highest at retirement on every path"."""
    norms = context.unit.tokens.norms
    if norms[index + 1 : index + 3] != ["at", "retirement"]:
        return
    named = [next(iter(m.topics)) for m in context.mentions if m.topics & _OUTCOMES and len(m.topics) == 1]
    topics = named or (sorted(_OUTCOMES) if context.words & {"every", "all", "each"} else ["p50"])
    pick = max if norms[index] == "highest" else min
    start = facts.value("total")
    for topic in topics:
        known = [*rows(facts, topic), *([(0.0, start)] if start else [])]
        at = next((value for year, value in known if year == retirement(facts)), None)
        if at is not None:
            yield index, index + 3, "" if at == pick(value for _, value in known) else "another year is."
            return


def _spread(facts: Facts, index: int, *, widens: bool) -> Iterator[tuple[int, int, str]]:
    low, high = rows(facts, "p10"), rows(facts, "p90")
    if len(low) > 1 and len(low) == len(high):
        first, last = high[0][1] - low[0][1], high[-1][1] - low[-1][1]
        yield index, index + 1, "" if (last > first) is widens else "it is the other way round."
