"""Numbers in a text, read as a person reads them: value, dimension, and how precisely they are written.

American notation only (`1,234.56`): reports are in English and in US dollars. `7.288,00` and `72,88.3` are malformed,
which is a problem to name, not a number to guess. Libraries were looked at: text2num is a compiled extension,
quantulum3 is 10 MB and loads models, number-parser and price-parser read words or prices only. None gives offsets,
units and precision together, which is all this needs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from faithfulness.model import Figure, Kind
from faithfulness.reading.lexer import Token
from faithfulness.reading.measures import SUFFIXES, read_hedges, read_unit
from faithfulness.reading.number_words import FRACTIONS, STARTS, number_words
from faithfulness.reading.ranges import join_range
from faithfulness.reading.ratios import fraction, out_of, part_of_mix
from faithfulness.reading.words import COUNT_NOUNS, LABELLED, MONTHS

_GROUPED = re.compile(r"\d{1,3}(?:[,\u00a0\u202f\u2009]\d{3})+(?:\.\d+)?$|\d+(?:\.\d+)?$")
_NO_DIGIT = re.compile(r"[^\d.]")
_STARTERS = STARTS | FRACTIONS.keys() | {"a", "an", "twice"}
_COMPARED = frozenset({"as", "the", "that", "its", "what"})
MOST_YEARS = 100
_IN_YEAR = frozenset({"in", "since", "until", "by", "during", "from", "of"})
_MINUS = frozenset("-−–")


def figures(found: Sequence[Token], masked: Mapping[int, int]) -> list[Figure]:
    """The figures of one unit.

    Args:
        found: its tokens.
        masked: of each name, index of its first token and index after its last. Digits in names are no figures.
    """
    result: list[Figure] = []
    start = 0
    for index, token in enumerate(found):
        if index < start:
            continue
        if index in masked:
            start = masked[index]
        elif token.kind == "n" or token.norm in _STARTERS:
            figure = _digits(found, index) if token.kind == "n" else fraction(found, index) or _words(found, index)
            if figure is not None:
                figure.since = result[-1].last + 1 if result else 0
                join_range(found, result, figure)
                result.append(figure)
                start = figure.last + 1
    return result


def _digits(found: Sequence[Token], index: int) -> Figure | None:
    token = found[index]
    before = found[index - 1] if index else None
    if token.suffix in ("st", "nd", "rd", "th"):
        return None
    if before is not None and _labelled(found, index):
        return None
    number = token.norm.removesuffix(token.suffix.lower()) if token.suffix else token.norm
    other = out_of(found, index, index + 1, number) or _date(found, index) or part_of_mix(found, index)
    if other is not None:
        return other
    start, first, currency = token.start, index, ""
    if (before is not None and before.text in ("$", "€", "£", "¥")) or (
        before and before.norm in ("usd", "eur", "gbp")
    ):
        currency, start, first = before.text.upper(), before.start, index - 1
        if first and found[first - 1].norm in ("us", "usd") and found[first - 1].end == start:
            start, first = found[first - 1].start, first - 1
    if not _GROUPED.match(number):
        return Figure(start, token.end, first, index, Kind.MALFORMED, 0.0, 1.0)
    plain = number if number.isdigit() else _NO_DIGIT.sub("", number)
    step = 10.0 ** -len(plain.partition(".")[2])
    scale = SUFFIXES.get(token.suffix.lower(), 1.0)
    figure = Figure(start, token.end, first, index, Kind.NUMBER, float(plain) * scale, step * scale)
    figure.zeros = _zeros(plain, step) * scale
    if token.suffix in ("x", "X", "×"):
        figure.kind = Kind.TIMES
    read_unit(found, figure, currency)
    if figure.kind in (Kind.NUMBER, Kind.COUNT) and _is_year(found, index, plain):
        figure.kind, figure.noun = Kind.YEAR, ""
    elif figure.kind in (Kind.NUMBER, Kind.COUNT) and _counts_years(found, figure):
        figure.kind, figure.noun = Kind.YEARS, ""
    _sign(found, figure)
    read_hedges(found, figure)
    return figure


def _zeros(plain: str, step: float) -> float:
    whole = plain.lstrip("0")
    if "." in plain or not whole:
        return step
    return 10.0 ** (len(whole) - len(whole.rstrip("0")))


def _words(found: Sequence[Token], index: int) -> Figure | None:
    """ "three accounts", "twenty-five years", "two million dollars". A number that counts nothing known is prose."""
    if found[index].norm == "twice":
        return _twice(found, index)
    article = found[index].norm in ("a", "an")
    if article and [token.norm for token in found[index + 1 : index + 3]] == ["pair", "of"]:
        return _pair(found, index)
    if article and (
        index + 1 == len(found) or found[index + 1].norm not in ("dozen", "hundred", "thousand", "million")
    ):
        return None
    read = number_words(found, index + article)
    if read is None or _labelled(found, index):
        return None
    after, value = read
    ratio = out_of(found, index, after, str(value))
    if ratio is not None:
        return ratio
    figure = Figure(found[index].start, found[after - 1].end, index, after - 1, Kind.NUMBER, value, 1.0)
    figure.zeros = _zeros(f"{value:.0f}", 1.0)
    figure.step = figure.zeros if value >= 1000 else 1.0
    read_unit(found, figure, "")
    read_hedges(found, figure)
    if figure.kind is Kind.NUMBER and _counts_years(found, figure):
        figure.kind = Kind.YEARS
    known = figure.kind is not Kind.NUMBER or figure.noun
    return figure if known else None


def _twice(found: Sequence[Token], index: int) -> Figure | None:
    """ "twice as large", "more than twice the second"."""
    if index + 1 == len(found) or found[index + 1].norm not in _COMPARED:
        return None
    figure = Figure(found[index].start, found[index].end, index, index, Kind.TIMES, 2.0, 1.0, 1.0)
    read_hedges(found, figure)
    return figure


def _pair(found: Sequence[Token], index: int) -> Figure | None:
    """ "a pair of holdings" are two."""
    figure = Figure(found[index].start, found[index + 2].end, index, index + 2, Kind.NUMBER, 2.0, 1.0, 1.0)
    read_unit(found, figure, "")
    return figure if figure.noun else None


def _date(found: Sequence[Token], index: int) -> Figure | None:
    """`2026-03-02`, `March 2, 2031` and `2 March 2031`: only the year is checked."""
    token = found[index]
    following = found[index + 1].norm if index + 1 < len(found) else ""
    if following != "-" and following not in MONTHS and (not index or found[index - 1].norm not in MONTHS):
        return None
    texts = [t.text for t in found[index : index + 5]]
    if len(texts) == 5 and re.fullmatch(r"(?:19|20)\d\d", texts[0]) and texts[1] == texts[3] == "-":
        return Figure(token.start, found[index + 4].end, index, index + 4, Kind.YEAR, float(texts[0]), 1.0, 1.0)
    before = found[index - 1].norm if index else ""
    day = token.norm.isdigit() and 1 <= int(token.norm) <= 31
    if day and (before in MONTHS or following in MONTHS):
        last = index + 2 if len(texts) > 2 and (texts[1] == "," or following in MONTHS) else index
        if re.fullmatch(r"(?:19|20)\d\d", found[last].text):
            return Figure(token.start, found[last].end, index, last, Kind.YEAR, float(found[last].text), 1.0, 1.0)
    return None


def _is_year(found: Sequence[Token], index: int, plain: str) -> bool:
    if not re.fullmatch(r"(?:19|20)\d\d", plain) or found[index].text != plain:
        return False
    following = found[index + 1].norm if index + 1 < len(found) else ""
    before = found[index - 1].norm if index else ""
    return following not in COUNT_NOUNS or before in _IN_YEAR


def _counts_years(found: Sequence[Token], figure: Figure) -> bool:
    """ "year 30", "after five years and after fifteen"."""
    before = found[figure.first - 1].norm if figure.first else ""
    behind = found[figure.last + 1].text if figure.last + 1 < len(found) else "."
    ends = before == "after" and behind in ".,;)"
    return figure.value < MOST_YEARS and (before in ("year", "years") or ends)


def _labelled(found: Sequence[Token], index: int) -> bool:
    """ "step 3", "#2", "section 4": a name, not a number."""
    before = found[index - 1].norm if index else ""
    return before in LABELLED or (before == "no" and found[index].kind == "n" and found[index - 1].text.endswith("."))


def _sign(found: Sequence[Token], figure: Figure) -> None:
    first = figure.first
    if first and found[first - 1].text in _MINUS and found[first - 1].end == figure.start:
        before = found[first - 2] if first > 1 else None
        opens = before is None or before.text in "(|:=" or before.end < found[first - 1].start
        if opens and not (before is not None and before.kind == "n"):
            figure.negative, figure.first, figure.start = True, first - 1, found[first - 1].start
