"""The names and phrases that a unit mentions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

_NO_TOPICS = frozenset[str]()


class Mention(NamedTuple):
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
    digits: bool = False
    """Whether its numbers are part of a name: "10th percentile", "top 5"."""


def topics_of(mentions: Iterable[Mention]) -> frozenset[str]:
    return _NO_TOPICS.union(*[mention.topics for mention in mentions])
