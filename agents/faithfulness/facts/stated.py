"""The statements that a run's tools gave, found by their words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from faithfulness.bag import bag
from faithfulness.reading.lexer import tokens

#: Words of so many statements that they say nothing of one.
_COMMON = bag("the a an are is of and in to no its by , . : ( ) portfolio money")
#: Share of the other words of a statement that a sentence has to hold.
_LEAST = 0.4


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
    least: float
    """Of its rarer words, a sentence like it has as many."""


class Statements:
    """Statements by their words."""

    def __init__(self) -> None:
        self._all: list[Statement] = []
        self._norms: set[tuple[str, ...]] = set()
        self._by_word: defaultdict[str, list[int]] = defaultdict(list)
        self._words = frozenset[str]()
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
            for word in words:
                self._by_word[word].append(len(self._all))
            self._all.append(Statement(len(self._all), sentence, _LEAST * len(words)))
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
        index = self._by_word
        seen = Counter(chain.from_iterable([index[word] for word in words & self._words]))
        return [self._all[number] for number, count in seen.items() if count >= self._all[number].least]


def _plain(norms: Sequence[str]) -> tuple[str, ...]:
    """Without the sign at the end."""
    last = len(norms)
    while last and norms[last - 1] in (".", ";", "!"):
        last -= 1
    return tuple(norms[:last])
