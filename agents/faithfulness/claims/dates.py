"""Whole dates: "27 February 2026", "2026-02-27", "February 2026". A text may give those that the tools gave."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.facts.facts import Facts
from faithfulness.model import Kind
from faithfulness.reading.context import Context
from faithfulness.reading.lexer import NUMBER
from faithfulness.reading.nouns import MONTHS

_NUMBERS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
)}  # fmt: skip
_YEARS = range(1990, 2100)
_ORDINALS = ("st", "nd", "rd", "th")
DATING = MONTHS


def dates(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Dates that no tool gave: first token, index after the last, and what is wrong."""
    if facts.dates is None or NUMBER not in context.unit.tokens.kinds:
        return
    norms = context.unit.tokens.norms
    named = {index for mention in context.named for index in range(mention.first, mention.after)}
    for index in range(len(norms)):
        found = _in_digits(norms, index) or _in_words(norms, index)
        if found is None or index in named:
            continue
        first, after, year, month, day = found
        known = any(
            (known.year, known.month) == (year, month) and day in (0, known.day)
            for known in (*facts.dates, *facts.today)
        )
        ahead = not day and any(known.month == month and year > known.year for known in facts.today)
        holds = known or ahead or (Kind.YEAR, float(year)) in facts.noted
        yield first, after, "" if holds else "the tools gave no such date."


def _in_digits(norms: list[str], index: int) -> tuple[int, int, int, int, int] | None:
    """ "2026-02-27"."""
    if norms[index + 1 : index + 2] != ["-"] or norms[index + 3 : index + 4] != ["-"] or index + 4 >= len(norms):
        return None
    parts = (norms[index], norms[index + 2], norms[index + 4])
    if not all(part.isdecimal() for part in parts) or int(parts[0]) not in _YEARS or not 1 <= int(parts[1]) <= 12:
        return None
    return index, index + 5, int(parts[0]), int(parts[1]), int(parts[2])


def _in_words(norms: list[str], index: int) -> tuple[int, int, int, int, int] | None:
    """ "27 February 2026", "Feb 27, 2026", "February 2026"; a month without a year is none."""
    if norms[index] not in MONTHS:
        return None
    day, after = _day(norms[index + 1]) if index + 1 < len(norms) else 0, index + 1
    if day:
        after += 1
    before = _day(norms[index - 1]) if index else 0
    after += norms[after : after + 1] == [","] or norms[after : after + 1] == ["."]
    if not norms[after : after + 1] or not norms[after].isdecimal() or int(norms[after]) not in _YEARS:
        return None
    return index - (before > 0), after + 1, int(norms[after]), _NUMBERS[norms[index][:3]], before or day


def _day(word: str) -> int:
    """The day of a month that a word is; 0 for none."""
    digits = word[:-2] if word.endswith(_ORDINALS) else word
    return int(digits) if digits.isdecimal() and len(digits) <= 2 and 1 <= int(digits) <= 31 else 0
