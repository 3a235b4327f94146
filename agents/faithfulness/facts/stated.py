"""The statements that a run's tools gave, found by their words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import ceil
from typing import NamedTuple

from faithfulness.bag import bag
from faithfulness.reading.lexer import tokens

#: Words of so many statements that they say nothing of one.
_COMMON = bag("the a an are is of and in to no its by , . : ( ) portfolio money")
#: Share of the other words of a statement that a sentence has to hold.
_LEAST = 0.5
#: Bits in which the words that a sentence shares with one statement are counted; the highest says that they are enough.
_LANE = 7
_ENOUGH = 1 << _LANE - 1


class Word(NamedTuple):
    """A word of a clause, or a name as its topic."""

    said: str
    first: int
    after: int
    """Its tokens."""
    named: bool


class Form(NamedTuple):
    """A statement, read with the names that the facts know."""

    words: tuple[Word, ...]
    said: frozenset[str]


class Statement(NamedTuple):
    """A sentence that holds."""

    number: int
    text: str


class Statements:
    """Statements by their words."""

    def __init__(self) -> None:
        self._all: list[Statement] = []
        self._norms: set[tuple[str, ...]] = set()
        self._by_word: defaultdict[str, int] = defaultdict(int)
        """Of a word, a number with a one in the lane of each statement that has it; a sum counts for all at once."""
        self._words = frozenset[str]()
        self._lacking = 0
        """In each lane what the least number of words lacks to be enough."""
        self._enough = 0
        self.forms: dict[int, Form] = {}
        """Of those that a sentence was laid beside, by number."""

    def add(self, sentences: Iterable[str]) -> None:
        """Adds those that are not there yet."""
        for sentence in sentences:
            norms = _plain(tokens(sentence, 0, len(sentence)).norms)
            if norms in self._norms:
                continue
            self._norms.add(norms)
            words = frozenset(norms) - _COMMON
            lane = _LANE * len(self._all)
            for word in words:
                self._by_word[word] += 1 << lane
            self._lacking += (_ENOUGH - ceil(_LEAST * len(words))) << lane
            self._enough += _ENOUGH << lane
            self._all.append(Statement(len(self._all), sentence))
        self._words = frozenset(self._by_word)

    @property
    def texts(self) -> list[str]:
        """In the order in which they were added."""
        return [one.text for one in self._all]

    def holds(self, norms: Sequence[str]) -> bool:
        """Whether these words, as the lexer has them, are one."""
        return bool(self._norms) and _plain(norms) in self._norms

    def near(self, words: frozenset[str]) -> list[Statement]:
        """Those of which a sentence with these words has enough to be like them."""
        shared = words & self._words
        lanes = sum(map(self._by_word.__getitem__, shared)) + self._lacking & self._enough if shared else 0
        found: list[Statement] = []
        while lanes:
            last = (lanes & -lanes).bit_length() - 1
            found.append(self._all[last // _LANE])
            lanes &= lanes - 1
        return found


def _plain(norms: Sequence[str]) -> tuple[str, ...]:
    """Without the sign at the end."""
    last = len(norms)
    while last and norms[last - 1] in (".", ";", "!"):
        last -= 1
    return tuple(norms[:last])
