"""Names and phrases of a text, and the topics they stand for. The longest phrase wins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, count

from faithfulness.reading.lexer import WORDS, Tokens, tokens
from faithfulness.reading.mentions import Mention
from faithfulness.reading.words import TAILS

#: Signs that a name may hold between its words; a comma or a table's wall ends it.
_INSIDE = frozenset("-–‑.&/<>'’:*$+()\"#@!?%")
_INSIDE_PHRASE = frozenset("-–‑&")


#: A named tuple's own constructor costs more than finding the phrase.
_mention = tuple.__new__


@dataclass(slots=True)
class _Phrase:
    """Several indexes share one: it is never changed."""

    words: tuple[str, ...]
    topics: frozenset[str]
    strong: bool
    named: bool
    exact: str
    """A ticker has to be written in capitals."""
    free: bool
    """A name given by the user or a catalogue: any sign may stand between its words."""
    digits: bool
    tailed: bool
    """Whether a word such as "stocks" or "sector" behind it is part of it."""


_NO_PHRASES: list[_Phrase] = []


class Phrases:
    """An index of phrases by their first two words."""

    def __init__(self, base: Phrases | None = None) -> None:
        """All phrases of another index, which stays as it is, and those that are added."""
        self._by_first: dict[str, dict[str, list[_Phrase]]] = dict(base._by_first) if base else {}
        """The inner key is empty for phrases of one word."""
        self._topics: set[str] = set(base._topics) if base else set()
        self._shared: set[str] = set(base._by_first) if base else set()
        """First words whose phrases are still those of the base."""

    def add(
        self,
        phrase: str,
        topic: str,
        *,
        named: bool = False,
        exact: bool = False,
        free: bool = False,
        tailed: bool = False,
    ) -> None:
        """Adds a phrase. `?` in front makes it incidental, `~` behind a word allows a plural s.

        Args:
            phrase: as a text may write it.
            topic: its meaning.
            named: it names something in the portfolio.
            exact: it is a ticker, to be written in capitals.
            free: it is a given name, with any signs between its words.
            tailed: words such as "stocks" or "sector" may follow as part of it.
        """
        strong = not phrase.startswith("?")
        self._topics.add(topic)
        for words in _variants(phrase.removeprefix("?")):
            known = self._starting(words[0]).setdefault(words[1] if len(words) > 1 else "", [])
            for place, other in enumerate(known):
                if other.words == words and bool(other.exact) is exact:
                    known[place] = _Phrase(
                        words,
                        other.topics | {topic},
                        other.strong or strong,
                        other.named or named,
                        other.exact,
                        other.free,
                        other.digits,
                        other.tailed or tailed,
                    )
                    break
            else:
                digits = any(word[0].isdigit() for word in words)
                symbol = phrase if exact else ""
                known.append(_Phrase(words, frozenset({topic}), strong, named, symbol, free, digits, tailed))
                if len(known) > 1:
                    known.sort(key=lambda known_phrase: -len(known_phrase.words))

    def _starting(self, first: str) -> dict[str, list[_Phrase]]:
        """The phrases that start with a word, to be changed."""
        seconds = self._by_first.get(first)
        if seconds is None:
            seconds = self._by_first[first] = {}
        elif first in self._shared:
            self._shared.remove(first)
            seconds = self._by_first[first] = {second: list(known) for second, known in seconds.items()}
        return seconds

    def add_all(self, phrases: str, topic: str, *, named: bool = False, tailed: bool = False) -> None:
        """Adds phrases that are separated by semicolons."""
        for phrase in _split(phrases):
            self.add(phrase, topic, named=named, tailed=tailed)

    def topics(self) -> set[str]:
        """All topics that a phrase stands for."""
        return self._topics

    def find(self, found: Tokens) -> list[Mention]:
        """The mentions of a unit, in order, without overlap."""
        result: list[Mention] = []
        by_first, start = self._by_first, 0
        norms = found.norms
        for index in compress(count(), map(by_first.__contains__, norms)):
            if index < start:
                continue
            seconds = by_first[norms[index]]
            following = norms[index + 1] if index + 1 < len(norms) else ""
            candidates = seconds.get("", _NO_PHRASES)
            if following in _INSIDE:
                candidates = _longer(seconds, norms, index + 1) + candidates
            elif following and following in seconds:
                candidates = seconds[following] + candidates
            for phrase in candidates:
                after = _match(norms, index, phrase) if len(phrase.words) > 1 else index + 1
                if after - index > 1 and not phrase.named and _cuts_a_name(by_first, found, index, after):
                    continue
                if after and (not phrase.exact or _written_as(found, index, after, phrase.exact)):
                    if phrase.tailed and after < len(norms) and norms[after] in TAILS:
                        after += 1
                    masks = phrase.named or phrase.digits
                    values = (index, after, phrase.topics, phrase.strong, phrase.named, 0, 1, masks)
                    result.append(_mention(Mention, values))
                    start = after
                    break
        return result


def _cuts_a_name(by_first: Mapping[str, Mapping[str, list[_Phrase]]], found: Tokens, index: int, after: int) -> bool:
    """Whether a given name starts inside a phrase and ends behind it: "in Retirement Plan" is no "in retirement"."""
    for inner in range(index + 1, after):
        if not found.texts[inner][:1].isupper():
            continue
        names = [p for known in by_first.get(found.norms[inner], {}).values() for p in known if p.named and p.free]
        if any(_match(found.norms, inner, name) > after for name in names):
            return True
    return False


def _longer(seconds: Mapping[str, list[_Phrase]], norms: Sequence[str], following: int) -> list[_Phrase]:
    """The phrases of several words that go on with the next word, the longest first."""
    while following < len(norms) and norms[following] in _INSIDE:
        following += 1
    return seconds.get(norms[following], _NO_PHRASES) if following < len(norms) else _NO_PHRASES


@lru_cache(256)
def _split(phrases: str) -> list[str]:
    return [phrase.strip() for phrase in phrases.split(";") if phrase.strip()]


@lru_cache(4096)
def _variants(phrase: str) -> tuple[tuple[str, ...], ...]:
    """The words of a phrase, with and without plural. Most phrases are the same for every portfolio."""
    written = [phrase.replace("~", ""), phrase.replace("~", "s")] if "~" in phrase else [phrase]
    found = [tuple(tokens(text, 0, len(text)).words()) for text in written]
    return tuple(words for words in dict.fromkeys(found) if words)


def _match(norms: Sequence[str], index: int, phrase: _Phrase) -> int:
    """Index behind the phrase if it starts here, else 0."""
    inside = _INSIDE if phrase.free or phrase.exact else _INSIDE_PHRASE
    position = index
    for word in phrase.words:
        while position > index and position < len(norms) and norms[position] in inside:
            position += 1
        if position >= len(norms) or norms[position] != word:
            return 0
        position += 1
    return position


def _written_as(found: Tokens, index: int, after: int, symbol: str) -> bool:
    """Whether the ticker is written in capitals; a ticker of one letter must not start the sentence."""
    if len(symbol) == 1 and (index == 0 or (after < len(found.norms) and found.kinds[after] in WORDS)):
        return False
    written = [text[:-2] if text[-2:] in ("'s", "’s") else text for text in found.texts[index:after]]
    return all(text == text.upper() for text in written)
