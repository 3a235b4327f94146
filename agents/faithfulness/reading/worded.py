"""Figures in words: "a third", "three accounts", "twenty-five years", "two million dollars"."""

from __future__ import annotations

from faithfulness.model import Figure, Kind
from faithfulness.reading.lexer import Tokens
from faithfulness.reading.measures import DASHES, labelled, read_hedges, read_unit
from faithfulness.reading.number_words import MULTIPLES, number_words
from faithfulness.reading.numerals import last_place
from faithfulness.reading.ratios import fraction, out_of
from faithfulness.reading.years import counts_years

_ARTICLES = frozenset({"a", "an", "another"})
_COMPARED = frozenset({"as", "the", "that", "its", "what"})
_BEHIND_ARTICLE = frozenset({"dozen", "hundred", "thousand", "million"})


def in_words(found: Tokens, index: int, start: int) -> Figure | None:
    """The figure that starts here, or at the article in front; that is no part of what was read before `start`."""
    first = index - 1
    if first >= start and found.norms[first] in DASHES:
        first -= 1
    if first >= start and found.norms[first] in _ARTICLES:
        figure = fraction(found, first) or _words(found, first)
        if figure is not None:
            return figure
    return fraction(found, index) or _words(found, index)


def _words(found: Tokens, index: int) -> Figure | None:
    """A number that counts nothing known is prose."""
    if found.norms[index] == "twice":
        return _twice(found, index)
    if found.norms[index] in MULTIPLES:
        return _multiple(found, index)
    article = found.norms[index] in ("a", "an")
    if article and found.norms[index + 1 : index + 3] == ["pair", "of"]:
        return _pair(found, index)
    if article and (index + 1 == len(found.norms) or found.norms[index + 1] not in _BEHIND_ARTICLE):
        return None
    read = number_words(found, index + article)
    if read is None or labelled(found, index):
        return None
    after, value = read
    ratio = out_of(found, index, after, str(value))
    if ratio is not None:
        return ratio
    figure = Figure(found.starts[index], found.ends[after - 1], index, after - 1, Kind.NUMBER, value, 1.0)
    figure.zeros = last_place(f"{value:.0f}", 1.0)
    figure.step = figure.zeros if value >= 1000 else 1.0
    read_unit(found, figure, "")
    read_hedges(found, figure)
    if figure.kind is Kind.NUMBER and counts_years(found, figure):
        figure.kind = Kind.YEARS
    return figure


def _twice(found: Tokens, index: int) -> Figure | None:
    """ "twice as large", "more than twice the second"."""
    if index + 1 == len(found.norms) or found.norms[index + 1] not in _COMPARED:
        return None
    figure = Figure(found.starts[index], found.ends[index], index, index, Kind.TIMES, 2.0, 1.0, 1.0)
    read_hedges(found, figure)
    return figure


def _multiple(found: Tokens, index: int) -> Figure | None:
    """ "about double today's value", "has to triple", "fivefold"."""
    if found.norms[index + 1 : index + 2] in (["check"], ["-"], ["counting"], ["digit"]):
        return None
    value = float(MULTIPLES[found.norms[index]])
    figure = Figure(found.starts[index], found.ends[index], index, index, Kind.TIMES, value, 1.0, 1.0)
    read_hedges(found, figure)
    return figure


def _pair(found: Tokens, index: int) -> Figure | None:
    """ "a pair of holdings" are two."""
    figure = Figure(found.starts[index], found.ends[index + 2], index, index + 2, Kind.NUMBER, 2.0, 1.0, 1.0)
    read_unit(found, figure, "")
    return figure if figure.noun else None
