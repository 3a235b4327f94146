"""Words around a number: unit, counted noun, precision."""

from __future__ import annotations

from itertools import pairwise

from faithfulness.bag import bag
from faithfulness.model import Bound, Figure, Kind
from faithfulness.reading.currencies import stated
from faithfulness.reading.lexer import NUMBER, WORDS, Tokens, suffix_of
from faithfulness.reading.nouns import ABOUT, COUNT_NOUNS, LABELLED, OVER, UNDER
from faithfulness.reading.number_words import SCALES

UNIT_SCALES = {**SCALES, "hundred": 100, "k": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9}
PERCENT = frozenset({"%", "percent", "pct", "％"})
TIME: dict[str, tuple[Kind, float]] = {
    **dict.fromkeys(("year", "years", "yr", "yrs"), (Kind.YEARS, 1.0)),
    **dict.fromkeys(("decade", "decades"), (Kind.YEARS, 10.0)),
    **dict.fromkeys(("month", "months"), (Kind.MONTHS, 1.0)),
    **dict.fromkeys(("quarter", "quarters"), (Kind.MONTHS, 3.0)),
    **dict.fromkeys(("week", "weeks"), (Kind.MONTHS, 0.25)),
    **dict.fromkeys(("day", "days"), (Kind.MONTHS, 1 / 30)),
    **dict.fromkeys(("hours", "minutes"), (Kind.MONTHS, 0.0)),
}
#: Dimension and factor of the word behind a number, or behind a number and a hyphen.
_UNITS: dict[str, tuple[Kind, float]] = {
    **dict.fromkeys(PERCENT, (Kind.PERCENT, 1.0)),
    **dict.fromkeys(("percentage", "pp", "pts", "ppt", "point", "points"), (Kind.POINTS, 1.0)),
    **dict.fromkeys(("basis", "bps", "bp"), (Kind.POINTS, 0.01)),
    **dict.fromkeys(("dollars", "usd", "dollar", "bucks"), (Kind.MONEY, 1.0)),
    **dict.fromkeys(("cents", "cent"), (Kind.MONEY, 0.01)),
    **dict.fromkeys(("times", "×", "x", "fold"), (Kind.TIMES, 1.0)),
    **TIME,
}
_EACH = frozenset({"a", "per", "each", "every", "/"})
LAST_HEDGES = frozenset(phrase.split()[-1] for phrase in ABOUT | OVER | UNDER)
_YEARLY = bag("annually yearly")
_EVERY_YEAR = frozenset({"yearly", "annual"})
#: One of these follows any amount that is paid again and again.
_RHYTHMS = _YEARLY | {"month", "mo", "monthly", "year", "yr"}
_ADDS = bag("add adds adding come comes sum sums added coming")
DASHES = frozenset("-–—‑")
MAYBE_POINTS = frozenset({"-", "points", "point"})
_JOINING = frozenset("-‑/&")
_NO_NOUN = bag("in of and or to is are with a year years")


def read_unit(found: Tokens, figure: Figure, currency: str) -> None:
    """Reads on behind the number: scale, percent, dollars, years, nouns."""
    index = figure.last + 1
    word = found.norms[index] if index < len(found.norms) else ""
    if word in UNIT_SCALES and (len(word) > 2 or currency) and not _suffixed(found, figure.last):
        _scale(figure, UNIT_SCALES[word])
        index += 1
    if currency:
        figure.kind = Kind.MONEY
        figure.currency = currency
        index += _at(found, index) in ("usd", "dollars")
    else:
        index = _unit_behind(found, figure, index)
    if index > figure.last + 1:
        figure.last, figure.end = index - 1, found.ends[index - 1]
    if figure.kind is Kind.MONEY:
        read_rhythm(found, figure, index)


def _suffixed(found: Tokens, index: int) -> bool:
    return found.kinds[index] == NUMBER and bool(suffix_of(found.norms[index]))


def _at(found: Tokens, index: int) -> str:
    return found.norms[index] if index < len(found.norms) else ""


def _scale(figure: Figure, factor: float) -> None:
    figure.value, figure.step, figure.zeros = figure.value * factor, figure.step * factor, figure.zeros * factor


def _unit_behind(found: Tokens, figure: Figure, index: int) -> int:
    """Reads "%", "percentage points", "-year", "cents of every dollar": index behind them."""
    word = _at(found, index)
    if word in DASHES and _at(found, index + 1) in _UNITS:
        index, word = index + 1, _at(found, index + 1)
    elif word == "per" and _at(found, index + 1) == "cent":
        index, word = index + 1, "percent"
    if word == "to" and figure.value > 1 and _at(found, index + 1) in ("one", "1"):
        figure.kind = Kind.TIMES  # "thirteen to one"
        return index + 2
    unit = _UNITS.get(word)
    if unit is None:
        # "in a good one $1,000": a sign right before a number belongs to that.
        ahead = found.kinds[index + 1 : index + 2] == NUMBER
        if word and not ahead and (currency := stated(found.texts[index])):
            figure.kind, figure.currency = Kind.MONEY, currency
            return index + 1
        if figure.kind is Kind.NUMBER:
            _noun(found, figure)
        return index
    figure.kind, factor = unit
    if figure.kind is Kind.MONEY and factor == 1.0:
        figure.currency = "USD"
    if factor != 1.0:
        _scale(figure, factor)
    index += 1
    following = _at(found, index)
    if word in PERCENT or word in ("percentage", "basis"):
        behind = index + (following == "-")
        if _at(found, behind) in ("points", "point"):
            figure.kind, index = Kind.POINTS, behind + 1
    elif word.startswith("cent") and following in ("of", "in", "on") and _at(found, index + 2) == "dollar":
        figure.kind, index = Kind.PERCENT, index + 3
        _scale(figure, 100)
    return index


def read_rhythm(found: Tokens, figure: Figure, index: int) -> None:
    """Whether the amount is one of each month or year."""
    words = found.norms[index : index + 4]
    before = found.norms[figure.first - 1] if figure.first else ""
    if before in _EVERY_YEAR or before == "monthly":
        figure.yearly, figure.monthly = before in _EVERY_YEAR, before == "monthly"
        return
    if _RHYTHMS.isdisjoint(words):
        return
    by_month = any(each in _EACH and unit in ("month", "mo") for each, unit in pairwise(words))
    figure.monthly = by_month or "monthly" in words[:3]
    figure.yearly = words[0] in _YEARLY or (words[0] in _EACH and words[1:2] in (["year"], ["yr"]))


def _noun(found: Tokens, figure: Figure) -> None:
    """The noun that a plain number counts: the first of the next four words that is one, or "Holdings: 13"."""
    behind = found.norms[figure.last + 1 : figure.last + 5]
    if behind[:1] == ["of"] and behind[1:2] and behind[1] in ("the", "your", "its", "all", "these"):
        place = next((i for i, word in enumerate(behind) if word in COUNT_NOUNS), None)
        if place is not None:
            said = found.norms[figure.last + 1 + place :][:3]
            # "Four of the five holdings are funds": that many funds.
            of_these = said[1:2] == ["are"] and said[-1] in COUNT_NOUNS
            figure.noun, figure.kind = COUNT_NOUNS[said[-1] if of_these else said[0]], Kind.COUNT
        return
    for word, kind in zip(behind, found.kinds[figure.last + 1 : figure.last + 5], strict=True):
        if word in COUNT_NOUNS:
            figure.noun, figure.kind = COUNT_NOUNS[word], Kind.COUNT
            return
        if (kind not in WORDS and word not in _JOINING) or word in _NO_NOUN:
            break
    before = found.norms[max(0, figure.first - 2) : figure.first]
    if (
        before[-1:]
        and before[-1] in (":", "|", "is", "=", "(")
        and before[0] in COUNT_NOUNS
        and before[0].endswith("s")
    ):
        figure.noun, figure.kind = COUNT_NOUNS[before[0]], Kind.COUNT


def read_hedges(found: Tokens, figure: Figure) -> None:
    """Reads the words in front: "about", "more than", "nearly"."""
    norms, behind = found.norms, figure.last + 1
    if figure.first and norms[figure.first - 1] in LAST_HEDGES:
        _read_hedges(norms[max(0, figure.first - 3) : figure.first], figure)
    if behind >= len(norms):
        return
    if norms[behind] == "or":
        following = norms[behind : behind + 2]
        if following in (["or", "so"], ["or", "thereabouts"]):
            figure.about = True
        elif following[1:] and following[1] in ("more", "higher", "less", "lower"):
            figure.bound = Bound.NONE
    elif norms[behind] == "+":
        figure.bound, figure.end, figure.last = Bound.OVER, found.ends[behind], behind


def labelled(found: Tokens, index: int) -> bool:
    """ "step 3", "#2", "section 4": a name, not a number."""
    if not index:
        return False
    before = found.norms[index - 1]
    return before in LABELLED or (
        before == "no" and found.kinds[index] == NUMBER and found.texts[index - 1].endswith(".")
    )


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
