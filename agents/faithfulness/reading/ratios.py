"""Numbers that are percentages in other words: "a third", "nine out of ten", "60/40"."""

from __future__ import annotations

import re

from faithfulness.bag import bag
from faithfulness.model import Figure, Kind
from faithfulness.reading.lexer import NUMBER, Tokens
from faithfulness.reading.measures import DASHES, PERCENT, TIME, UNIT_SCALES, read_hedges
from faithfulness.reading.number_words import FRACTIONS, number_words

_FRACTION_NEXT = bag(
    "of the its your his her their my is are in sits sit lies lie comes come goes go less more , . ; : ) ( | - – — ! ? "
    "and or to as for from loss drop fall decline would could on against all what with have has end ends finish "
    "finishes outside"
)
_ONE_DIVIDED = bag(
    "dollar dollars future path case scenario simulation outcome trial run futures paths cases scenarios"
)
#: What stands behind the first number of "9 out of 10".
DIVIDING = _ONE_DIVIDED | {"in", "out", "of", "simulated"}
#: "about one in nine", where the sentence speaks of futures.
MOST_PARTS = 20
_ROUND = (10, 20, 100, 1000, 10_000)
_DIVIDED = bag("fails fail succeeds succeed works futures paths cases scenarios simulations outcomes trials runs times")


def fraction(found: Tokens, index: int) -> Figure | None:
    """ "a third", "two thirds", "half", "nine out of ten" as a percentage."""
    first, factor = index, 1.0
    if found.norms[index] in ("a", "an", "one", "another"):
        index += 1
    elif (read := number_words(found, index)) is not None:
        index, factor = read
    if index < len(found.norms) and found.texts[index] in DASHES:
        index += 1
    if index >= len(found.norms) or found.norms[index] not in FRACTIONS:
        return None
    rest = found.norms[first - 1] == "remaining" if first else False
    word, following = found.norms[index], found.norms[index + 1] if index + 1 < len(found.norms) else "."
    plural = word.endswith("s")
    if following not in _FRACTION_NEXT or (plural and factor < 2) or (first == index and word != "half" and not rest):
        return None
    if word == "half" and (first < index or following in ("a", "-")) and following != "of":
        return None
    if first and found.norms[first - 1] in ("first", "second", "latter", "every", "each", "per"):
        return None
    value = 100 * factor * FRACTIONS[word]
    if found.norms[index + 1 : index + 4] in (["of", "a", "percent"], ["of", "one", "percent"]):
        return Figure(found.starts[first], found.ends[index + 3], first, index + 3, Kind.PERCENT, value / 100, 0.1, 0.1)
    figure = Figure(found.starts[first], found.ends[index], first, index, Kind.PERCENT, value, 3.0, 3.0, fraction=True)
    read_hedges(found, figure)
    return figure


def out_of(found: Tokens, index: int, after: int, number: str) -> Figure | None:
    """ "9 out of 10" and "one in ten" of all futures, as a percentage."""
    after += found.norms[after : after + 1] == ["simulated"]
    noun = after < len(found.norms) and found.norms[after] in _ONE_DIVIDED
    after += noun
    if after >= len(found.norms) or found.norms[after] not in ("in", "out", "of"):
        return None
    second = after + 2 if found.norms[after] == "out" else after + 1
    if found.norms[second : second + 1] in (["every"], ["about"], ["roughly"]):
        second += 1
    if second >= len(found.norms):
        return None
    read = number_words(found, second)
    whole = float(found.norms[second]) if found.norms[second].isdigit() else read[1] if read else 0.0
    last = second if found.norms[second].isdigit() else read[0] - 1 if read else second
    if found.norms[second : second + 2] == ["a", "hundred"]:
        whole, last = 100.0, second + 1
    following = found.norms[last + 1] if last + 1 < len(found.norms) else "."
    further = not _DIVIDED.isdisjoint(found.norms if whole <= MOST_PARTS else found.norms[last + 1 : last + 6])
    plain = number.replace(",", "")
    divides = whole in _ROUND or further or noun
    unit = following in TIME or following in PERCENT or following in UNIT_SCALES or following == "$"
    if unit or not divides or not re.fullmatch(r"\d+(?:\.0)?", plain) or float(plain) >= whole:
        return None
    value = 100 * float(plain) / whole
    figure = Figure(
        found.starts[index],
        found.ends[last],
        index,
        last,
        Kind.PERCENT,
        value,
        _step(float(plain), whole),
        fraction=True,
    )
    figure.zeros = figure.step
    read_hedges(found, figure)
    return figure


def _step(part: float, whole: float) -> float:
    """How precise a ratio is: one in ten is 10 % and not 20 %, one in sixteen is 6 % and not 7 %."""
    return min(5.0, 100 / whole if whole in _ROUND or whole <= 10 else max(0.5, 130 * part / whole**2))


def part_of_mix(found: Tokens, index: int) -> Figure | None:
    """One part of "60/40" or "87/7/4": percentages that add up to about 100."""
    first = last = index
    if "/" not in (
        found.texts[index - 1] if index else "",
        found.texts[index + 1] if index + 1 < len(found.norms) else "",
    ):
        return None
    while first >= 2 and found.texts[first - 1] == "/" and found.kinds[first - 2] == NUMBER:
        first -= 2
    while last + 2 < len(found.norms) and found.texts[last + 1] == "/" and found.kinds[last + 2] == NUMBER:
        last += 2
    parts = [found.norms[i] for i in range(first, last + 1, 2)]
    if len(parts) < 2 or not all(part.isdigit() for part in parts) or not 85 <= sum(map(int, parts)) <= 103:
        return None
    return Figure(
        found.starts[index], found.ends[index], index, index, Kind.PERCENT, float(parts[(index - first) // 2]), 1.0, 1.0
    )
