"""The facts that a figure may be compared with: those of its subject, or all that its sentence may use."""

from __future__ import annotations

from collections.abc import Iterable

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.matching.binding import Binding
from faithfulness.matching.outcomes import future_of_share
from faithfulness.model import Fact, Figure, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.cues import NEGATIONS
from faithfulness.reading.times import into_plan, since_then, times_of
from faithfulness.reading.years import left

_YEARLY = frozenset({"income", "contribution", "sustainable"})
_FUTURES = bag("futures paths simulations scenarios trials runs")
_PERCENTILES = ("p10", "p25", "p50", "p75", "p90")
_SPANS = frozenset({"until", "in_retirement", "plan", "p10", "p25", "p50", "p75", "p90"})
_MOST_PERCENT = 100
_RETIRING = bag("retirement retire retires retiring")
#: Kinds of which all figures of a sentence may use the same facts.
_ALIKE = frozenset({Kind.MONEY, Kind.PERCENT, Kind.POINTS, Kind.TIMES})
_TO_RETIREMENT = (
    ["to", "retirement"],
    ["until", "retirement"],
    ["before", "retirement"],
    ["until", "you"],
    ["to", "go"],
)
_UNTIL, _RETIRED = frozenset({"until"}), frozenset({"in_retirement"})
_DATED = frozenset({"row", "into"})
_PAID = bag("pay pays paid paying")
_OUTCOMES = frozenset({"success", "failure"})


def _kinds(figure: Figure, bound: bool) -> tuple[Kind, ...]:
    if figure.kind is Kind.NUMBER:
        any_of = (Kind.NUMBER, Kind.COUNT, Kind.MONEY)
        return (*any_of, Kind.PERCENT, Kind.YEARS) if bound and figure.value <= _MOST_PERCENT else any_of
    if figure.kind is Kind.COUNT:
        return (Kind.COUNT, Kind.NUMBER) if figure.noun == "equal" else (Kind.COUNT,)
    if figure.kind is Kind.MONTHS:
        return (Kind.YEARS,)
    if figure.kind is Kind.POINTS and bound:
        return (Kind.POINTS, Kind.PERCENT)  # "16.6 %, of which Europe is 5.9 points"
    return (figure.kind,)


def bound_facts(figure: Figure, binding: Binding | None, context: Context, facts: Facts) -> list[Fact]:
    """The facts of a figure's subject; empty if there are none of its dimension."""
    if binding is None or (figure.kind is Kind.YEARS and binding.topics.isdisjoint(_SPANS)):
        return []
    if binding.alone and len(binding.topics) > 1:
        exact = [f for f in facts.of_kinds((figure.kind,), binding.topics) if f.topics == binding.topics]
        if exact:
            return exact
    if binding.alone and (plain := facts.plain(figure.kind, binding.topics)):
        return list(plain)
    reach = context.reach | binding.topics
    kinds = _kinds(figure, True)
    found = _usable(facts.of_kinds(kinds, binding.topics), figure, reach, context)
    if figure.yearly or figure.monthly:
        found = [fact for fact in found if in_rhythm(figure, fact)]
    if figure.kind is Kind.COUNT:
        general = _usable(facts.open(Kind.COUNT), figure, reach, context)
        return [*found, *general] if any(not fact.open for fact in found) else []
    return _scoped(found, binding, figure, context)


def _scoped(found: list[Fact], binding: Binding, figure: Figure, context: Context) -> list[Fact]:
    """ "The Roth IRA holds $1,250 in cash": an amount behind an account is of that account."""
    if figure.kind is not Kind.MONEY:
        return found
    earlier = [
        m for m in context.mentions if m.after <= figure.first and any(t.startswith("account:") for t in m.topics)
    ]
    if not earlier or not context.words.isdisjoint({"total", "overall", "all"}):
        return found
    if binding.topics & earlier[-1].topics:
        both = [fact for fact in found if len(fact.topics) > 1 and fact.topics <= binding.topics]
        return both or found
    scoped = [fact for fact in found if len(fact.topics) > 1 and fact.topics & earlier[-1].topics]
    return scoped or found


def facts_in_reach(figure: Figure, context: Context, facts: Facts) -> list[Fact]:
    """The facts that its sentence may use: of named subjects, of carried subjects, and of the whole portfolio."""
    kinds = _kinds(figure, False)
    if figure.kind is Kind.NUMBER and context.own:
        kinds = (*kinds, Kind.PERCENT)
    if context.times or figure.fraction or figure.kind not in _ALIKE:
        return _in_reach(kinds, figure, context, facts)
    known = context.in_reach.get(figure.kind)
    if known is None:
        known = context.in_reach[figure.kind] = _in_reach(kinds, figure, context, facts)
    return known


def _in_reach(kinds: tuple[Kind, ...], figure: Figure, context: Context, facts: Facts) -> list[Fact]:
    near = _usable(facts.of_kinds(kinds, context.own), figure, context.reach, context)
    beyond = context.reach - context.own
    far = _usable(facts.of_kinds(kinds, beyond), figure, context.reach, context) if beyond else []
    if figure.fraction or not context.words.isdisjoint(_FUTURES):
        named = context.own & _OUTCOMES
        shares = _PERCENTILES if figure.fraction and any(f.kind is Kind.MONEY for f in context.figures) else ()
        outcomes = frozenset({*(named if len(named) == 1 else ("success", "failure")), *shares})
        near += _usable(facts.of_kinds(kinds, outcomes), figure, context.reach.union(outcomes), context)
    opened = facts.open(kinds[0]) if len(kinds) == 1 else [fact for kind in kinds for fact in facts.open(kind)]
    general = _usable(opened, figure, context.reach, context)
    found = dict.fromkeys([*near, *far, *general])
    named = context.own & _OUTCOMES
    if figure.kind is Kind.PERCENT and len(named) == 1 and context.words.isdisjoint(NEGATIONS):
        other = _OUTCOMES - named  # "less than half run out": that is no success
        return [fact for fact in found if fact.topics != other]
    return list(found)


def _usable(found: Iterable[Fact], figure: Figure, reach: frozenset[str], context: Context) -> list[Fact]:
    """Facts whose topics are all mentioned, at the points in time that are mentioned."""
    times = times_of(context, figure) if context.times else context.times
    told = "success" in context.own or "failure" in context.own
    reach = reach | _DATED
    if figure.kind in _ALIKE and not told and not times:
        return [fact for fact in found if fact.open or fact.topics <= reach or fact.when in reach]
    result: list[Fact] = []
    for fact in found:
        if told and fact.label.startswith("definition") and not _defines(figure, context):
            continue
        if fact.kind is Kind.YEARS and not fact.topics.isdisjoint(_DATED) and not _dates(figure, context, fact):
            continue
        if figure.noun and fact.kind is Kind.COUNT and figure.noun not in fact.nouns:
            continue
        if fact.when and times and fact.when not in times:
            continue
        if fact.open or fact.topics <= reach or (fact.when and (fact.when in times or fact.when in reach)):
            result.append(fact)
    return result


def _defines(figure: Figure, context: Context) -> bool:
    """ "One future in ten has more than $6,685,636": the share belongs to the amount, whatever else is said."""
    amounts = [f for f in context.figures if f.kind is Kind.MONEY and f.first > figure.last]
    return figure.fraction and any(future_of_share(context, amount) for amount in amounts[:1])


def spans(figure: Figure, context: Context, facts: Facts) -> frozenset[str]:
    """Topics that alone can be meant by a length: "you have 38 years to act", "$70,000 a year for 30 years"."""
    norms, first = context.unit.tokens.norms, figure.first
    before, behind = norms[max(0, first - 1) : first], norms[figure.last + 1 : figure.last + 2]
    if norms[figure.last + 1 : figure.last + 3] in _TO_RETIREMENT or left(context.unit.tokens, figure):
        return _UNTIL
    if before and before[0] in ("full", "entire", "whole"):
        return _UNTIL | _RETIRED | {"plan"}
    if behind and behind[0] in ("remain", "remains", "left", "away"):
        return _UNTIL
    if before == ["have"] and behind and behind[0] in ("to", "until", "before", "left", "ahead"):
        return _UNTIL
    if before == ["got"] and norms[max(0, first - 2) : first - 1] == ["you've"] and behind in (["."], [","], [";"]):
        return _UNTIL
    if before == ["for"] and "income" in norms[max(0, first - 4) : first] and not _PAID.isdisjoint(norms[:first]):
        return _RETIRED
    if before != ["for"] or norms[max(0, first - 2) : first - 1] != ["year"]:
        return frozenset()
    paid = [other.value for other in context.figures if other.kind is Kind.MONEY and other.last < figure.first]
    for topic, span in (("contribution", _UNTIL), ("income", _RETIRED)):
        if paid and (value := facts.value(topic)) is not None and abs(paid[-1] - value) < 1:
            return span
    return frozenset()


def _dates(figure: Figure, context: Context, fact: Fact) -> bool:
    """Whether a number of years is a point in time: "after 10 years", "year 10", "ten years from now"."""
    found = context.unit.tokens
    before = found.norms[figure.first - 1] if figure.first else ""
    if before == "in" and figure.first > 1 and found.norms[figure.first - 2] in _RETIRING:
        return False
    behind = set(found.norms[figure.last + 1 : figure.last + 3])
    if since_then(context, figure):
        return True
    if context.unit.kind == "row" or into_plan(context, figure):
        behind -= {"into", "retirement"}
    if ("into" in behind or "retirement" in behind) is not ("into" in fact.topics):
        return False
    dated = before in ("after", "year", "years", "by", "in", "next", "over", "the", "another", "of", "within")
    dated = dated or context.unit.kind == "row" or into_plan(context, figure)
    return dated or not behind.isdisjoint({"later", "into", "from", "in", "on"})


def in_rhythm(figure: Figure, fact: Fact) -> bool:
    """Whether an amount "a year" is compared with a yearly payment, and not with what many of them add up to."""
    if not (figure.yearly or figure.monthly) or not fact.topics:
        return True
    return not fact.topics.isdisjoint(_YEARLY) and not fact.label.startswith("all ")
