"""What a derivation may start from: the tools' plain figures of the topics and names of a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from faithfulness.facts.facts import Facts
from faithfulness.model import Fact, Kind
from faithfulness.reading.mentions import Mention

MOST_FACTS = 40


def plain(topics: Iterable[str], facts: Facts, kind: Kind) -> list[Fact]:
    """The tools' figures of each topic, without scopes and points in time."""
    return list(facts.plain(kind, frozenset(topics))[:MOST_FACTS])


def one_each(mentions: Iterable[Mention], facts: Facts, kind: Kind) -> list[list[Fact]]:
    """The facts of each mention; a topic that is mentioned twice counts once."""
    seen: set[frozenset[str]] = set()
    result: list[list[Fact]] = []
    for mention in mentions:
        names = {topic for topic in mention.topics if ":" in topic} or mention.topics
        found = plain(names, facts, kind)
        if found and not any(mention.topics & other for other in seen):
            seen.add(mention.topics)
            result.append(found)
    return result


def joined(rows: Iterable[list[Fact]], between: str) -> str:
    return between.join(options[0].label for options in rows)
