"""Words, numbers and signs of a text, with their places. Marks of emphasis are left out."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate, repeat
from operator import add
from typing import NamedTuple

#: Names with digits that are no figures, and abbreviations whose full stop ends no sentence.
_TERMS = (
    r"401\s?\(?k\)?s?\b\)?|403\s?\(?b\)?\b\)?|457\s?\(?b\)?\b\)?|529\s+(?:plan|account|college)|S&P\s?500|"
    r"Russell\s?[123]000|N(?:asdaq|ASDAQ)[-\s]?100|FTSE\s?100|Dow\s?30|U\.S\.A?\.?|U\.K\.|E\.U\.|e\.g\.|i\.e\.|vs\.|"
    r"approx\.|etc\.|Inc\.|Corp\.|Co\.|Ltd\.|No\.(?=\s?\d)|a\.k\.a\.|P/E"
)
_TERMS_START = "45SRNFDUEeivaICLP"
_TOKEN = (
    rf"(?:(?=[{_TERMS_START}])(?<!\w)(?:{_TERMS})"
    r"|\d(?:[\d,.\u00a0\u202f\u2009]*\d)?(?:(?:st|nd|rd|th|[kKmMbBxX×]|bn|mn|mm|MM|tn)(?!\w))?"
    r"|[^\W\d_]\w*(?:['’](?:s|t|re|ve|ll|d|m)\b)?"
    r"|[^\s\w*`])"
)
_GAP = re.compile(r"[\s*`_]*")
#: A token with the gap behind it: together they are the whole text.
_PIECES = re.compile(_TOKEN + _GAP.pattern)
_FIRST = re.compile(_TOKEN.replace(r"(?=\s?\d)", ""))
_TERM = re.compile(_TERMS.replace(r"(?=\s?\d)", ""))
_SUFFIX = re.compile(r"[^\W\d]+$")
_BRACKETS = re.compile(r"[\s().]")
_POSSESSIVE = ("'s", "’s")
#: Different words of one text, and of all texts that a sandbox is likely to see.
_KNOWN_WORDS = 8192


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


class Tokens(list[Token]):
    """The tokens of a unit, and what is looked for most often in columns of their own."""

    __slots__ = ("kinds", "norms")

    norms: list[str]
    kinds: str
    """One letter a token: its kind, but `C` for a word in capitals."""

    def part(self, first: int, after: int) -> Tokens:
        """The tokens from one index up to another."""
        result = Tokens(self[first:after])
        result.norms, result.kinds = self.norms[first:after], self.kinds[first:after]
        return result


#: A named tuple's own constructor costs half the time of reading a text.
_token = tuple.__new__


def tokens(text: str, start: int, end: int) -> Tokens:
    """The tokens of `text[start:end]`; offsets count from the start of the whole text."""
    gap = _GAP.match(text, start, end)
    first = gap.end() if gap else start
    pieces = _PIECES.findall(text, first, end)
    if not pieces:
        result = Tokens()
        result.norms, result.kinds = [], ""
        return result
    kinds, written, norms, suffixes, lengths, letters = zip(*map(_read, pieces), strict=True)
    starts = list(accumulate(map(len, pieces), initial=first))
    rows = zip(kinds, written, norms, starts, map(add, starts, lengths), suffixes, strict=False)
    result = Tokens(map(_token, repeat(Token), rows))
    result.norms, result.kinds = list(norms), "".join(letters)
    return result


@lru_cache(_KNOWN_WORDS)
def _read(piece: str) -> tuple[str, str, str, str, int, str]:
    """Kind, text, norm, suffix and length of the token in a piece of text, and its letter in `Tokens.kinds`."""
    found = _FIRST.match(piece)
    word = found.group() if found else piece
    kind, norm, suffix = "p", word, ""
    if _TERM.fullmatch(word):
        kind, norm = "w", _BRACKETS.sub("", word.lower())
        norm = norm.removesuffix("s") if norm[0] == "4" else norm
    elif word[0].isdecimal():
        kind, letters = "n", _SUFFIX.search(word)
        if letters:
            norm, suffix = word.lower(), letters.group()
    elif word[0].isalnum():
        kind, norm = "w", word.lower()
        norm = norm[:-2] if norm[-2:] in _POSSESSIVE else norm
    return kind, word, norm, suffix, len(word), "C" if kind == "w" and word.isupper() else kind
