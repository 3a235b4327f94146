"""One figure against the facts that are in its reach."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from faithfulness.binding import Binding
from faithfulness.context import Context, times_of
from faithfulness.derive import derived
from faithfulness.facts import Allowed, Facts
from faithfulness.free import is_free, word_before
from faithfulness.model import Fact, Figure, Kind, State
from faithfulness.precision import agrees
from faithfulness.sets import counts_list, covered_by, echo_of
from faithfulness.words import FAMILY_NOUNS

#: Topics that make a number of years a statement about the plan.
_PLAN_TOPICS = frozenset(
    {"until", "in_retirement", "income", "capital", "success", "plan", "contribution", "p10", "p50", "p90"}
)
_SMALL_COUNT = 12
#: Years that advice may speak of.
_LONGEST = 60
_YEARLY = frozenset({"income", "contribution", "sustainable"})
#: Concepts that advice does not set anew: "the gap to $2.4 million".
_GIVEN = frozenset({"gap", "capital", "total", "funded", "success"})
_FUTURES = frozenset("futures paths simulations scenarios trials runs".split())
_SPANS = frozenset({"until", "in_retirement", "plan", "p10", "p25", "p50", "p75", "p90"})
_DATED = frozenset({"row", "into"})
_ONLY = frozenset("only just exactly single has have hold holds across is are with in comprises contains".split())
_LOCAL = 4
_SHIFTS = frozenset("longer later earlier sooner".split())
_ECHO_REACH = 6
_OTHERS = frozenset("remaining other these those further smaller next".split())
_SINGULAR = frozenset("fund holding position company stock etf account sector region class security one single".split())
#: Significant digits from which a figure is no coincidence.
_DISTINCT, _EXACT = 100, 10_000


_NOUNS = {
    family: frozenset(word for phrase in nouns.split(";") for word in phrase.split())
    for family, nouns in FAMILY_NOUNS.items()
}


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
    if binding is not None and (plain := _plainly(figure, binding, context, facts)) is not None:
        return Match(State.MATCHED, plain)
    bound = _bound(figure, binding, context, facts)
    if binding is not None and binding.loose and bound:
        around = _in_reach(figure, context, facts)
        bound += [fact for fact in around if fact.topics & context.reach or abs(fact.value - figure.value) <= figure.step / 2]
    candidates = bound or _in_reach(figure, context, facts)
    partitive = figure.kind is Kind.COUNT and [
        t.norm for t in context.unit.tokens[figure.last + 1 : figure.last + 2]
    ] == ["of"]
    if partitive:
        candidates = [fact for fact in candidates if fact.topics & context.own] or candidates
    if figure.kind is Kind.TIMES and sum(mention.named for mention in context.mentions) > 1:
        candidates = []
    if figure.kind is Kind.NUMBER and figure.partner and not context.words.isdisjoint({"ratio", "split", "mix"}):
        figure.kind = Kind.PERCENT  # "the ratio of bonds to stocks is 46 to 41"
        candidates = [fact for fact in facts.about(context.own) if fact.kind is Kind.PERCENT and len(fact.topics) == 1]
    for fact in candidates:
        if _fits(figure, fact, named=bool(bound) or fact.topics <= context.own):
            return Match(State.MATCHED, fact)
    for fact in derived(figure, binding if bound else None, context, facts):
        if _fits(figure, fact, named=figure.kind is Kind.TIMES):
            return Match(State.MATCHED, fact)
    if known := _elsewhere(figure, binding, bool(bound), context, facts):
        return known
    near = bool(bound) or any(fact.topics & context.own and not fact.open for fact in candidates)
    if is_free(figure, bool(bound), near, context):
        return Match(State.FREE)
    nearest = min(candidates, key=lambda fact: abs(fact.value - figure.value), default=None)
    plain = [fact for fact in bound if len(fact.topics) == 1]
    values = {round(fact.value, 2) for fact in plain or bound}
    certain = bool(bound) and (len(values) == 1 or _one_rounding(values))
    return Match(State.WRONG, (plain or bound)[0] if certain else nearest, certain)


def _plainly(figure: Figure, binding: Binding, context: Context, facts: Facts) -> Fact | None:
    """The short way for most figures: an amount or a share of the very thing that it is bound to."""
    if figure.kind not in (Kind.MONEY, Kind.PERCENT) or (figure.kind is Kind.MONEY and context.accounts):
        return None
    for fact in facts.about(binding.topics):
        if fact.kind is figure.kind and len(fact.topics) == 1 and not fact.when and _fits(figure, fact, named=True):
            return fact
    return None


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
        return (
            (Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.COUNT, Kind.YEARS)
            if bound
            else (Kind.NUMBER, Kind.COUNT, Kind.MONEY)
        )
    if figure.kind is Kind.COUNT:
        return (Kind.COUNT, Kind.NUMBER) if figure.noun == "equal" else (Kind.COUNT,)
    if figure.kind is Kind.MONTHS:
        return (Kind.YEARS,)
    return (figure.kind,)


def _bound(figure: Figure, binding: Binding | None, context: Context, facts: Facts) -> list[Fact]:
    if binding is None or (figure.kind is Kind.YEARS and binding.topics.isdisjoint(_SPANS)):
        return []
    reach = context.reach | binding.topics
    found = [f for f in _usable(facts.about(binding.topics), figure, _kinds(figure, True), reach, context)]
    found = [fact for fact in found if _in_rhythm(figure, fact)]
    if figure.kind is Kind.COUNT:
        general = _usable(facts.open(Kind.COUNT), figure, (Kind.COUNT,), reach, context)
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
        return found
    scoped = [fact for fact in found if len(fact.topics) > 1 and fact.topics & earlier[-1].topics]
    return scoped or found


def _in_reach(figure: Figure, context: Context, facts: Facts) -> list[Fact]:
    kinds = _kinds(figure, False)
    if figure.kind is Kind.NUMBER and context.own:
        kinds = (*kinds, Kind.PERCENT)
    near = _usable(facts.about(context.own), figure, kinds, context.reach, context)
    far = _usable(facts.about(context.reach - context.own), figure, kinds, context.reach, context)
    if figure.fraction or not context.words.isdisjoint(_FUTURES):
        near += _usable(
            facts.about(("success", "failure")), figure, kinds, context.reach | {"success", "failure"}, context
        )
    general = _usable((f for kind in kinds for f in facts.open(kind)), figure, kinds, context.reach, context)
    return list(dict.fromkeys([*near, *far, *general]))


def _usable(
    found: Iterable[Fact], figure: Figure, kinds: tuple[Kind, ...], reach: set[str], context: Context
) -> list[Fact]:
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


def _elsewhere(figure: Figure, binding: Binding | None, bound: bool, context: Context, facts: Facts) -> Match | None:
    """General knowledge, the client's notes, ranges around a fact, and months for years."""
    found = context.unit.tokens
    loose = not bound or (binding is not None and binding.loose)
    if not figure.negative and any(_allows(allowed, figure, loose, context) for allowed in facts.allowed):
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
    if figure.fraction and not bound and (echo := echo_of(figure, context, facts)) is not None:
        return Match(State.MATCHED if agrees(figure, echo.value) else State.WRONG, echo)
    if loose and (fact := _distinctive(figure, context, facts)) is not None:
        return Match(State.MATCHED, fact)
    if found[figure.first - 1 : figure.first] and found[figure.first - 1].norm in ("every", "each"):
        return Match(State.FREE)
    if figure.kind is Kind.COUNT and (word_before(context, figure) in _OTHERS or counts_list(figure, context)):
        return Match(State.FREE)
    if (covered := covered_by(figure, context, facts)) is not None:
        holds, extreme = covered
        return Match(State.MATCHED if holds else State.WRONG, extreme)
    if not bound and (figure.kind, figure.value) in facts.noted:
        return Match(State.FREE)
    return None


def _allows(allowed: Allowed, figure: Figure, loose: bool, context: Context) -> bool:
    if allowed.kind is not figure.kind or not agrees(figure, allowed.value):
        return False
    return not allowed.words.isdisjoint(context.words) if allowed.words else loose


def _distinctive(figure: Figure, context: Context, facts: Facts) -> Fact | None:
    """A fact that the sentence does not name, if the figure is written so exactly that chance is no explanation."""
    if (
        figure.kind not in (Kind.MONEY, Kind.PERCENT)
        or figure.fraction
        or figure.about
        or figure.negative
        or figure.value <= 0
    ):
        return None
    digits = figure.value / (figure.zeros or figure.step)
    if digits < _DISTINCT or (figure.kind is Kind.PERCENT and figure.step > 0.1):
        return None
    value = figure.value * 12 if figure.monthly else figure.value
    relative = not context.words.isdisjoint(("later", "another", "further"))
    times = set[str]() if relative else times_of(context, figure)
    for fact in facts.near(figure.kind, value, (figure.zeros if digits < _EXACT else figure.step) / 2 * 1.001):
        timely = not fact.when or not times or fact.when in times
        if timely and _in_rhythm(figure, fact) and (figure.kind is Kind.MONEY or _is_slice(fact)):
            return fact
    return None


def _in_rhythm(figure: Figure, fact: Fact) -> bool:
    """Whether an amount "a year" is compared with what is paid year by year."""
    return not (figure.yearly or figure.monthly) or not fact.topics or not fact.topics.isdisjoint(_YEARLY)


def _is_slice(fact: Fact) -> bool:
    """A share of the whole portfolio."""
    topic = next(iter(fact.topics), "")
    sums = topic.startswith("top:") and not topic.startswith("top:position:")
    return len(fact.topics) == 1 and ":" in topic and not sums


def _only_fact(binding: Binding | None, kind: Kind, context: Context, facts: Facts) -> Fact | None:
    if binding is None:
        return None
    found = [f for f in facts.about(binding.topics) if f.kind is kind and f.topics <= context.reach | binding.topics]
    return found[0] if len(found) == 1 else None
