"""Two figures of one range: "12–15 %", "between 10 and 15 percent", "$1.1 to $1.3 million"."""

from __future__ import annotations

from faithfulness.model import Figure, Kind
from faithfulness.reading.lexer import NUMBER, WORDS, Tokens, suffix_of
from faithfulness.reading.measures import DASHES, UNIT_SCALES
from faithfulness.reading.numerals import SUFFIXES


def join_range(found: Tokens, low: Figure, figure: Figure) -> None:
    """ "12–15 %", "between 10 and 15 percent", "$1.1 to $1.3 million": two figures of one kind."""
    if low.partner is not None:
        return
    gap = found.norms[low.last + 1 : figure.first]
    opened = low.first and found.norms[low.first - 1] in ("between", "from")
    joined = len(gap) == 1 and (gap[0] in DASHES or gap[0] in ("to", "or") or (gap[0] == "and" and opened))
    if not joined or low.fraction or figure.fraction:
        return
    bare = low.kind in (Kind.NUMBER, Kind.COUNT, Kind.YEAR) or (low.kind is Kind.MONEY and figure.kind is Kind.MONEY)
    if low.kind is not figure.kind and not bare:
        return
    if gap[0] == "or" and low.kind is not Kind.NUMBER:
        return
    scale = _written_scale(found, figure)
    if bare and scale > 1 and low.value < 1000:
        low.value, low.step, low.zeros = low.value * scale, low.step * scale, low.zeros * scale
    if low.kind is not figure.kind:
        low.kind, low.noun = figure.kind, figure.noun
    low.partner, figure.partner = figure, low
    figure.about = figure.about or low.about


def _written_scale(found: Tokens, figure: Figure) -> float:
    for index in range(figure.first, figure.last + 1):
        norm = found.norms[index]
        if found.kinds[index] == NUMBER:
            suffix = suffix_of(norm)
            if suffix in SUFFIXES:
                return SUFFIXES[suffix]
        elif norm in UNIT_SCALES and found.kinds[index] in WORDS:
            return UNIT_SCALES[norm]
    return 1.0
