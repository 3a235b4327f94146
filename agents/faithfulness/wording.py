"""A mistake as a sentence for the model; and the right figure, written as the wrong one was."""

from __future__ import annotations

import re

from faithfulness.model import Fact, Figure, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.currencies import differs, sign_of

MOST_QUOTED = 110


def say(
    text: str, written: str, figure: Figure, fact: Fact | None, certain: bool, context: Context, currency: str
) -> str:
    """ "It says “$547.0 million” (…); the tools gave $7,288 (total value)."."""
    quoted = quote(text, context, figure.start, figure.end)
    if figure.kind is Kind.MALFORMED:
        return f"“{written}” in “{quoted}” is no number; write amounts as 1,234.56."
    if differs(figure.currency, currency):
        return f"“{written}” in “{quoted}”: all amounts are in {currency}."
    if fact is None:
        return f"It says “{written}” in “{quoted}”; the tools gave no such figure. Leave it out."
    given = f"{spoken(fact, currency)} ({fact.label})"
    if certain:
        return f"It says “{written}” in “{quoted}”; the tools gave {given}."
    return f"It says “{written}” in “{quoted}”; the tools gave no such figure, the nearest is {given}."


def quote(text: str, context: Context, start: int, end: int) -> str:
    """The sentence, or as much of it around the place as says which one it is."""
    unit = context.unit
    first, last = unit.start, unit.end
    if last - first > MOST_QUOTED:
        room = (MOST_QUOTED - (end - start)) // 2
        first, last = max(first, start - room), min(last, end + room)
    return " ".join(text[first:last].split()).strip("| ")


def spoken(fact: Fact, currency: str) -> str:
    """The fact as a text would state it, an amount in this currency."""
    value = fact.value
    match fact.kind:
        case Kind.MONEY:
            decimals = 2 if abs(value) < 100 and value != round(value) else 0
            return f"{sign_of(currency)}{value:,.{decimals}f}"
        case Kind.PERCENT:
            return f"{round(value, 2):g} %"
        case Kind.POINTS:
            return f"{round(value, 2):g} percentage points"
        case Kind.YEARS:
            return f"{round(value, 1):g} years"
        case Kind.TIMES:
            return f"{round(value, 1):g} times"
        case _:
            return f"{value:,.0f}" if value == round(value) else f"{value:g}"


_NUMBER = re.compile(r"\d[\d,.\u00a0\u202f\u2009]*\d|\d")
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "k": 1e3, "m": 1e6, "mm": 1e6, "bn": 1e9, "b": 1e9}
_SCALE = re.compile(r"\d\s?(thousand|million|billion|mm|bn|k|m|b)\b", re.IGNORECASE)


def written_like(written: str, figure: Figure, fact: Fact, currency: str) -> str:
    """The fact's value in the form of the figure: currency, scale, decimals, grouping and unit stay as they were.

    Empty if the figure is in words, or its form cannot hold the value ("$0.0 million").
    """
    digits = _NUMBER.search(written)
    if digits is None or len(_NUMBER.findall(written)) > 1:
        return ""
    scaled = _SCALE.search(written)
    value = fact.value / 12 if figure.monthly else fact.value
    factor = _SCALES[scaled.group(1).lower()] if scaled else 1.0
    if scaled and abs(value) < factor:
        if fact.kind is not Kind.MONEY:
            return ""
        return spoken(Fact(fact.kind, value, fact.label), currency)
    number = digits.group()
    decimals = len(number.partition(".")[2]) if re.fullmatch(r"[\d,]+\.\d+", number) else 0
    if fact.kind is Kind.MONEY and not scaled and abs(value) < 1:
        decimals = max(decimals, 2)
    group = "" if "," not in number and value < 10_000 and fact.kind is not Kind.MONEY else ","
    plain = f"{value / factor:{group}.{decimals}f}"
    before = written[: digits.start()].replace("-", "").replace("−", "")
    return before + plain + written[digits.end() :]
