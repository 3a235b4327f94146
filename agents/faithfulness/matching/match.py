"""One figure against the facts that are in its reach."""

from __future__ import annotations

from typing import NamedTuple

from faithfulness.bag import bag
from faithfulness.facts.facts import Allowed, Facts
from faithfulness.matching.binding import Binding
from faithfulness.matching.derive import derived
from faithfulness.matching.free import is_free, word_before
from faithfulness.matching.precision import agrees, window
from faithfulness.matching.quick import fits, plain_fit
from faithfulness.matching.reach import bound_facts, facts_in_reach, in_rhythm, spans
from faithfulness.matching.sets import counts_list, covered_by, echo_of, of_an_amount
from faithfulness.model import Fact, Figure, Kind, State
from faithfulness.reading.context import Context
from faithfulness.reading.times import times_of

#: Words that quote the client.
_QUOTES = bag("note notes wrote write mention mentioned mentions say says said speak speaks spoke stated")
_MAKE_UP = frozenset({"make", "makes", "together", "sum", "total", "combined"})
_TOGETHER = bag("together combined")
_QUOTED_NEAR = 4
_OTHERS = bag("remaining other these those further smaller next")
#: Significant digits from which a figure is no coincidence.
_DISTINCT, _EXACT = 100, 10_000


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
    added = binding is not None and _adds_up(figure, binding, context)
    if binding is not None and not added and (plain := _plainly(figure, binding, context, facts)) is not None:
        return Match(State.MATCHED, plain)
    if binding is None and (near := _nearby(figure, context, facts)) is not None:
        return Match(State.MATCHED, near)
    bound = bound_facts(figure, binding, context, facts)
    if binding is not None and binding.loose and bound:
        around = facts_in_reach(figure, context, facts)
        room = (max(figure.step, figure.zeros) if figure.about else figure.step) / 2
        bound += [fact for fact in around if fact.topics & context.reach or abs(fact.value - figure.value) <= room]
    candidates = [] if added else bound or facts_in_reach(figure, context, facts)
    if "account" in context.words:
        candidates = [*candidates, *_in_own_account(figure, context, facts)]
    if figure.kind is Kind.MONEY and "goal" in context.words and not (figure.yearly or figure.monthly):
        # "the goal of $1.75 million"
        candidates = [*candidates, *facts.plain(Kind.MONEY, frozenset({"capital"}))]
    partitive = figure.kind is Kind.COUNT and context.unit.tokens.norms[figure.last + 1 : figure.last + 2] == ["of"]
    if partitive:
        candidates = [fact for fact in candidates if fact.topics & context.own] or candidates
    if figure.kind is Kind.TIMES and len(context.named) > 1:
        candidates = []
    if figure.kind is Kind.NUMBER and figure.partner and not context.words.isdisjoint({"ratio", "split", "mix"}):
        figure.kind = Kind.PERCENT  # "the ratio of bonds to stocks is 46 to 41"
        candidates = [fact for fact in facts.about(context.own) if fact.kind is Kind.PERCENT and len(fact.topics) == 1]
    if figure.kind is Kind.YEARS and (span := spans(figure, context, facts)):
        candidates = [fact for fact in candidates if fact.topics <= span]
        bound = bound or candidates
    low, high = window(figure)
    own = context.own
    for fact in candidates:
        if low <= fact.value <= high and fits(figure, fact, named=bool(bound) or fact.topics <= own):
            return Match(State.MATCHED, fact)
    low, high = low - figure.step, high + figure.step
    summed = False
    for fact in derived(figure, binding if bound else None, context, facts):
        summed = summed or " and " in fact.label
        if not low <= fact.value <= high:
            continue
        if fits(figure, fact, named=figure.kind is Kind.TIMES) or _of_rounded(figure, fact):
            return Match(State.MATCHED, fact)
    if known := _elsewhere(figure, binding, bool(bound), context, facts):
        return known
    if is_free(figure, bool(bound) or (figure.fraction and summed), context):
        return Match(State.FREE)
    nearest = min(candidates, key=lambda fact: (abs(fact.value - figure.value), fact.label), default=None)
    plain = [fact for fact in bound if len(fact.topics) == 1]
    values = {round(fact.value, 2) for fact in plain or bound}
    certain = bool(bound) and (len(values) == 1 or _one_rounding(values))
    return Match(State.WRONG, (plain or bound)[0] if certain else nearest, certain)


def _adds_up(figure: Figure, binding: Binding, context: Context) -> bool:
    """ "Bonds and cash make up 54 %": of both together, not of one of them."""
    if len(binding.group) < 2 or binding.group[-1].after > figure.first or figure.partner is not None:
        return False
    one, other = binding.group[-2:]
    joined = not {"and", "&", "plus"}.isdisjoint(context.unit.tokens.norms[one.after : other.first])
    if not joined or not one.topics.isdisjoint(other.topics):
        return False
    return not _MAKE_UP.isdisjoint(context.unit.tokens.norms[binding.group[-1].after : figure.first])


def _in_own_account(figure: Figure, context: Context, facts: Facts) -> list[Fact]:
    """ "More than half of its own account": shares of a holding in the account that it lies in."""
    if figure.kind is not Kind.PERCENT or "account" not in context.words or context.words.isdisjoint({"its", "own"}):
        return []
    if not {"of", "account"}.issubset(context.unit.tokens.norms[figure.last + 1 : figure.last + 6]):
        return []
    shares = facts.of_kinds((Kind.PERCENT,), context.own)
    return [f for f in shares if len(f.topics) == 2 and any(topic.startswith("account:") for topic in f.topics)]


def _plainly(figure: Figure, binding: Binding, context: Context, facts: Facts) -> Fact | None:
    """The short way for most figures: an amount or a share of the very thing that it is bound to."""
    if context.accounts if figure.kind is Kind.MONEY else figure.kind is not Kind.PERCENT:
        return None
    return plain_fit(figure, facts.plain(figure.kind, binding.topics))


def _nearby(figure: Figure, context: Context, facts: Facts) -> Fact | None:
    """The short way for an unbound figure: facts that its sentence names, else facts of the whole portfolio."""
    if figure.fraction or (figure.kind is not Kind.MONEY and figure.kind is not Kind.PERCENT):
        return None
    plain = plain_fit(figure, facts.plain(figure.kind, context.own))
    if plain is not None:
        return plain
    low, high = window(figure)
    for fact in facts.open(figure.kind):
        if low <= fact.value <= high and fits(figure, fact, named=fact.topics <= context.own):
            return fact
    return None


def _one_rounding(values: set[float]) -> bool:
    """Whether the tools gave the same figure with more and with fewer decimals."""
    low, high = min(values), max(values)
    return high - low <= 0.05 and high < 1000


def _of_rounded(figure: Figure, fact: Fact) -> bool:
    """Whether it is what comes of terms that were rounded as it is: "$286,748 less $121,040"."""
    if not fact.label.startswith("difference"):
        return False
    terms = figure.kind in (Kind.MONEY, Kind.PERCENT, Kind.POINTS) and figure.zeros < figure.value / _DISTINCT
    return terms and fact.kind is figure.kind and abs(fact.value - figure.value) <= figure.step * 1.001


def _elsewhere(figure: Figure, binding: Binding | None, bound: bool, context: Context, facts: Facts) -> Match | None:
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
        for fact in facts.about(context.own):
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
    digits = figure.value / (figure.zeros or figure.step)
    if figure.kind is Kind.MONEY and word_before(context, figure) in ("the", "your") and figure.value >= _DISTINCT:
        digits = max(digits, _EXACT)  # "Keep the $750."
    if digits < _DISTINCT:
        return None
    value = figure.value * 12 if figure.monthly else figure.value
    relative = not context.words.isdisjoint(("later", "another", "further"))
    times = set[str]() if relative else times_of(context, figure)
    for fact in facts.near(figure.kind, value, (figure.zeros if digits < _EXACT else figure.step) / 2 * 1.001):
        timely = not fact.when or not times or fact.when in times
        if timely and in_rhythm(figure, fact) and (figure.kind is Kind.MONEY or _is_slice(fact)):
            return fact
    return None


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
