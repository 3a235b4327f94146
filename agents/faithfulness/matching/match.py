"""One figure against the facts that are in its reach."""

from __future__ import annotations

from collections.abc import Sequence

from faithfulness.facts.facts import Facts
from faithfulness.matching.account_sums import of_account
from faithfulness.matching.binding import Binding
from faithfulness.matching.derive import derived
from faithfulness.matching.elsewhere import DISTINCT, elsewhere
from faithfulness.matching.free import is_free
from faithfulness.matching.pairs import families
from faithfulness.matching.precision import agrees, window
from faithfulness.matching.quick import fits, plain_fit
from faithfulness.matching.reach import bound_facts, facts_in_reach, spans
from faithfulness.matching.relative import relative
from faithfulness.matching.times_over import per_dollar, rate_over_rate
from faithfulness.model import Fact, Figure, Kind, Match, State
from faithfulness.reading.context import Context
from faithfulness.reading.currencies import differs

_OF = (["of"], ["out", "of"], ["out", "of", "the"], ["of", "the"])
_TOTAL = frozenset({"total"})
_AGAINST = (["compared", "with"], ["compared", "to"], ["rather", "than"], ["instead", "of"], ["not", "the"])
_MAKE_UP = frozenset({"make", "makes", "together", "sum", "total", "combined"})


def match(figure: Figure, binding: Binding | None, context: Context, facts: Facts) -> Match:
    """The verdict on a figure.

    Args:
        binding: what grammar binds it to; it must then be a figure of that, or be derived from it.
    """
    if figure.kind is Kind.MALFORMED or differs(figure.currency, facts.currency):
        return Match(State.WRONG, _only_fact(binding, Kind.MONEY, context, facts))
    if (worth := of_account(figure, context, facts)) is not None:
        return worth
    added = binding is not None and _adds_up(figure, binding, context)
    if binding is not None and not added and (plain := _plainly(figure, binding, context, facts)) is not None:
        return Match(State.MATCHED, plain)
    if binding is None and (near := _nearby(figure, context, facts)) is not None:
        return Match(State.MATCHED, near)
    if "effective" in context.own and figure.kind in (Kind.NUMBER, Kind.COUNT) and _of_all_holdings(figure, context):
        figure.kind, figure.noun, binding, added = Kind.COUNT, "holdings", None, False
    if "dollar" in context.words and figure.kind is Kind.MONEY and (each := per_dollar(figure, context, facts)):
        return each
    bound = bound_facts(figure, binding, context, facts)
    if binding is not None and binding.loose and bound:
        around = facts_in_reach(figure, context, facts)
        room = (max(figure.step, figure.zeros) if figure.about else figure.step) / 2
        bound += [fact for fact in around if fact.topics & context.reach or abs(fact.value - figure.value) <= room]
    candidates = [] if added else bound or facts_in_reach(figure, context, facts)
    if further := _further_facts(figure, context, facts):
        candidates = [*candidates, *further]
    partitive = figure.kind is Kind.COUNT and context.unit.tokens.norms[figure.last + 1 : figure.last + 2] == ["of"]
    if partitive:
        candidates = [fact for fact in candidates if fact.topics & context.own] or candidates
    if figure.kind is Kind.TIMES and len(context.named) > 1:
        candidates = []
    if figure.kind is Kind.NUMBER and figure.partner and not context.words.isdisjoint({"ratio", "split", "mix"}):
        figure.kind = Kind.PERCENT  # "the ratio of bonds to stocks is 46 to 41"
        candidates = [fact for fact in facts.about(context.own) if fact.kind is Kind.PERCENT and len(fact.topics) == 1]
    if figure.kind is Kind.YEARS and (span := spans(figure, context, facts)):
        candidates = [fact for fact in candidates if fact.topics <= span] or list(facts.of_kinds((Kind.YEARS,), span))
        bound = bound or candidates
    only = _of_these_amounts(figure, context) or rate_over_rate(figure, context, facts)
    if only is not None:
        return only
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
    if known := elsewhere(figure, binding, bool(bound), context, facts):
        return known
    if related := relative(figure, binding, context, facts):
        return related
    if is_free(figure, bool(bound) or (figure.fraction and summed), context):
        return Match(State.FREE)
    return _wrong(figure, candidates, bound)


def _further_facts(figure: Figure, context: Context, facts: Facts) -> list[Fact]:
    """Facts that a word of the sentence brings in: those of the own account, the goal's capital, the start."""
    found: list[Fact] = []
    if "account" in context.words:
        found += _in_own_account(figure, context, facts)
    if figure.kind is Kind.MONEY and "goal" in context.words and not (figure.yearly or figure.monthly):
        found += facts.plain(Kind.MONEY, frozenset({"capital"}))  # "the goal of $1.75 million"
    if facts.times and figure.kind is Kind.MONEY and context.unit.tokens.norms[figure.first - 1] == "from":
        found += facts.plain(Kind.MONEY, _TOTAL)  # "the median grows from $501,020 to …"
    return found


def _wrong(figure: Figure, candidates: Sequence[Fact], bound: Sequence[Fact]) -> Match:
    """The verdict on a figure that fits nothing: with the fact it is bound to if that is one, else with the nearest."""
    nearest = min(candidates, key=lambda fact: (abs(fact.value - figure.value), fact.label), default=None)
    plain = [fact for fact in bound if len(fact.topics) == 1]
    values = {round(fact.value, 2) for fact in plain or bound}
    certain = bool(bound) and (len(values) == 1 or _one_rounding(values))
    return Match(State.WRONG, (plain or bound)[0] if certain else nearest, certain)


def _of_these_amounts(figure: Figure, context: Context) -> Match | None:
    """ "$40,000 a year is more than four times the $8,400 you save": of the two around it, and of nothing else."""
    if figure.kind is not Kind.TIMES and figure.kind is not Kind.PERCENT:
        return None
    amounts = [f for f in context.figures if f.kind is Kind.MONEY and f.value > 0]
    if len(amounts) != 2:
        return None
    one, other = amounts
    near = one.last < figure.first and figure.last < other.first <= figure.last + 4
    near = near and context.unit.tokens.norms[figure.last + 1] != "that"
    if figure.kind is Kind.TIMES and near:
        ratio = one.value / other.value
    elif (
        figure.kind is Kind.PERCENT
        and not figure.fraction
        and not context.named  # "a fall of 20 % in stocks"
        and _is_decline(figure, context)
        and one.value > other.value
    ):
        ratio = 100 - 100 * other.value / one.value
    else:
        return None
    fact = Fact(figure.kind, ratio, "of the amounts beside it")
    return Match(State.MATCHED if agrees(figure, ratio, named=True) else State.WRONG, fact)


def _of_all_holdings(figure: Figure, context: Context) -> bool:
    """ "Effective holdings: 3.5 of 7": of so many."""
    norms, first = context.unit.tokens.norms, figure.first
    return norms[figure.since : first] in _OF or norms[first - 2 : first] in _AGAINST or norms[first - 1] == "against"


def _is_decline(figure: Figure, context: Context) -> bool:
    before = context.unit.tokens.norms[max(0, figure.first - 4) : figure.first]
    return not {"decline", "loss", "fall", "drop"}.isdisjoint(before) and "to" in context.words


def _adds_up(figure: Figure, binding: Binding, context: Context) -> bool:
    """ "Bonds and cash make up 54 %": of both together, not of one of them."""
    if context.unit.tokens.norms[:2] == ["together", "with"] and figure.kind is Kind.PERCENT:
        return not any(topic.startswith("top:") for topic in binding.topics)
    if len(binding.group) < 2 or binding.group[-1].after > figure.first or figure.partner is not None:
        return False
    one, other = binding.group[-2:]
    joined = not {"and", "&", "plus"}.isdisjoint(context.unit.tokens.norms[one.after : other.first])
    if not joined or not one.topics.isdisjoint(other.topics) or families(one).isdisjoint(families(other)):
        return False
    between = context.unit.tokens.norms[binding.group[-1].after : figure.first]
    return between[:2] == ["you", "have"] or not _MAKE_UP.isdisjoint(between)


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
    terms = figure.kind in (Kind.MONEY, Kind.PERCENT, Kind.POINTS) and figure.zeros < figure.value / DISTINCT
    return terms and fact.kind is figure.kind and abs(fact.value - figure.value) <= figure.step * 1.001


def _only_fact(binding: Binding | None, kind: Kind, context: Context, facts: Facts) -> Fact | None:
    if binding is None:
        return None
    found = [f for f in facts.about(binding.topics) if f.kind is kind and f.topics <= context.reach | binding.topics]
    return found[0] if len(found) == 1 else None
