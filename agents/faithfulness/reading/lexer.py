"""Words, numbers and signs of a text, with their places. Marks of emphasis are left out."""

from __future__ import annotations

import re
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
_BRACKETS = re.compile(r"[\s().]")
_POSSESSIVE = ("'s", "’s")


class Token(NamedTuple):
    kind: str
    """`w` a word, `n` a number, `p` a sign."""
    text: str
    norm: str
    """Lower case, without a possessive s."""
    start: int
    end: int
    suffix: str = ""
    """Of a number: the letters attached to it (`k`, `th`, `x`)."""


#: A named tuple's own constructor costs half the time of reading a text.
_token = tuple.__new__


def tokens(text: str, start: int, end: int) -> list[Token]:
    """The tokens of `text[start:end]`; offsets count from the start of the whole text."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text, start, end):
        kind, (first, after) = match.lastgroup, match.span()
        word = text[first:after]
        if kind == "w":
            norm = word.lower()
            if norm[-2:] in _POSSESSIVE:
                norm = norm[:-2]
            found.append(_token(Token, ("w", word, norm, first, after, "")))
        elif kind == "p":
            found.append(_token(Token, ("p", word, word, first, after, "")))
        elif kind == "t":
            norm = _BRACKETS.sub("", word.lower())
            found.append(Token("w", word, norm.removesuffix("s") if norm[0] == "4" else norm, first, after))
        else:
            suffix = match.group("s") or ""
            found.append(_token(Token, ("n", word, word.lower() if suffix else word, first, after, suffix)))
    return found
