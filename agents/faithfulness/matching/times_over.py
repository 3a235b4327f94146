"""Amounts in years of a payment: "nearly four years of the $42,000 you plan to spend"."""

from __future__ import annotations

from faithfulness.matching.precision import agrees
from faithfulness.model import Fact, Figure, Kind, Match, State
from faithfulness.reading.context import Context


def over_payment(figure: Figure, context: Context) -> Match | None:
    """The verdict on a number of years that a payment is named behind; None if none is."""
    norms, place = context.unit.tokens.norms, figure.last + 1
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
