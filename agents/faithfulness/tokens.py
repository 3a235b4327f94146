"""Numbers in a text, read as a person reads them: value, dimension, and how precisely they are written.

American notation only (`1,234.56`): reports are in English and in US dollars. `7.288,00` and `72,88.3` are malformed,
which is a problem to name, not a number to guess. Libraries were looked at: text2num is a compiled extension,
quantulum3 is 10 MB and loads models, number-parser and price-parser read words or prices only. None gives offsets,
units and precision together, which is all this needs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from faithfulness.lexer import Token
from faithfulness.model import Bound, Figure, Kind
from faithfulness.number_words import FRACTIONS, SCALES, STARTS, number_words
from faithfulness.words import ABOUT, COUNT_NOUNS, LABELLED, MONTHS, OVER, UNDER

_GROUPED = re.compile(r"\d{1,3}(?:[,\u00a0\u202f\u2009]\d{3})+(?:\.\d+)?$|\d+(?:\.\d+)?$")
_NO_DIGIT = re.compile(r"[^\d.]")
_SUFFIXES = {"k": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "tn": 1e12}
_SCALES = {**SCALES, "hundred": 100, "k": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9}
_PERCENT = {"%", "percent", "pct", "per-cent", "％"}
_TIME = {
    "year": (Kind.YEARS, 1), "years": (Kind.YEARS, 1), "yr": (Kind.YEARS, 1), "yrs": (Kind.YEARS, 1),
    "decade": (Kind.YEARS, 10), "decades": (Kind.YEARS, 10), "month": (Kind.MONTHS, 1), "months": (Kind.MONTHS, 1),
    "quarter": (Kind.MONTHS, 3), "quarters": (Kind.MONTHS, 3), "week": (Kind.MONTHS, 0.25), "weeks": (Kind.MONTHS, 0.25),
    "day": (Kind.MONTHS, 1 / 30), "days": (Kind.MONTHS, 1 / 30), "hours": (Kind.MONTHS, 0), "minutes": (Kind.MONTHS, 0),
}  # fmt: skip
_STARTERS = STARTS | FRACTIONS.keys() | {"a", "an"}
_LAST_HEDGES = frozenset(phrase.split()[-1] for phrase in ABOUT | OVER | UNDER)
_YEARLY = frozenset("annually yearly".split())
_ADDS = frozenset("add adds adding come comes sum sums added coming".split())
_MINUS = frozenset("-−–")
_DASHES = frozenset("-–—‑")
_FRACTION_NEXT = frozenset(
    "of the its your his her their my is are in sits lies comes goes less more , . ; : ) ( | - – — ! ? and or to as for "
    "from loss drop fall decline would could on against all what".split()
)
_NO_NOUN = frozenset("in of and or to is are with a year years".split())
_ONE_DIVIDED = frozenset("dollar dollars future path case scenario simulation outcome trial run futures paths cases scenarios".split())
_DIVIDED = frozenset("futures paths cases scenarios simulations outcomes trials runs times".split())


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
            figure = _digits(found, index) if token.kind == "n" else _fraction(found, index) or _words(found, index)
            if figure is not None:
                figure.since = result[-1].last + 1 if result else 0
                _join_range(found, result, figure)
                result.append(figure)
                start = figure.last + 1
    return result


def _digits(found: Sequence[Token], index: int) -> Figure | None:
    token = found[index]
    before = found[index - 1] if index else None
    if token.suffix in ("st", "nd", "rd", "th"):
        return None
    if _labelled(found, index):
        return None
    number = token.norm.removesuffix(token.suffix.lower()) if token.suffix else token.norm
    ratio = _out_of(found, index, index + 1, number)
    if ratio is not None:
        return ratio
    if date := _date(found, index):
        return date
    if parts := _mix(found, index):
        return parts
    start, first, currency = token.start, index, ""
    if (before is not None and before.text in ("$", "€", "£", "¥")) or (before and before.norm in ("usd", "eur", "gbp")):
        currency, start, first = before.text.upper(), before.start, index - 1
        if first and found[first - 1].norm in ("us", "usd") and found[first - 1].end == start:
            start, first = found[first - 1].start, first - 1
    if not _GROUPED.match(number):
        return Figure(start, token.end, first, index, Kind.MALFORMED, 0.0, 1.0)
    plain = number if number.isdigit() else _NO_DIGIT.sub("", number)
    step = 10.0 ** -len(plain.partition(".")[2])
    scale = _SUFFIXES.get(token.suffix.lower(), 1.0)
    figure = Figure(start, token.end, first, index, Kind.NUMBER, float(plain) * scale, step * scale)
    figure.zeros = _zeros(plain, step) * scale
    if token.suffix in ("x", "X", "×"):
        figure.kind = Kind.TIMES
    _unit(found, figure, currency)
    if figure.kind is Kind.NUMBER and _is_year(found, index, plain):
        figure.kind = Kind.YEAR
    elif (
        figure.kind in (Kind.NUMBER, Kind.COUNT)
        and before is not None
        and before.norm in ("year", "years")
        and figure.value < 100
    ):
        figure.kind, figure.noun = Kind.YEARS, ""
    _sign(found, figure)
    _hedges(found, figure)
    return figure


def _zeros(plain: str, step: float) -> float:
    whole = plain.lstrip("0")
    if "." in plain or not whole:
        return step
    return 10.0 ** (len(whole) - len(whole.rstrip("0")))


def _words(found: Sequence[Token], index: int) -> Figure | None:
    """ "three accounts", "twenty-five years", "two million dollars". A number that counts nothing known is prose."""
    article = found[index].norm in ("a", "an")
    if article and (
        index + 1 == len(found) or found[index + 1].norm not in ("dozen", "hundred", "thousand", "million")
    ):
        return None
    read = number_words(found, index + article)
    if read is None or _labelled(found, index):
        return None
    after, value = read
    ratio = _out_of(found, index, after, str(value))
    if ratio is not None:
        return ratio
    figure = Figure(found[index].start, found[after - 1].end, index, after - 1, Kind.NUMBER, value, 1.0)
    figure.zeros = _zeros(f"{value:.0f}", 1.0)
    figure.step = figure.zeros if value >= 1000 else 1.0
    _unit(found, figure, "")
    _hedges(found, figure)
    known = figure.kind is not Kind.NUMBER or figure.noun
    return figure if known else None


def _fraction(found: Sequence[Token], index: int) -> Figure | None:
    """ "a third", "two thirds", "half", "nine out of ten" as a percentage."""
    first, factor = index, 1.0
    if found[index].norm in ("a", "an", "one"):
        index += 1
    elif (read := number_words(found, index)) is not None:
        index, factor = read
    if index < len(found) and found[index].text in _DASHES:
        index += 1
    if index >= len(found) or found[index].norm not in FRACTIONS:
        return None
    word, following = found[index].norm, found[index + 1].norm if index + 1 < len(found) else "."
    plural = word.endswith("s")
    if following not in _FRACTION_NEXT or (plural and factor < 2) or (first == index and word != "half"):
        return None
    if word == "half" and (first < index or following in ("a", "-")) and following != "of":
        return None
    if first and found[first - 1].norm in ("first", "second", "latter", "every", "each", "per"):
        return None
    value = 100 * factor * FRACTIONS[word]
    if [token.norm for token in found[index + 1 : index + 4]] in (["of", "a", "percent"], ["of", "one", "percent"]):
        return Figure(found[first].start, found[index + 3].end, first, index + 3, Kind.PERCENT, value / 100, 0.1, 0.1)
    figure = Figure(found[first].start, found[index].end, first, index, Kind.PERCENT, value, 3.0, 3.0, fraction=True)
    _hedges(found, figure)
    return figure


def _out_of(found: Sequence[Token], index: int, after: int, number: str) -> Figure | None:
    """ "9 out of 10" and "one in ten" of all futures, as a percentage."""
    noun = after < len(found) and found[after].norm in _ONE_DIVIDED
    after += noun
    if after >= len(found) or found[after].norm not in ("in", "out", "of"):
        return None
    second = after + 2 if found[after].norm == "out" else after + 1
    if second >= len(found):
        return None
    if found[second].norm in ("every", "about", "roughly"):
        second += 1
    read = number_words(found, second)
    whole = float(found[second].norm) if found[second].norm.isdigit() else read[1] if read else 0.0
    last = second if found[second].norm.isdigit() else read[0] - 1 if read else second
    following = found[last + 1].norm if last + 1 < len(found) else "."
    further = any(token.norm in _DIVIDED for token in found[last + 1 : last + 4])
    plain = number.replace(",", "")
    divides = whole in (10, 20, 100, 1000, 10_000) or further or noun
    unit = following in _TIME or following in _PERCENT or following in _SCALES or following == "$"
    if unit or not divides or not re.fullmatch(r"\d+(?:\.0)?", plain) or float(plain) >= whole:
        return None
    value = 100 * float(plain) / whole
    figure = Figure(
        found[index].start, found[last].end, index, last, Kind.PERCENT, value, min(5.0, 100 / whole), fraction=True
    )
    figure.zeros = figure.step
    _hedges(found, figure)
    return figure


def _mix(found: Sequence[Token], index: int) -> Figure | None:
    """One part of "60/40" or "87/7/4": percentages that add up to about 100."""
    first = last = index
    if "/" not in (found[index - 1].text if index else "", found[index + 1].text if index + 1 < len(found) else ""):
        return None
    while first >= 2 and found[first - 1].text == "/" and found[first - 2].kind == "n":
        first -= 2
    while last + 2 < len(found) and found[last + 1].text == "/" and found[last + 2].kind == "n":
        last += 2
    parts = [found[i].norm for i in range(first, last + 1, 2)]
    if len(parts) < 2 or not all(part.isdigit() for part in parts) or not 85 <= sum(map(int, parts)) <= 103:
        return None
    return Figure(
        found[index].start, found[index].end, index, index, Kind.PERCENT, float(parts[(index - first) // 2]), 1.0, 1.0
    )


def _date(found: Sequence[Token], index: int) -> Figure | None:
    """`2026-03-02`, `March 2, 2031` and `2 March 2031`: the year is what is checked."""
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
    return following not in COUNT_NOUNS


def _labelled(found: Sequence[Token], index: int) -> bool:
    """ "step 3", "#2", "section 4": a name, not a number."""
    before = found[index - 1].norm if index else ""
    return before in LABELLED or (before == "no" and found[index].kind == "n" and found[index - 1].text.endswith("."))


def _unit(found: Sequence[Token], figure: Figure, currency: str) -> None:
    """Reads on behind the number: scale, percent, dollars, years, nouns."""
    index = figure.last + 1

    def at(offset: int = 0) -> str:
        return found[index + offset].norm if index + offset < len(found) else ""

    if at() in _SCALES and (len(at()) > 2 or currency) and not found[figure.last].suffix:
        factor = _SCALES[at()]
        figure.value, figure.step, figure.zeros = figure.value * factor, figure.step * factor, figure.zeros * factor
        index += 1
    if currency:
        figure.kind = Kind.MONEY
        figure.foreign = currency[0] in "€£¥" or currency in ("EUR", "GBP")
        if at() in ("usd", "dollars"):
            index += 1
    elif at() in _PERCENT or (at() == "per" and at(1) == "cent"):
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
    elif at() in _TIME or (at() in _DASHES and at(1) in _TIME):
        index += at() in _DASHES
        figure.kind, factor = _TIME[at()]
        figure.value, figure.step, figure.zeros = figure.value * factor, figure.step * factor, figure.zeros * factor
        index += 1
    elif at() in ("times", "×", "x", "fold") or (at() in _DASHES and at(1) == "fold"):
        figure.kind, index = Kind.TIMES, index + 1 + (at() in _DASHES)
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


def _sign(found: Sequence[Token], figure: Figure) -> None:
    first = figure.first
    if first and found[first - 1].text in _MINUS and found[first - 1].end == figure.start:
        before = found[first - 2] if first > 1 else None
        opens = before is None or before.text in "(|:=" or before.end < found[first - 1].start
        if opens and not (before is not None and before.kind == "n"):
            figure.negative, figure.first, figure.start = True, first - 1, found[first - 1].start


def _hedges(found: Sequence[Token], figure: Figure) -> None:
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


def _join_range(found: Sequence[Token], earlier: list[Figure], figure: Figure) -> None:
    """ "12–15 %", "between 10 and 15 percent", "$1.1 to $1.3 million": two figures of one kind."""
    if not earlier or earlier[-1].partner is not None:
        return
    low = earlier[-1]
    gap = [token.norm for token in found[low.last + 1 : figure.first]]
    opened = low.first and found[low.first - 1].norm in ("between", "from")
    joined = len(gap) == 1 and (gap[0] in _DASHES or gap[0] in ("to", "or") or (gap[0] == "and" and opened))
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


def _written_scale(found: Sequence[Token], figure: Figure) -> float:
    for token in found[figure.first : figure.last + 1]:
        if token.kind == "n" and token.suffix.lower() in _SUFFIXES:
            return _SUFFIXES[token.suffix.lower()]
        if token.kind == "w" and token.norm in _SCALES:
            return _SCALES[token.norm]
    return 1.0
