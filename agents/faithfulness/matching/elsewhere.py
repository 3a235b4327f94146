"""Figures that hold for another reason than a fact in their reach: general knowledge, notes, ranges, exactness."""

from __future__ import annotations

from faithfulness.bag import bag
from faithfulness.facts.facts import Allowed, Facts
from faithfulness.matching.binding import Binding
from faithfulness.matching.free import is_until, word_before
from faithfulness.matching.precision import agrees, last_places
from faithfulness.matching.reach import in_rhythm
from faithfulness.matching.sets import counts_list, covered_by, echo_of, of_an_amount
from faithfulness.model import Fact, Figure, Kind, Match, State
from faithfulness.reading.context import Context
from faithfulness.reading.times import times_of

#: Words that quote the client.
_QUOTES = bag("note notes wrote write mention mentioned mentions say says said speak speaks spoke stated")
_MERELY = bag("just only really merely these those")
_TOGETHER = bag("together combined")
_QUOTED_NEAR = 4
_OF_THE_LARGEST = bag(
    "top largest biggest first together combined sum total positions holdings funds make makes add up concentration "
    "two three four five six seven eight nine ten 2 3 4 5 10 these those they"
)
_OTHERS = bag("remaining other these those further smaller next")
#: Significant digits from which a figure is no coincidence.
DISTINCT, _EXACT = 100, 10_000


def elsewhere(figure: Figure, binding: Binding | None, bound: bool, context: Context, facts: Facts) -> Match | None:
    """General knowledge, the client's notes, ranges around a fact, and months for years."""
    found = context.unit.tokens
    loose = not bound or (binding is not None and binding.loose)
    if not figure.negative:
        for allowed in facts.allowed:
            if allowed.kind is figure.kind and _allows(allowed, figure, loose, context):
                return Match(State.FREE)
    if figure.kind is Kind.MONTHS:
        years = [f for f in facts.open(Kind.YEARS) if abs(f.value * 12 - figure.value) < 0.5]
        return Match(State.MATCHED, years[0]) if years else Match(State.FREE)
    if figure.partner and figure.kind is figure.partner.kind:
        low, high = sorted((figure.value, figure.partner.value))
        to_the_dollar = low / (min(figure.zeros, figure.partner.zeros) or 1) >= _EXACT  # no range around a fact
        for fact in () if to_the_dollar else facts.about(context.own):
            if agrees(figure.partner, fact.value) or min(figure.zeros, figure.partner.zeros) < 1:
                continue
            near = low <= fact.value <= high and fact.kind is figure.kind and high <= 1.6 * max(low, 1e-9)
            if near and fact.topics <= context.reach:
                return Match(State.MATCHED, fact)
    if not bound and figure.kind is Kind.PERCENT and (ratio := of_an_amount(figure, context, facts)):
        holds = any(agrees(figure, fact.value) for fact in ratio)
        if holds or figure.fraction:
            return Match(State.MATCHED if holds else State.WRONG, ratio[-1])
    if figure.fraction and not bound and (echo := echo_of(figure, context, facts)) is not None:
        return Match(State.MATCHED if agrees(figure, echo.value) else State.WRONG, echo)
    if loose and (fact := _distinctive(figure, context, facts)) is not None:
        return Match(State.MATCHED, fact)
    if found.norms[max(0, figure.first - 1) : figure.first] in (["every"], ["each"]):
        return Match(State.FREE)
    if figure.kind is Kind.COUNT and (word_before(context, figure) in _OTHERS or counts_list(figure, context)):
        return Match(State.FREE)
    if (figure.kind is Kind.NUMBER or figure.kind is Kind.COUNT) and word_before(context, figure) == "of":
        paths = [f for f in facts.open(Kind.COUNT) if "futures" in f.nouns and f.value == figure.value]
        if paths:
            return Match(State.MATCHED, paths[0])  # "4,520 of 10,000"
    if figure.kind is Kind.TIMES and figure.value >= DISTINCT:
        paths = [f for f in facts.open(Kind.COUNT) if "futures" in f.nouns and f.value == figure.value]
        if paths:
            return Match(State.MATCHED, paths[0])  # "imagine your plan 10,000 times"
    if figure.noun == "shares" and found.norms[figure.first].isalpha() and word_before(context, figure) in _MERELY:
        stocks = [f for f in facts.open(Kind.COUNT) if "stocks" in f.nouns and f.value == figure.value]
        if stocks:
            return Match(State.MATCHED, stocks[0])  # "is really just two shares"
    if is_until(figure, context) and found.norms[figure.last + 1 : figure.last + 2] not in (["today"], ["now"]):
        return Match(State.FREE)
    if (covered := covered_by(figure, context, facts)) is not None:
        holds, extreme = covered
        return Match(State.MATCHED if holds else State.WRONG, extreme)
    if not facts.noted:
        return None
    around = found.norms[max(0, figure.first - _QUOTED_NEAR) : figure.last + _QUOTED_NEAR]
    quoted = not context.words.isdisjoint(_QUOTES) and not _QUOTES.isdisjoint(around)
    if (quoted or (not bound and figure.kind is not Kind.MONEY)) and (figure.kind, figure.value) in facts.noted:
        return Match(State.FREE)  # what the portfolio is worth is for the tools to say, unless a note is quoted
    return None


def _allows(allowed: Allowed, figure: Figure, loose: bool, context: Context) -> bool:
    said = not context.words.isdisjoint(allowed.words) if allowed.words else loose
    return said and agrees(figure, allowed.value)


def _distinctive(figure: Figure, context: Context, facts: Facts) -> Fact | None:
    """A fact that the sentence does not name, if the figure is written so exactly that chance is no explanation."""
    if figure.kind is not Kind.MONEY and (figure.kind is not Kind.PERCENT or figure.step > 0.1):
        return None
    if figure.fraction or figure.about or figure.negative or figure.value <= 0:
        return None
    if "two" in context.words and not context.words.isdisjoint(_TOGETHER) and not context.named:
        return None
    digits = last_places(figure)
    if figure.kind is Kind.MONEY and word_before(context, figure) in ("the", "your") and figure.value >= DISTINCT:
        digits = max(digits, _EXACT)  # "Keep the $750."
    if digits < DISTINCT:
        return None
    value = figure.value * 12 if figure.monthly else figure.value
    relative = not context.words.isdisjoint(("later", "another", "further"))
    times = set[str]() if relative else times_of(context, figure)
    for fact in facts.near(figure.kind, value, (figure.zeros if digits < _EXACT else figure.step) / 2 * 1.001):
        timely = not fact.when or not times or fact.when in times
        if not _said(fact, context):
            continue
        if timely and in_rhythm(figure, fact) and (figure.kind is Kind.MONEY or _is_slice(fact)):
            return fact
    return None


def _said(fact: Fact, context: Context) -> bool:
    """Whether the sum of the largest is spoken of at all, if it is one."""
    summed = any(topic.startswith(("top:", "bottom:")) for topic in fact.topics)
    return not summed or not context.words.isdisjoint(_OF_THE_LARGEST) or not fact.topics.isdisjoint(context.reach)


def _is_slice(fact: Fact) -> bool:
    """A share of the whole portfolio."""
    topic = next(iter(fact.topics), "")
    sums = topic.startswith(("top:", "bottom:")) and not topic.startswith("top:position:")
    return len(fact.topics) == 1 and ":" in topic and not sums
