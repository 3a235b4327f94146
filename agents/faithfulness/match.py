"""One figure against the facts that are in its reach."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from faithfulness.context import Binding, Context, times_of
from faithfulness.cues import DEFINITE, FALLS, LIMITS, PAST, TARGETS
from faithfulness.derive import derived
from faithfulness.facts import Facts
from faithfulness.model import Bound, Fact, Figure, Kind, State
from faithfulness.number_words import STARTS
from faithfulness.precision import agrees
from faithfulness.words import FAMILY_NOUNS

#: Topics that make a number of years a statement about the plan.
_PLAN_TOPICS = frozenset({"until", "in_retirement", "income", "capital", "success", "plan", "contribution", "p10", "p50", "p90"})
_SMALL_COUNT = 12
#: Years that advice may speak of.
_LONGEST = 60
_YEARLY = frozenset({"income", "contribution", "sustainable"})
#: Concepts that advice does not set anew: "the gap to $2.4 million".
_GIVEN = frozenset({"gap", "capital", "total", "funded", "success"})
_DATED = frozenset({"row", "into"})
_ONLY = frozenset("only just exactly single has have hold holds across is are with in comprises contains".split())
_LOCAL = 4
_ECHO_REACH = 6
_OTHERS = frozenset("remaining other these those further smaller next".split())
_SINGULAR = frozenset("fund holding position company stock etf account sector region class security one single".split())
#: Significant digits from which a figure is no coincidence.
_DISTINCT = {Kind.MONEY: 1000, Kind.PERCENT: 100}


_NOUNS = {family: frozenset(word for phrase in nouns.split(";") for word in phrase.split()) for family, nouns in FAMILY_NOUNS.items()}


class Match(NamedTuple):
    """What became of a figure."""

    state: State
    fact: Fact | None = None
    certain: bool = False


def match(figure: Figure, binding: Binding | None, context: Context, facts: Facts) -> Match:
    """The verdict on a figure.

    Args:
        binding: what grammar binds it to; it must then be a figure of that, or be derived from it.
    """
    if figure.kind is Kind.MALFORMED or figure.foreign:
        return Match(State.WRONG, _only_fact(binding, Kind.MONEY, context, facts))
    bound = _bound(figure, binding, context, facts)
    if binding is not None and binding.loose and bound:
        bound += [fact for fact in _in_reach(figure, context, facts) if fact.topics & context.own]
    candidates = bound or _in_reach(figure, context, facts)
    partitive = figure.kind is Kind.COUNT and [t.norm for t in context.unit.tokens[figure.last + 1 : figure.last + 2]] == ["of"]
    if partitive:
        candidates = [fact for fact in candidates if fact.topics & context.own] or candidates
    if figure.kind is Kind.TIMES and sum(mention.named for mention in context.mentions) > 1:
        candidates = []
    for fact in candidates:
        if _fits(figure, fact, named=bool(bound) or fact.topics <= context.own):
            return Match(State.MATCHED, fact)
    for fact in derived(figure, binding if bound else None, context, facts):
        if _fits(figure, fact, named=figure.kind is Kind.TIMES):
            return Match(State.MATCHED, fact)
    if known := _elsewhere(figure, bool(bound), context, facts):
        return known
    near = bool(bound) or any(fact.topics & context.own and not fact.open for fact in candidates)
    if _is_free(figure, bool(bound), near, context):
        return Match(State.FREE)
    nearest = min(candidates, key=lambda fact: abs(fact.value - figure.value), default=None)
    plain = [fact for fact in bound if len(fact.topics) == 1]
    values = {round(fact.value, 2) for fact in plain or bound}
    certain = bool(bound) and (len(values) == 1 or _one_rounding(values))
    return Match(State.WRONG, (plain or bound)[0] if certain else nearest, certain)


def _one_rounding(values: set[float]) -> bool:
    """Whether the tools gave the same figure with more and with fewer decimals."""
    low, high = min(values), max(values)
    return high - low <= 0.05 and high < 1000


def _fits(figure: Figure, fact: Fact, *, named: bool) -> bool:
    if figure.negative and not fact.label.startswith(("gap", "difference", "share of the capital that is missing")):
        return False
    if not _in_rhythm(figure, fact):
        return False
    if figure.kind is Kind.NUMBER and fact.kind is Kind.PERCENT and figure.value < 1 and figure.step <= 0.01:
        return abs(figure.value * 100 - fact.value) <= figure.step * 50 + 1e-9
    return agrees(figure, fact.value, named=named)


def _kinds(figure: Figure, bound: bool) -> tuple[Kind, ...]:
    if figure.kind is Kind.NUMBER:
        return (Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.COUNT, Kind.YEARS) if bound else (Kind.NUMBER, Kind.COUNT, Kind.MONEY)
    if figure.kind is Kind.COUNT:
        return (Kind.COUNT, Kind.NUMBER) if figure.noun == "equal" else (Kind.COUNT,)
    if figure.kind is Kind.MONTHS:
        return (Kind.YEARS,)
    return (figure.kind,)


def _bound(figure: Figure, binding: Binding | None, context: Context, facts: Facts) -> list[Fact]:
    if binding is None:
        return []
    reach = context.reach | binding.topics
    found = [f for f in _usable(facts.about(binding.topics), figure, _kinds(figure, True), reach, context)]
    if figure.kind is Kind.COUNT:
        general = _usable(facts.open(Kind.COUNT), figure, (Kind.COUNT,), reach, context)
        return [*found, *general] if any(not fact.open for fact in found) else []
    return _scoped(found, figure, context)


def _scoped(found: list[Fact], figure: Figure, context: Context) -> list[Fact]:
    """ "The Roth IRA holds $1,250 in cash": an amount behind an account is of that account."""
    if figure.kind is not Kind.MONEY:
        return found
    earlier = [m for m in context.mentions if m.after <= figure.first and any(t.startswith("account:") for t in m.topics)]
    if not earlier or not context.words.isdisjoint({"total", "overall", "all"}):
        return found
    scoped = [fact for fact in found if len(fact.topics) > 1 and fact.topics & earlier[-1].topics]
    return scoped or found


def _in_reach(figure: Figure, context: Context, facts: Facts) -> list[Fact]:
    kinds = _kinds(figure, False)
    if figure.kind is Kind.NUMBER and context.own:
        kinds = (*kinds, Kind.PERCENT)
    near = _usable(facts.about(context.own), figure, kinds, context.reach, context)
    far = _usable(facts.about(context.reach - context.own), figure, kinds, context.reach, context)
    if figure.fraction or "futures" in context.words:
        near += _usable(facts.about(("success", "failure")), figure, kinds, context.reach | {"success", "failure"}, context)
    general = _usable((f for kind in kinds for f in facts.open(kind)), figure, kinds, context.reach, context)
    return list(dict.fromkeys([*near, *far, *general]))


def _usable(found: Iterable[Fact], figure: Figure, kinds: tuple[Kind, ...], reach: set[str], context: Context) -> list[Fact]:
    """Facts of these kinds whose topics are all mentioned, at the points in time that are mentioned."""
    times = times_of(context, figure) if context.times else context.times
    told = not context.own.isdisjoint(("success", "failure"))
    result: list[Fact] = []
    for fact in found:
        if told and fact.label.startswith("definition"):
            continue
        if fact.kind is Kind.YEARS and not fact.topics.isdisjoint(_DATED) and not _dates(figure, context, fact):
            continue
        if fact.kind not in kinds or (figure.noun and fact.kind is Kind.COUNT and figure.noun not in fact.nouns):
            continue
        if fact.when and times and fact.when not in times:
            continue
        if fact.open or fact.topics <= reach | _DATED or (fact.when and (fact.when in times or fact.when in reach)):
            result.append(fact)
    return result


def _dates(figure: Figure, context: Context, fact: Fact) -> bool:
    """Whether a number of years is a point in time: "after 10 years", "year 10", "ten years from now"."""
    found = context.unit.tokens
    before = found[figure.first - 1].norm if figure.first else ""
    behind = {token.norm for token in found[figure.last + 1 : figure.last + 3]}
    if ("into" in behind or "retirement" in behind) is not ("into" in fact.topics):
        return False
    dated = before in ("after", "year", "years", "by", "in", "next", "over", "the", "another", "of", "within")
    return dated or context.unit.kind == "row" or not behind.isdisjoint({"later", "into", "from", "in", "on"})


def _elsewhere(figure: Figure, bound: bool, context: Context, facts: Facts) -> Match | None:
    """General knowledge, the client's notes, ranges around a fact, and months for years."""
    found = context.unit.tokens
    for allowed in facts.allowed:
        if not figure.negative and allowed.kind is figure.kind and agrees(figure, allowed.value):
            if (not bound or allowed.words) and (not allowed.words or not allowed.words.isdisjoint(context.words)):
                return Match(State.FREE)
    if figure.kind is Kind.MONTHS:
        years = [f for f in facts.open(Kind.YEARS) if abs(f.value * 12 - figure.value) < 0.5]
        return Match(State.MATCHED, years[0]) if years else Match(State.FREE)
    if figure.partner and figure.kind is figure.partner.kind:
        low, high = sorted((figure.value, figure.partner.value))
        for fact in facts.about(context.own):
            if agrees(figure.partner, fact.value) or min(figure.zeros, figure.partner.zeros) < 1:
                continue
            near = low <= fact.value <= high and fact.kind is figure.kind and high <= 1.6 * max(low, 1e-9)
            if near and fact.topics <= context.reach:
                return Match(State.MATCHED, fact)
    if figure.fraction and not bound and (echo := _echo(figure, context, facts)) is not None:
        return echo
    if not bound and (fact := _distinctive(figure, context, facts)) is not None:
        return Match(State.MATCHED, fact)
    if found[figure.first - 1 : figure.first] and found[figure.first - 1].norm in ("every", "each"):
        return Match(State.FREE)
    if figure.kind is Kind.COUNT and _before(context, figure) in _OTHERS:
        return Match(State.FREE)
    if (covered := _covers(figure, context, facts)) is not None:
        return covered
    if not bound and (figure.kind, figure.value) in facts.noted:
        return Match(State.FREE)
    return None


def _echo(figure: Figure, context: Context, facts: Facts) -> Match | None:
    """ "More than half of it, 55.6 %, sits in one fund": a fraction that says the figure behind it, or what ranks high."""
    for other in context.figures:
        if 0 < other.first - figure.last <= _ECHO_REACH and other.kind is Kind.PERCENT and agrees(figure, other.value):
            return Match(State.MATCHED, Fact(Kind.PERCENT, other.value, "the figure beside it"))
    for family, nouns in _NOUNS.items():
        if context.words & nouns & _SINGULAR:
            for topic, _ in facts.ranks.get(family, ())[:3]:
                value = facts.value(topic, Kind.PERCENT)
                if value is not None and agrees(figure, value):
                    return Match(State.MATCHED, Fact(Kind.PERCENT, value, f"share of {topic.partition(':')[2]}"))
    return None


def _distinctive(figure: Figure, context: Context, facts: Facts) -> Fact | None:
    """A fact that the sentence does not name, if the figure is written so exactly that chance is no explanation."""
    if figure.kind not in (Kind.MONEY, Kind.PERCENT) or figure.fraction or figure.about or figure.negative or figure.value <= 0:
        return None
    digits = figure.value / (figure.zeros or figure.step)
    if digits < _DISTINCT[figure.kind] or (figure.kind is Kind.PERCENT and figure.step > 0.1):
        return None
    value = figure.value * 12 if figure.monthly else figure.value
    close = (f for f in facts.near(figure.kind, value) if abs(f.value - value) <= figure.step / 2 * 1.001)
    times = times_of(context, figure)
    for fact in close:
        timely = not fact.when or not times or fact.when in times
        if timely and _in_rhythm(figure, fact) and (figure.kind is Kind.MONEY or _is_slice(fact)):
            return fact
    return None


def _in_rhythm(figure: Figure, fact: Fact) -> bool:
    """Whether an amount "a year" is compared with what is paid year by year."""
    return not (figure.yearly or figure.monthly) or not fact.topics or not fact.topics.isdisjoint(_YEARLY)


def _is_slice(fact: Fact) -> bool:
    """A share of the whole portfolio."""
    return len(fact.topics) == 1 and all(":" in topic for topic in fact.topics)


def _covers(figure: Figure, context: Context, facts: Facts) -> Match | None:
    """ "The five largest range from 7 % to 36 %", "no holding exceeds 10 %": the extremes of a set of slices."""
    if figure.kind is not Kind.PERCENT:
        return None
    if figure.partner is not None:
        for members in _members(context, facts):
            values = sorted(facts.value(topic, Kind.PERCENT) or 0.0 for topic in members)
            low, high = sorted((figure, figure.partner), key=lambda one: one.value)
            if values and low.value - low.step / 2 <= values[0] and values[-1] <= high.value + high.step / 2:
                if values[0] <= 2 * low.value + low.step and values[-1] >= high.value / 1.6:
                    return Match(State.MATCHED, Fact(Kind.PERCENT, values[0] if figure is low else values[-1], "extreme of these"))
    elif context.words & {"no", "none", "neither"} and figure.bound is Bound.OVER:
        place = 1 if "other" in context.words else 0
        for family in ("position", "account", "asset_class", "region", "sector"):
            if family in facts.ranks and context.words & _NOUNS[family] and len(facts.ranks[family]) > place:
                value = facts.value(facts.ranks[family][place][0], Kind.PERCENT) or 0.0
                return Match(State.MATCHED if value <= figure.value <= 2 * value + 1 else State.WRONG, Fact(Kind.PERCENT, value, f"the largest {family}"))
    return None


def _members(context: Context, facts: Facts) -> list[list[str]]:
    sets: list[list[str]] = []
    for mention in context.mentions:
        if mention.many > 1:
            family = next(iter(mention.topics)).split(":")[1]
            rows = facts.ranks.get(family, [])
            sets.append([topic for topic, _ in (rows[: mention.many] if mention.rank > 0 else rows[-mention.many :])])
        sets += [[t for t, kind in facts.kinds.items() if kind == topic[5:]] for topic in mention.topics if topic.startswith("kind:")]
    return sets


def _is_free(figure: Figure, bound: bool, near: bool, context: Context) -> bool:
    """Whether the figure states nothing of the portfolio: a target, a scenario, a length of time, a small count."""
    found = context.unit.tokens
    around = {t.norm for t in found[max(0, figure.first - _LOCAL) : figure.last + 1 + _LOCAL]}
    before = _before(context, figure)
    if context.unit.kind == "row" and figure.kind is not Kind.MONTHS:
        return False
    if figure.kind in (Kind.PERCENT, Kind.POINTS) and not around.isdisjoint(FALLS) and context.words.isdisjoint(PAST):
        return _is_shock(figure, context) and (context.soft or before in ("a", "an", "by", "of", "-", "−") or figure.fraction)
    if figure.fraction and figure.step == 3.0:
        return not near or not context.words.isdisjoint(FALLS)
    if figure.kind is Kind.YEARS:
        if [t.norm for t in found[figure.last + 1 : figure.last + 3]] == ["of", "$"]:
            return False
        if before in ("first", "next", "last", "past") and context.soft:
            return True
        if bound or figure.value > _LONGEST:
            return False
        return context.advice and before not in DEFINITE or context.own.isdisjoint(_PLAN_TOPICS)
    if figure.kind is Kind.TIMES:
        following = found[figure.last + 1].norm if figure.last + 1 < len(found) else ""
        return following in ("a", "per", "each") or (context.advice and not bound)
    if figure.kind is Kind.NUMBER and figure.value <= _SMALL_COUNT and figure.step == 1 and not bound:
        following = found[figure.last + 1] if figure.last + 1 < len(found) else None
        return following is not None and following.kind == "w"
    if figure.kind is Kind.COUNT and figure.value == 1 and found[figure.first].norm == "one":
        return before not in _ONLY or figure.noun not in ("accounts", "holdings")
    limits = {t.norm for t in found[max(0, figure.first - 3) : figure.first]}
    if context.advice and before in ("of", "at") and not limits.isdisjoint(LIMITS) and not bound:
        return True
    if _reaches_given(figure, context, before):
        return False
    following = found[figure.last + 1].norm if figure.last + 1 < len(found) else ""
    wants = before in TARGETS or before == "" or following in ("more", "extra", "less")
    return context.advice and wants and before not in DEFINITE


def _reaches_given(figure: Figure, context: Context, before: str) -> bool:
    """ "the gap to $2.4 million", "contributions above $30,000": what is, not what should be."""
    mention = next((m for m in reversed(context.mentions) if m.strong and m.after <= figure.first), None)
    if mention is None or mention.named or figure.first - mention.after > 2:
        return False
    return not mention.topics.isdisjoint(_GIVEN) or (before in ("above", "over", "beyond", "than") and "contribution" in mention.topics)


def _is_shock(figure: Figure, context: Context) -> bool:
    """Whether it is the size of the fall, not what the fall does to the portfolio: the first percentage of the two."""
    first = next((f for f in context.figures if f.kind is figure.kind and _near_fall(f, context)), figure)
    return figure is first or figure.partner is first


def _near_fall(figure: Figure, context: Context) -> bool:
    around = context.unit.tokens[max(0, figure.first - _LOCAL) : figure.last + 1 + _LOCAL]
    return figure.fraction or any(token.norm in FALLS for token in around)


def _before(context: Context, figure: Figure) -> str:
    """The word in front of a figure, of its range if it is the second of one, hedges passed over."""
    found = context.unit.tokens
    first = figure.partner.first if figure.partner and figure.partner.first < figure.first else figure.first
    index = first - 1
    while index >= 0 and found[index].norm in ("about", "roughly", "around", "approximately", "~", "perhaps", "say", "some", "("):
        index -= 1
    if index > 1 and found[index].norm in ("or", "to") and found[index - 1].norm in STARTS:
        index -= 2
    return found[index].norm if index >= 0 else ""


def _only_fact(binding: Binding | None, kind: Kind, context: Context, facts: Facts) -> Fact | None:
    if binding is None:
        return None
    found = [f for f in facts.about(binding.topics) if f.kind is kind and f.topics <= context.reach | binding.topics]
    return found[0] if len(found) == 1 else None


