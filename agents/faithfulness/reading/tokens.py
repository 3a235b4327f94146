"""Numbers in a text, read as a person reads them: value, dimension, and how precisely they are written.

American notation only (`1,234.56`): reports are in English and in US dollars. `7.288,00` and `72,88.3` are malformed,
which is a problem to name, not a number to guess. Libraries were looked at: text2num is a compiled extension,
quantulum3 is 10 MB and loads models, number-parser and price-parser read words or prices only. None gives offsets,
units and precision together, which is all this needs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import compress, count
from operator import or_
from typing import NamedTuple

from faithfulness.model import Figure, Kind
from faithfulness.reading.lexer import Tokens
from faithfulness.reading.measures import DASHES, LAST_HEDGES, MAYBE_POINTS, SUFFIXES, read_hedges, read_unit
from faithfulness.reading.number_words import FRACTIONS, STARTS, number_words
from faithfulness.reading.ranges import join_range
from faithfulness.reading.ratios import DIVIDING, fraction, out_of, part_of_mix
from faithfulness.reading.words import COUNT_NOUNS, LABELLED, MONTHS

_GROUPED = re.compile(r"\d{1,3}(?:[,\u00a0\u202f\u2009]\d{3})+(?:\.\d+)?$|\d+(?:\.\d+)?$")
_NO_DIGIT = re.compile(r"[^\d.]")
#: Words that start a number, or follow the article that does: "a third", "a dozen", "a pair of".
_STARTERS = STARTS | FRACTIONS.keys() | {"twice", "pair", "dozen", "hundred", "thousand", "million"}
_ARTICLES = frozenset({"a", "an", "another"})
_COMPARED = frozenset({"as", "the", "that", "its", "what"})
MOST_YEARS = 100
#: A number in words that is smaller is no amount without "dollars".
LEAST_AMOUNT = 1000
_IN_YEAR = frozenset({"in", "since", "until", "by", "during", "from", "of"})
_BEHIND_YEARS = frozenset({"it", "the", "there", "only", "nothing", "half"})
_MINUS = frozenset("-−–")
_ORDINAL = frozenset({"st", "nd", "rd", "th"})
_CURRENCIES = frozenset({"$", "€", "£", "¥", "usd", "eur", "gbp"})


def figures(found: Tokens, masked: Mapping[int, int]) -> list[Figure]:
    """The figures of one unit.

    Args:
        found: its tokens.
        masked: of each name, index of its first token and index after its last. Digits in names are no figures.
    """
    result: list[Figure] = []
    start = 0
    norms, kinds = found.norms, found.kinds
    may_start = map(or_, map(_STARTERS.__contains__, norms), map("n".__eq__, kinds))
    candidates = list(compress(count(), may_start))
    for index in sorted({*masked, *candidates}) if masked else candidates:
        if index < start:
            continue
        number = kinds[index] == "n"
        if index in masked:
            start = masked[index]
        elif number or norms[index] in _STARTERS:
            if not number:
                figure = _in_words(found, index, start)
            else:
                figure = _percentage(found, index) or _digits(found, index)
            if figure is not None and figure.kind is Kind.NUMBER and not number and not figure.noun:
                # "sixty-eight thousand dollars, …, forty-three thousand": else it is prose
                figure.kind = Kind.MONEY
                listed = result and result[-1].kind is Kind.MONEY and figure.value >= LEAST_AMOUNT
                figure = figure if listed else None
            if figure is not None:
                figure.since = result[-1].last + 1 if result else 0
                join_range(found, result, figure)
                result.append(figure)
                start = figure.last + 1
    return result


def _percentage(found: Tokens, index: int) -> Figure | None:
    """ "45.4%", as most figures of a report are written; None for anything that needs a closer look."""
    norms, last = found.norms, index + 1
    if last >= len(norms) or norms[last] != "%" or found[index].suffix:
        return None
    number = _number(norms[index], "")
    further = norms[last + 1] if last + 1 < len(norms) else ""
    before = norms[index - 1] if index else ""
    if not number.plain or before in _CURRENCIES or before in LABELLED or further in MAYBE_POINTS:
        return None
    start, end = found[index].start, found[last].end
    figure = Figure(start, end, index, last, Kind.PERCENT, number.value, number.step, number.zeros)
    if before in _MINUS:
        _sign(found, figure)
    if before in LAST_HEDGES or further in ("or", "+"):
        read_hedges(found, figure)
    return figure


def _digits(found: Tokens, index: int) -> Figure | None:
    token, norms = found[index], found.norms
    before = norms[index - 1] if index else ""
    following = norms[index + 1] if index + 1 < len(norms) else ""
    if token.suffix in _ORDINAL or _labelled(found, index):
        return None
    number = _number(token.norm, token.suffix)
    other = _more_than_a_number(found, index, before, following, number.written)
    if other is not None:
        return other
    start, first, currency = token.start, index, ""
    if before in _CURRENCIES:
        first = index - 1
        currency, start = found[first].text.upper(), found[first].start
        if first and norms[first - 1] in ("us", "usd") and found[first - 1].end == start:
            start, first = found[first - 1].start, first - 1
    if not number.plain:
        return Figure(start, token.end, first, index, Kind.MALFORMED, 0.0, 1.0)
    kind = Kind.TIMES if token.suffix in ("x", "X", "×") else Kind.NUMBER
    figure = Figure(start, token.end, first, index, kind, number.value, number.step, number.zeros)
    read_unit(found, figure, currency)
    if figure.kind is Kind.NUMBER or figure.kind is Kind.COUNT:
        if _is_year(found, index, number.plain):
            figure.kind, figure.noun = Kind.YEAR, ""
        elif _counts_years(found, figure):
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
        return _date(found, index)
    return part_of_mix(found, index) if following == "/" or before == "/" else None


class _Number(NamedTuple):
    written: str
    """Without its suffix."""
    plain: str
    """Digits and a decimal point; empty for a malformed number."""
    value: float
    step: float
    zeros: float


@lru_cache(2048)
def _number(norm: str, suffix: str) -> _Number:
    """A number in digits, as `Figure` has it."""
    written = norm.removesuffix(suffix.lower()) if suffix else norm
    if not _GROUPED.match(written):
        return _Number(written, "", 0.0, 1.0, 0.0)
    plain = written if written.isdigit() else _NO_DIGIT.sub("", written)
    step, scale = 10.0 ** -len(plain.partition(".")[2]), SUFFIXES.get(suffix.lower(), 1.0)
    return _Number(written, plain, float(plain) * scale, step * scale, _zeros(plain, step) * scale)


def _zeros(plain: str, step: float) -> float:
    whole = plain.lstrip("0")
    if "." in plain or not whole:
        return step
    return 10.0 ** (len(whole) - len(whole.rstrip("0")))


def _in_words(found: Tokens, index: int, start: int) -> Figure | None:
    """ "a third", "three accounts": from the article on, if that is no part of what was read before."""
    first = index - 1
    if first >= start and found.norms[first] in DASHES:
        first -= 1
    if first >= start and found.norms[first] in _ARTICLES:
        figure = fraction(found, first) or _words(found, first)
        if figure is not None:
            return figure
    return fraction(found, index) or _words(found, index)


def _words(found: Tokens, index: int) -> Figure | None:
    """ "three accounts", "twenty-five years", "two million dollars". A number that counts nothing known is prose."""
    if found.norms[index] == "twice":
        return _twice(found, index)
    article = found.norms[index] in ("a", "an")
    if article and found.norms[index + 1 : index + 3] == ["pair", "of"]:
        return _pair(found, index)
    if article and (
        index + 1 == len(found) or found.norms[index + 1] not in ("dozen", "hundred", "thousand", "million")
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
    return figure


def _twice(found: Tokens, index: int) -> Figure | None:
    """ "twice as large", "more than twice the second"."""
    if index + 1 == len(found) or found.norms[index + 1] not in _COMPARED:
        return None
    figure = Figure(found[index].start, found[index].end, index, index, Kind.TIMES, 2.0, 1.0, 1.0)
    read_hedges(found, figure)
    return figure


def _pair(found: Tokens, index: int) -> Figure | None:
    """ "a pair of holdings" are two."""
    figure = Figure(found[index].start, found[index + 2].end, index, index + 2, Kind.NUMBER, 2.0, 1.0, 1.0)
    read_unit(found, figure, "")
    return figure if figure.noun else None


def _date(found: Tokens, index: int) -> Figure | None:
    """`2026-03-02`, `March 2, 2031` and `2 March 2031`: only the year is checked."""
    token = found[index]
    following = found.norms[index + 1] if index + 1 < len(found) else ""
    if following != "-" and following not in MONTHS and (not index or found.norms[index - 1] not in MONTHS):
        return None
    texts = [t.text for t in found[index : index + 5]]
    if len(texts) == 5 and re.fullmatch(r"(?:19|20)\d\d", texts[0]) and texts[1] == texts[3] == "-":
        return Figure(token.start, found[index + 4].end, index, index + 4, Kind.YEAR, float(texts[0]), 1.0, 1.0)
    before = found.norms[index - 1] if index else ""
    day = token.norm.isdigit() and 1 <= int(token.norm) <= 31
    if day and (before in MONTHS or following in MONTHS):
        last = index + 2 if len(texts) > 2 and (texts[1] == "," or following in MONTHS) else index
        if re.fullmatch(r"(?:19|20)\d\d", found[last].text):
            return Figure(token.start, found[last].end, index, last, Kind.YEAR, float(found[last].text), 1.0, 1.0)
    return None


def _is_year(found: Tokens, index: int, plain: str) -> bool:
    if not re.fullmatch(r"(?:19|20)\d\d", plain) or found[index].text != plain:
        return False
    following = found.norms[index + 1] if index + 1 < len(found) else ""
    before = found.norms[index - 1] if index else ""
    return following not in COUNT_NOUNS or before in _IN_YEAR


def _counts_years(found: Tokens, figure: Figure) -> bool:
    """ "year 30", "after five years and after fifteen"."""
    before = found.norms[figure.first - 1] if figure.first else ""
    behind = found[figure.last + 1].text if figure.last + 1 < len(found) else "."
    ends = before == "after" and (behind in ".,;)" or behind in _BEHIND_YEARS)
    return figure.value < MOST_YEARS and (before in ("year", "years") or ends)


def _labelled(found: Tokens, index: int) -> bool:
    """ "step 3", "#2", "section 4": a name, not a number."""
    if not index:
        return False
    before = found.norms[index - 1]
    return before in LABELLED or (before == "no" and found[index].kind == "n" and found[index - 1].text.endswith("."))


def _sign(found: Tokens, figure: Figure) -> None:
    first = figure.first
    if found[first - 1].end == figure.start:
        before = found[first - 2] if first > 1 else None
        opens = before is None or before.text in "(|:=" or before.end < found[first - 1].start
        if opens and not (before is not None and before.kind == "n"):
            figure.negative, figure.first, figure.start = True, first - 1, found[first - 1].start
