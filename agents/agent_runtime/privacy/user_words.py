"""The user's own words in a job: no pattern could recognise them, so masking is told them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from agent_runtime.portfolio.snapshot import Instrument, Portfolio

#: Shorter words identify no user.
MIN_WORD_LENGTH = 3
#: A part of the notes that is repeated alone, e.g. by a model. Shorter ones are ordinary phrases.
MIN_SENTENCE_LENGTH = 16
NOTES = "[client notes]"
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")
#: A number, code or address in the notes: it tells more about the user than other words do.
_TELLING = re.compile(r"(?=[^\s\d]{0,80}\d)[\w@+./#-]{6,}")


def user_text(portfolio: Portfolio | None, instruments: Iterable[Instrument] = ()) -> dict[str, str]:
    """The user's own words, each in every spelling that JSON may give it, and the label that replaces it.

    Words shorter than `MIN_WORD_LENGTH` or without a letter are left out: they identify no user, and replacing them
    would garble other texts.

    Args:
        instruments: further instruments of the user's, for an agent that gets no portfolio.
    """
    words = dict(_names(instruments))
    if portfolio is not None:
        words |= dict(_names(position.instrument for position in portfolio.positions()))
        words |= dict.fromkeys(_sources(portfolio), "[source]")
        words |= dict.fromkeys(_parts(portfolio.notes), NOTES)
        words |= {account.name: f"[account {number}]" for number, account in enumerate(portfolio.accounts, 1)}
        words[portfolio.notes] = NOTES
    return {spelling: label for text, label in words.items() if _tells(text) for spelling in _spellings(text.strip())}


def _names(instruments: Iterable[Instrument]) -> Iterator[tuple[str, str]]:
    """Users name instruments of their own. Those of the catalogue cannot be told from them here."""
    for instrument in instruments:
        if instrument.name.upper() != instrument.symbol:
            yield instrument.name, f"[name of {instrument.symbol}]"


def _sources(portfolio: Portfolio) -> set[str]:
    """Origins of prices and rates, as users name them. A single word is a broker, a bank or a file."""
    prices = {position.price_source for position in portfolio.positions()}
    return {source for source in prices | {rate.source for rate in portfolio.rates} if len(source.split()) > 1}


def _parts(notes: str) -> Iterator[str]:
    """Sentences of the notes, and what identifies somebody in them."""
    for sentence in _SENTENCE_END.split(notes):
        if len(sentence.strip()) >= MIN_SENTENCE_LENGTH:
            yield sentence
            yield sentence.strip().rstrip(".!?;")
    yield from _TELLING.findall(notes)


def _tells(text: str) -> bool:
    return len(text.strip()) >= MIN_WORD_LENGTH and any(map(str.isalpha, text))


def _spellings(text: str) -> set[str]:
    """Plain, and inside one, two or three layers of JSON; with `<` also as `prompting.data_block` writes it."""
    found = layer = {text}
    for _ in range(3):
        encoded = {json.dumps(word, ensure_ascii=ascii_only)[1:-1] for word in layer for ascii_only in (True, False)}
        layer = encoded | {word.replace("<", "\\u003c") for word in encoded}
        found = found | layer
    return found
