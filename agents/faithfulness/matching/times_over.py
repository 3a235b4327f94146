"""Amounts in years of a payment: "nearly four years of the $42,000 you plan to spend"."""

from __future__ import annotations

from faithfulness.facts.facts import Facts
from faithfulness.matching.precision import agrees
from faithfulness.model import Fact, Figure, Kind, Match, State
from faithfulness.reading.context import Context

_EACH = frozenset({"every", "each"})
_RATES = frozenset({"volatility", "return", "inflation"})
#: Tokens between a multiple and the rate that it is of.
_NEAR = 4


def _lasts(figure: Figure, context: Context) -> Match | None:
    """ "At $84,000 a year that lasts almost two years": the amount of the sentence before."""
    yearly = [f for f in context.figures if f.kind is Kind.MONEY and f.yearly and f.value > 0]
    earlier = [f.value for f in context.amounts if f.kind is Kind.MONEY][-4:]
    that = {"that", "this", "it"} & set(context.unit.tokens.norms[max(0, figure.first - 5) : figure.first])
    if len(yearly) != 1 or not earlier or not that or context.words.isdisjoint({"lasts", "last", "covers", "cover"}):
        return None
    ratios = [amount / yearly[0].value for amount in earlier]
    known = next((ratio for ratio in ratios if agrees(figure, ratio, named=True)), None)
    fact = Fact(Kind.YEARS, known or ratios[-1], "the amount before it in years of the payment")
    return Match(State.MATCHED if known is not None else State.WRONG, fact)


def rate_over_rate(figure: Figure, context: Context, facts: Facts) -> Match | None:
    """ "The volatility is about eight times the mean real return"; None for other multiples."""
    if figure.kind is not Kind.TIMES:
        return None
    before = [m for m in context.mentions if m.after <= figure.first and m.topics <= _RATES]
    behind = [m for m in context.mentions if 0 < m.first - figure.last <= _NEAR and m.topics <= _RATES]
    rates = [facts.value(topic, Kind.PERCENT) for m in (*before[-1:], *behind[:1]) for topic in m.topics]
    known = [rate for rate in rates if rate]
    if not before or not behind or len(known) != 2 or len({*before[-1].topics, *behind[0].topics}) != 2:
        return None
    fact = Fact(Kind.TIMES, known[0] / known[1], "one rate in terms of the other")
    return Match(State.MATCHED if agrees(figure, fact.value, named=True) else State.WRONG, fact)


def per_dollar(figure: Figure, context: Context, facts: Facts) -> Match | None:
    """ "For every dollar in bonds there are about 5.7 dollars in stocks": of one in terms of the other."""
    norms = context.unit.tokens.norms
    place = norms.index("dollar")
    if place < 1 or norms[place - 1] not in _EACH or norms[place + 1 : place + 2] not in (["in"], ["of"]):
        return None
    whole = next((m for m in context.named if m.first > place and m.after <= figure.first), None)
    part = next((m for m in context.named if m.first > figure.last), None)
    if whole is None or part is None or whole.topics & part.topics:
        return None
    ratios = [
        one.value / other.value
        for one in facts.plain(Kind.MONEY, part.topics)
        for other in facts.plain(Kind.MONEY, whole.topics)
        if other.value > 0
    ]
    known = next((ratio for ratio in ratios if agrees(figure, ratio, named=True)), None)
    fact = Fact(Kind.TIMES, known or (ratios or [0.0])[0], "one in terms of the other")
    return Match(State.MATCHED if known else State.WRONG, fact)


def over_payment(figure: Figure, context: Context) -> Match | None:
    """The verdict on a number of years that a payment is named behind; None if none is."""
    norms, place = context.unit.tokens.norms, figure.last + 1
    if (lasting := _lasts(figure, context)) is not None:
        return lasting
    if norms[place : place + 1] != ["of"]:
        return None
    payment = next((f for f in context.figures if f.kind is Kind.MONEY and place < f.first <= place + 3), None)
    if payment is None or payment.value <= 0:
        return None
    earlier = [f for f in (*context.amounts, *context.figures) if f.kind is Kind.MONEY and f.start < figure.start]
    for amount in earlier[-2:]:
        ratio = amount.value / payment.value
        if agrees(figure, ratio):
            return Match(State.MATCHED, Fact(Kind.YEARS, ratio, "the amount before it in years of the payment"))
    return Match(State.FREE) if not earlier else None
