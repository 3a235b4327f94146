"""Figures in a text, read as a person reads them: value, dimension, and how precisely they are written."""

from __future__ import annotations

import re
from collections.abc import Mapping

from faithfulness.model import Figure, Kind
from faithfulness.reading.currencies import CODES, SIGNS, stated
from faithfulness.reading.lexer import NUMBER, STARTING, Tokens
from faithfulness.reading.measures import (
    LAST_HEDGES,
    MAYBE_POINTS,
    UNIT_SCALES,
    labelled,
    read_hedges,
    read_rhythm,
    read_unit,
)
from faithfulness.reading.nouns import LABELLED, MONTHS
from faithfulness.reading.numerals import number
from faithfulness.reading.ranges import join_range
from faithfulness.reading.ratios import DIVIDING, out_of, part_of_mix
from faithfulness.reading.worded import in_words
from faithfulness.reading.years import counts_years, date, is_year

_CANDIDATE = re.compile(f"[{NUMBER}{STARTING}]")
#: A number in words that is smaller is no amount without "dollars".
LEAST_AMOUNT = 1000
_MINUS = frozenset("-−–")
_ORDINAL = frozenset({"st", "nd", "rd", "th"})
_CURRENCIES = CODES | SIGNS.keys()
_AMERICAN = frozenset({"us", "usd"})
#: What makes more of "$5,471" than its digits say, right behind it.
_AMOUNT_GOES_ON = frozenset({"-", "/", "usd", "dollars", "or", "+"}) | UNIT_SCALES.keys() | DIVIDING | MONTHS


def may_hold_figures(found: Tokens) -> bool:
    """Whether a number, or a word that may start one, is among these tokens."""
    return _CANDIDATE.search(found.kinds) is not None


def figures(found: Tokens, masked: Mapping[int, int]) -> list[Figure]:
    """The figures of one unit.

    Args:
        found: its tokens.
        masked: of each name, index of its first token and index after its last. Digits in names are no figures.
    """
    result: list[Figure] = []
    start = 0
    norms, kinds = found.norms, found.kinds
    candidates = [candidate.start() for candidate in _CANDIDATE.finditer(kinds)]
    for index in sorted({*masked, *candidates}) if masked and candidates else candidates:
        if index < start:
            continue
        if index in masked:
            start = masked[index]
            continue
        if kinds[index] == NUMBER:
            following = norms[index + 1] if index + 1 < len(norms) else ""
            if following == "%":
                figure = _percentage(found, index) or _digits(found, index)
            elif index and norms[index - 1] == "$" and following not in _AMOUNT_GOES_ON:
                figure = _amount(found, index) or _digits(found, index)
            else:
                figure = _digits(found, index)
        else:
            figure = in_words(found, index, start)
            if figure is not None and figure.kind is Kind.NUMBER and not figure.noun:
                if norms[max(0, index - 2) : index] == ["out", "of"] and "effective" in norms:
                    figure.kind, figure.noun = Kind.COUNT, "holdings"  # "2.9 out of four"
                    result.append(figure)
                    start = figure.last + 1
                    continue
                # "sixty-eight thousand dollars, …, forty-three thousand": else it is prose
                figure.kind = Kind.MONEY
                listed = result and result[-1].kind is Kind.MONEY and figure.value >= LEAST_AMOUNT
                figure = figure if listed else None
        if figure is not None:
            if result:
                figure.since = result[-1].last + 1
                if figure.first - figure.since == 1:
                    join_range(found, result[-1], figure)
            result.append(figure)
            start = figure.last + 1
    return result


def _percentage(found: Tokens, index: int) -> Figure | None:
    """ "45.4%", as most figures of a report are written; None for anything that needs a closer look."""
    norms, last = found.norms, index + 1
    suffix, _, plain, value, step, zeros = number(norms[index])
    further = norms[last + 1] if last + 1 < len(norms) else ""
    before = norms[index - 1] if index else ""
    if suffix or not plain or before in _CURRENCIES or before in LABELLED or further in MAYBE_POINTS:
        return None
    figure = Figure(found.starts[index], found.ends[last], index, last, Kind.PERCENT, value, step, zeros)
    if before in _MINUS:
        _sign(found, figure)
    if before in LAST_HEDGES or further in ("or", "+"):
        read_hedges(found, figure)
    return figure


def _amount(found: Tokens, index: int) -> Figure | None:
    """ "$5,471", likewise."""
    norms, first = found.norms, index - 1
    suffix, _, plain, value, step, zeros = number(norms[index])
    before = norms[first - 1] if first else ""
    if suffix or not plain or before in _AMERICAN:
        return None
    figure = Figure(found.starts[first], found.ends[index], first, index, Kind.MONEY, value, step, zeros)
    figure.currency = "USD"
    read_rhythm(found, figure, index + 1)
    if before in _MINUS:
        _sign(found, figure)
        read_hedges(found, figure)
    elif before in LAST_HEDGES:
        read_hedges(found, figure)
    return figure


def _digits(found: Tokens, index: int) -> Figure | None:
    norms = found.norms
    before = norms[index - 1] if index else ""
    following = norms[index + 1] if index + 1 < len(norms) else ""
    suffix, written, plain, value, step, zeros = number(norms[index])
    if suffix in _ORDINAL or labelled(found, index):
        return None
    other = _more_than_a_number(found, index, before, following, written)
    if other is not None:
        return other
    start, end, first, currency = found.starts[index], found.ends[index], index, ""
    if before in _CURRENCIES and (currency := stated(found.texts[index - 1])):
        first = index - 1
        start = found.starts[first]
        if first and norms[first - 1] in _AMERICAN and found.ends[first - 1] == start:
            start, first = found.starts[first - 1], first - 1
    if not plain:
        return Figure(start, end, first, index, Kind.MALFORMED, 0.0, 1.0)
    kind = Kind.TIMES if suffix in ("x", "×") else Kind.NUMBER
    figure = Figure(start, end, first, index, kind, value, step, zeros)
    read_unit(found, figure, currency)
    if figure.kind is Kind.NUMBER or figure.kind is Kind.COUNT:
        if is_year(found, index, plain):
            figure.kind, figure.noun = Kind.YEAR, ""
        elif counts_years(found, figure):
            figure.kind, figure.noun = Kind.YEARS, ""
    if figure.first and norms[figure.first - 1] in _MINUS:
        _sign(found, figure)
    read_hedges(found, figure)
    return figure


def _more_than_a_number(found: Tokens, index: int, before: str, following: str, written: str) -> Figure | None:
    """ "9 out of 10", a date, a part of "60/40"; None for most numbers."""
    if following in DIVIDING and (ratio := out_of(found, index, index + 1, written)) is not None:
        return ratio
    if following == "-" or following in MONTHS or before in MONTHS:
        return date(found, index)
    return part_of_mix(found, index) if following == "/" or before == "/" else None


def _sign(found: Tokens, figure: Figure) -> None:
    """Reads a minus right in front of the figure, unless that is a dash between two others."""
    minus = figure.first - 1
    if found.ends[minus] != figure.start:
        return
    if minus:
        opens = found.norms[minus - 1] in "(|:=" or found.ends[minus - 1] < found.starts[minus]
        if not opens or found.kinds[minus - 1] == NUMBER:
            return
    figure.negative, figure.first, figure.start = True, minus, found.starts[minus]
