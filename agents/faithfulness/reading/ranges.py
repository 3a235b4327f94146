"""Two figures of one range: "12–15 %", "between 10 and 15 percent", "$1.1 to $1.3 million"."""

from __future__ import annotations

from faithfulness.model import Figure, Kind
from faithfulness.reading.lexer import Tokens
from faithfulness.reading.measures import DASHES, SUFFIXES, UNIT_SCALES


def join_range(found: Tokens, earlier: list[Figure], figure: Figure) -> None:
    """ "12–15 %", "between 10 and 15 percent", "$1.1 to $1.3 million": two figures of one kind."""
    if not earlier or earlier[-1].partner is not None:
        return
    low = earlier[-1]
    if figure.first - low.last != 2:
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
    for token in found[figure.first : figure.last + 1]:
        if token.kind == "n" and token.suffix.lower() in SUFFIXES:
            return SUFFIXES[token.suffix.lower()]
        if token.kind == "w" and token.norm in UNIT_SCALES:
            return UNIT_SCALES[token.norm]
    return 1.0
