"""Words around a number: its unit, what it counts, and how exactly it is meant."""

from __future__ import annotations

from collections.abc import Sequence

from faithfulness.bag import bag
from faithfulness.lexer import Token
from faithfulness.model import Bound, Figure, Kind
from faithfulness.number_words import SCALES
from faithfulness.words import ABOUT, COUNT_NOUNS, OVER, UNDER

SUFFIXES = {"k": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "tn": 1e12}
UNIT_SCALES = {**SCALES, "hundred": 100, "k": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9}
PERCENT = {"%", "percent", "pct", "per-cent", "％"}
TIME = {
    "year": (Kind.YEARS, 1), "years": (Kind.YEARS, 1), "yr": (Kind.YEARS, 1), "yrs": (Kind.YEARS, 1),
    "decade": (Kind.YEARS, 10), "decades": (Kind.YEARS, 10), "month": (Kind.MONTHS, 1), "months": (Kind.MONTHS, 1),
    "quarter": (Kind.MONTHS, 3), "quarters": (Kind.MONTHS, 3),
    "week": (Kind.MONTHS, 0.25), "weeks": (Kind.MONTHS, 0.25),
    "day": (Kind.MONTHS, 1 / 30), "days": (Kind.MONTHS, 1 / 30), "hours": (Kind.MONTHS, 0), "minutes": (Kind.MONTHS, 0),
}  # fmt: skip
_LAST_HEDGES = frozenset(phrase.split()[-1] for phrase in ABOUT | OVER | UNDER)
_YEARLY = bag("annually yearly")
_ADDS = bag("add adds adding come comes sum sums added coming")
DASHES = frozenset("-–—‑")
_NO_NOUN = bag("in of and or to is are with a year years")


def read_unit(found: Sequence[Token], figure: Figure, currency: str) -> None:
    """Reads on behind the number: scale, percent, dollars, years, nouns."""
    index = figure.last + 1

    def at(offset: int = 0) -> str:
        return found[index + offset].norm if index + offset < len(found) else ""

    if at() in UNIT_SCALES and (len(at()) > 2 or currency) and not found[figure.last].suffix:
        factor = UNIT_SCALES[at()]
        figure.value, figure.step, figure.zeros = figure.value * factor, figure.step * factor, figure.zeros * factor
        index += 1
    if currency:
        figure.kind = Kind.MONEY
        figure.foreign = currency[0] in "€£¥" or currency in ("EUR", "GBP")
        if at() in ("usd", "dollars"):
            index += 1
    elif at() in PERCENT or (at() == "per" and at(1) == "cent"):
        index += 2 if at() == "per" else 1
        figure.kind = Kind.PERCENT
        if at() in ("points", "point"):
            figure.kind, index = Kind.POINTS, index + 1
        elif at() == "-" and at(1) in ("points", "point"):
            figure.kind, index = Kind.POINTS, index + 2
    elif at() in ("percentage", "pp", "pts", "ppt") or (at() == "-" and at(1) == "percentage"):
        index += 2 if at() == "-" else 1
        figure.kind, index = Kind.POINTS, index + (at() in ("points", "point"))
    elif at() in ("points", "point"):
        figure.kind, index = Kind.POINTS, index + 1
    elif at() in ("basis", "bps", "bp"):
        index += 2 if at() == "basis" else 1
        figure.kind, figure.value, figure.step = Kind.POINTS, figure.value / 100, figure.step / 100
    elif at() in ("dollars", "usd", "dollar", "bucks", "cents", "cent"):
        if at().startswith("cent"):
            figure.value, figure.step, figure.zeros = figure.value / 100, figure.step / 100, figure.zeros / 100
        figure.kind, index = Kind.MONEY, index + 1
        if at() in ("of", "in", "on") and at(1) in ("every", "each") and at(2) == "dollar":
            figure.kind, index = Kind.PERCENT, index + 3
            figure.value, figure.step, figure.zeros = figure.value * 100, figure.step * 100, figure.zeros * 100
    elif at() in ("eur", "euros", "pounds", "€", "£"):
        figure.kind, figure.foreign, index = Kind.MONEY, True, index + 1
    elif at() in TIME or (at() in DASHES and at(1) in TIME):
        index += at() in DASHES
        figure.kind, factor = TIME[at()]
        figure.value, figure.step, figure.zeros = figure.value * factor, figure.step * factor, figure.zeros * factor
        index += 1
    elif at() in ("times", "×", "x", "fold") or (at() in DASHES and at(1) == "fold"):
        figure.kind, index = Kind.TIMES, index + 1 + (at() in DASHES)
    elif figure.kind is Kind.NUMBER:
        _noun(found, figure)
    if index > figure.last + 1:
        figure.last, figure.end = index - 1, found[index - 1].end
    if figure.kind is Kind.MONEY:
        figure.monthly = any(
            (at(k) in ("a", "per", "each", "every", "/") and at(k + 1) in ("month", "mo")) or at(k) in ("monthly",)
            for k in range(3)
        )
        figure.yearly = (at() in ("a", "per", "each", "every", "/") and at(1) in ("year", "yr")) or at() in _YEARLY


def _noun(found: Sequence[Token], figure: Figure) -> None:
    """The noun that a plain number counts: the first of the next four words that is one, or "Holdings: 13"."""
    behind = [token.norm for token in found[figure.last + 1 : figure.last + 5]]
    if behind[:1] == ["of"] and behind[1:2] and behind[1] in ("the", "your", "its", "all", "these"):
        noun = next((COUNT_NOUNS[word] for word in behind[2:] if word in COUNT_NOUNS), "")
        if noun:
            figure.noun, figure.kind = noun, Kind.COUNT
        return
    for token in found[figure.last + 1 : figure.last + 5]:
        if token.norm in COUNT_NOUNS:
            figure.noun, figure.kind = COUNT_NOUNS[token.norm], Kind.COUNT
            return
        if (token.kind != "w" and token.text not in "-‑/&") or token.norm in _NO_NOUN:
            break
    before = [token.norm for token in found[max(0, figure.first - 2) : figure.first]]
    if (
        before[-1:]
        and before[-1] in (":", "|", "is", "=", "(")
        and before[0] in COUNT_NOUNS
        and before[0].endswith("s")
    ):
        figure.noun, figure.kind = COUNT_NOUNS[before[0]], Kind.COUNT


def read_hedges(found: Sequence[Token], figure: Figure) -> None:
    """Reads the words in front: "about", "more than", "nearly"."""
    words = [token.norm for token in found[max(0, figure.first - 3) : figure.first]]
    if words and words[-1] in _LAST_HEDGES:
        _read_hedges(words, figure)
    following = [token.norm for token in found[figure.last + 1 : figure.last + 3]]
    if following[:1] == ["or"]:
        if following in (["or", "so"], ["or", "thereabouts"]):
            figure.about = True
        elif following[1:] and following[1] in ("more", "higher", "less", "lower"):
            figure.bound = Bound.NONE
    elif following[:1] == ["+"]:
        figure.bound, figure.end, figure.last = Bound.OVER, found[figure.last + 1].end, figure.last + 1


def _read_hedges(words: list[str], figure: Figure) -> None:
    """From the longest phrase to the shortest: "just over" says more than "over"."""
    for phrase in (" ".join(words[-3:]), " ".join(words[-2:]), words[-1]):
        figure.about = figure.about or phrase in ABOUT
        if phrase == "up to" and words[:1] and words[0] in _ADDS:
            return
        if phrase == "over" and figure.kind in (Kind.COUNT, Kind.YEARS, Kind.MONTHS):
            continue
        if phrase in OVER:
            figure.bound = Bound.OVER
        elif phrase in UNDER:
            figure.bound = Bound.UNDER
