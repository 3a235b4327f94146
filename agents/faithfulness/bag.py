"""Word lists as sets."""

from __future__ import annotations


def bag(words: str) -> frozenset[str]:
    """The set of the words in a text, separated by white space."""
    return frozenset(words.split())


def phrases(text: str) -> frozenset[str]:
    """The set of the phrases in a text, separated by semicolons."""
    return frozenset(phrase.strip() for phrase in text.split(";"))
