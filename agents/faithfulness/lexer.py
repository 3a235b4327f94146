"""Words, numbers and signs of a text, with their places. Marks of emphasis are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

#: Names with digits that are no figures, and abbreviations whose full stop ends no sentence.
_TERMS = (
    r"401\s?\(?k\)?s?\b\)?|403\s?\(?b\)?\b\)?|457\s?\(?b\)?\b\)?|529(?=\s+(?:plan|account|college))|S&P\s?500|"
    r"Russell\s?[123]000|N(?:asdaq|ASDAQ)[-\s]?100|FTSE\s?100|Dow\s?30|U\.S\.A?\.?|U\.K\.|E\.U\.|e\.g\.|i\.e\.|vs\.|"
    r"approx\.|etc\.|Inc\.|Corp\.|Co\.|Ltd\.|No\.\s?(?=\d)|a\.k\.a\.|P/E"
)
_TOKEN = re.compile(
    rf"""
    (?<!\w)(?P<t>{_TERMS})
    | (?P<n>\d(?:[\d,.\u00a0\u202f\u2009]*\d)?)(?P<s>(?:st|nd|rd|th|[kKmMbBxX×]|bn|mn|mm|MM|tn)(?!\w))?
    | (?P<w>[^\W\d_]\w*(?:['’](?:s|t|re|ve|ll|d|m)\b)?)
    | (?P<p>[^\s\w*`])
    """,
    re.VERBOSE,
)


class Token(NamedTuple):
    kind: str
    """`w` a word, `n` a number, `p` a sign."""
    text: str
    norm: str
    """Lower case, without a possessive s."""
    start: int
    end: int
    suffix: str = ""
    """Of a number: what is written on to it (`k`, `th`, `x`)."""


def tokens(text: str, start: int, end: int) -> Iterator[Token]:
    """The tokens of `text[start:end]`; offsets count from the start of the whole text."""
    for match in _TOKEN.finditer(text, start, end):
        kind, word = match.lastgroup, match.group()
        if kind == "w":
            norm = word.lower()
            yield Token("w", word, norm[:-2] if norm[-2:] in ("'s", "’s") else norm, *match.span())
        elif kind == "p":
            yield Token("p", word, word, *match.span())
        elif kind == "t":
            norm = re.sub(r"[\s().]", "", word.lower())
            yield Token("w", word, norm.removesuffix("s") if norm[0] == "4" else norm, *match.span())
        else:
            number, suffix = match.group("n"), match.group("s") or ""
            yield Token("n", word, number + suffix.lower(), *match.span(), suffix)
