"""Numbers in words: "three", "twenty-five", "two hundred and ten", "a dozen"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from faithfulness.reading.lexer import Tokens


def _words(text: str) -> list[str]:
    return text.split()


SMALL = {
    word: value
    for value, word in enumerate(
        _words(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen"
        )
    )
} | {"dozen": 12}
TENS = {
    word: 10 * value for value, word in enumerate(_words("twenty thirty forty fifty sixty seventy eighty ninety"), 2)
}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "trillion": 10**12}
FRACTIONS = {
    "half": 1 / 2,
    "third": 1 / 3,
    "thirds": 1 / 3,
    "quarter": 1 / 4,
    "quarters": 1 / 4,
    "fifth": 1 / 5,
    "fifths": 1 / 5,
    "sixth": 1 / 6,
    "sixths": 1 / 6,
    "seventh": 1 / 7,
    "sevenths": 1 / 7,
    "eighth": 1 / 8,
    "eighths": 1 / 8,
    "ninth": 1 / 9,
    "ninths": 1 / 9,
    "tenth": 1 / 10,
    "tenths": 1 / 10,
}
STARTS = SMALL.keys() | TENS.keys() | {"hundred", "thousand", "million"}
#: Multiples in one word: "threefold", "double today's value".
MULTIPLES = {
    "twofold": 2, "threefold": 3, "fourfold": 4, "fivefold": 5, "sixfold": 6, "sevenfold": 7, "eightfold": 8,
    "ninefold": 9, "tenfold": 10, "double": 2, "doubles": 2, "doubled": 2, "triple": 3, "triples": 3, "tripled": 3,
    "treble": 3, "quadruple": 4, "quadruples": 4,
}  # fmt: skip
#: Words that start a number, or follow the article that does: "a third", "a dozen", "a pair of".
STARTERS = frozenset(
    STARTS | FRACTIONS.keys() | MULTIPLES.keys() | {"twice", "pair", "dozen", "hundred", "thousand", "million"}
)


def number_words(found: Tokens, first: int) -> tuple[int, float] | None:
    """The number in words that starts at this token: index after it, and its value."""
    total, current, index = 0.0, 0.0, first
    seen = False
    while index < len(found.norms):
        word = found.norms[index]
        if word in TENS or word in SMALL:
            value = TENS.get(word, SMALL.get(word, 0))
            if seen and not (current >= 20 and current % 10 == 0 and value < (100 if current % 100 == 0 else 10)):
                break
            current += value
        elif word == "hundred" and (seen or index > first - 1):
            current = max(current, 1) * 100
        elif word in SCALES:
            total += max(current, 1) * SCALES[word]
            current = 0.0
        elif seen and found.norms[index : index + 3] == ["and", "a", "half"]:
            current += 0.5
            index += 2
        elif seen and word in ("-", "and") and _goes_on(found, index, current, word):
            index += 1
            continue
        else:
            break
        seen = True
        index += 1
    return (index, total + current) if seen else None


def _goes_on(found: Tokens, index: int, current: float, word: str) -> bool:
    """ "twenty-five" and "two hundred and ten" go on; "five and seven" are two numbers."""
    following = found.norms[index + 1] if index + 1 < len(found.norms) else ""
    if word == "-":
        return current in TENS.values() and following in SMALL
    return current >= 100 and current % 100 == 0 and (following in SMALL or following in TENS)
