"""Words, numbers and signs of a text, with their places. Marks of emphasis are left out."""

from __future__ import annotations

import re
from itertools import accumulate
from operator import add

from faithfulness.reading.number_words import STARTERS

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
_STOPS = frozenset(".!?")
#: Different words of one text, and of all texts that a sandbox is likely to see.
_KNOWN_WORDS = 8192


#: Letters of `Tokens.kinds`: a number, and words.
NUMBER = "n"
WORDS = "wsSC"
#: Words in capitals, and words that may start a number in words.
CAPITALS, STARTING = "CS", "sS"
#: A sign that may end a sentence.
STOP = "."
_NO_SIGN = WORDS + NUMBER


class Tokens:
    """The tokens of a unit in columns: most of them are only ever looked at for one thing."""

    __slots__ = ("ends", "kinds", "norms", "starts", "texts")

    def __init__(self, texts: list[str], norms: list[str], kinds: str, starts: list[int], ends: list[int]) -> None:
        self.texts = texts
        self.norms = norms
        """Lower case, without a possessive s."""
        self.kinds = kinds
        """One letter a token: `n` a number, `w` a word, `s` one that may start a number in words, `C` and `S`
        such in capitals, `.` a sign that may end a sentence, `|` a wall, `p` another sign."""
        self.starts, self.ends = starts, ends
        """Offsets in the text."""

    def __len__(self) -> int:
        return len(self.norms)

    def words(self) -> list[str]:
        """Norms of words and numbers, without the signs."""
        return [norm for norm, kind in zip(self.norms, self.kinds, strict=True) if kind in _NO_SIGN]

    def part(self, first: int, after: int) -> Tokens:
        """The tokens from one index up to another."""
        return Tokens(
            self.texts[first:after],
            self.norms[first:after],
            self.kinds[first:after],
            self.starts[first:after],
            self.ends[first:after],
        )


def tokens(text: str, start: int, end: int) -> Tokens:
    """The tokens of `text[start:end]`; offsets count from the start of the whole text."""
    gap = _GAP.match(text, start, end)
    first = gap.end() if gap else start
    pieces = _PIECES.findall(text, first, end)
    if not pieces:
        return Tokens([], [], "", [], [])
    if len(_words) > _KNOWN_WORDS:
        _words.clear()
    texts, norms, kinds, lengths = zip(*map(_words.__getitem__, pieces), strict=True)
    starts = list(accumulate(map(len, pieces), initial=first))
    ends = list(map(add, starts, lengths))
    starts.pop()
    return Tokens(list(texts), list(norms), "".join(kinds), starts, ends)


class _Words(dict[str, tuple[str, str, str, int]]):
    """Text, norm, letter of `Tokens.kinds` and length of the token in a piece of text, once for each piece."""

    def __missing__(self, piece: str) -> tuple[str, str, str, int]:
        found = _FIRST.match(piece)
        word = found.group() if found else piece
        norm, kind = _read(word)
        result = self[piece] = (word, norm, kind, len(word))
        return result


_words = _Words()


def _read(word: str) -> tuple[str, str]:
    """The norm of a token, and its letter in `Tokens.kinds`."""
    if _TERM.fullmatch(word):
        norm = _BRACKETS.sub("", word.lower())
        norm = norm.removesuffix("s") if norm[0] == "4" else norm
    elif word[0].isdecimal():
        return word.lower(), NUMBER
    elif word[0].isalnum():
        norm = word.lower()
        norm = norm[:-2] if norm[-2:] in _POSSESSIVE else norm
    else:
        return word, STOP if word in _STOPS else word if word == "|" else "p"
    letters = "sS" if norm in STARTERS else "wC"
    return norm, letters[word.isupper()]


def suffix_of(number: str) -> str:
    """The letters attached to a number (`k`, `th`, `x`)."""
    letters = _SUFFIX.search(number)
    return letters.group() if letters else ""
