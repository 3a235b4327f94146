"""Names and phrases of a text, and the topics they stand for. The longest phrase wins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from faithfulness.lexer import Token, tokens

#: Signs that a name may hold between its words; a comma or a table's wall ends it.
_INSIDE = frozenset("-–‑.&/<>'’:*$+()\"#@!?%")
_INSIDE_PHRASE = frozenset("-–‑&")


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase of a unit that names one or more topics."""

    first: int
    after: int
    """Token indices, the second exclusive."""
    topics: frozenset[str]
    strong: bool = True
    """Whether a figure beside it must be about it."""
    named: bool = False
    """A name of something in the portfolio (position, account, class, region, sector), not a concept."""
    rank: int = 0
    """Of a superlative: 1 for the largest, -1 for the smallest."""
    many: int = 1
    """Of a superlative: how many, "the five largest"."""


@dataclass(slots=True)
class _Phrase:
    words: tuple[str, ...]
    topics: set[str]
    strong: bool
    named: bool
    exact: str = ""
    """A ticker has to be written in capitals."""
    free: bool = False
    """A name given by the user or a catalogue: any sign may stand between its words."""


class Phrases:
    """An index of phrases by their first word."""

    def __init__(self) -> None:
        self._by_first: dict[str, list[_Phrase]] = {}

    def add(self, phrase: str, topic: str, *, named: bool = False, exact: bool = False, free: bool = False) -> None:
        """Adds a phrase. `?` in front makes it incidental, `~` behind a word allows a plural s."""
        strong = not phrase.startswith("?")
        phrase = phrase.removeprefix("?")
        variants = [phrase.replace("~", ""), phrase.replace("~", "s")] if "~" in phrase else [phrase]
        for variant in dict.fromkeys(variants):
            words = tuple(t.norm for t in tokens(variant, 0, len(variant)) if t.kind != "p")
            if not words:
                continue
            known = self._by_first.setdefault(words[0], [])
            for other in known:
                if other.words == words and bool(other.exact) is exact:
                    other.topics.add(topic)
                    other.strong, other.named = other.strong or strong, other.named or named
                    break
            else:
                known.append(_Phrase(words, {topic}, strong, named, variant if exact else "", free))
                known.sort(key=lambda known_phrase: -len(known_phrase.words))

    def add_all(self, phrases: str, topic: str, *, named: bool = False) -> None:
        """Adds phrases that are separated by semicolons."""
        for phrase in phrases.split(";"):
            if phrase.strip():
                self.add(phrase.strip(), topic, named=named)

    def find(self, found: Sequence[Token]) -> list[Mention]:
        """The mentions of a unit, in order, without overlap."""
        result: list[Mention] = []
        index = 0
        while index < len(found):
            mention = self._at(found, index) if found[index].kind != "p" else None
            if mention:
                result.append(mention)
                index = mention.after
            else:
                index += 1
        return result

    def _at(self, found: Sequence[Token], index: int) -> Mention | None:
        for phrase in self._by_first.get(found[index].norm, ()):
            after = _match(found, index, phrase)
            if after and (not phrase.exact or _written_as(found, index, after, phrase.exact)):
                return Mention(index, after, frozenset(phrase.topics), phrase.strong, phrase.named)
        return None


def _match(found: Sequence[Token], index: int, phrase: _Phrase) -> int:
    inside = _INSIDE if phrase.free or phrase.exact else _INSIDE_PHRASE
    position = index
    for word in phrase.words:
        while position > index and position < len(found) and found[position].text in inside:
            position += 1
        if position >= len(found) or found[position].norm != word:
            return 0
        position += 1
    return position


def _written_as(found: Sequence[Token], index: int, after: int, symbol: str) -> bool:
    """Whether the ticker is written in capitals; a ticker of one letter must not start the sentence."""
    if len(symbol) == 1 and (index == 0 or after < len(found) and found[after].kind == "w"):
        return False
    return all(token.text == token.text.upper() for token in found[index:after])


def topics_of(mentions: Iterable[Mention]) -> set[str]:
    return {topic for mention in mentions for topic in mention.topics}
