"""Checks of the Markdown that a model wrote for a client. Each returns mistakes as sentences for the model."""

from __future__ import annotations

import re
from collections.abc import Iterable

from agent_runtime.agent.guardrails import UNMISTAKABLE, instruction_in
from agent_runtime.agent.mending import CONTROL
from agent_runtime.agent.wording import SYMBOLS

_TAG = re.compile(r"<(?:/?[a-z]|[!?])[^>]*>?", re.IGNORECASE)
_LINK_TARGET = re.compile(r"\]\(\s*([^)\s]*)")
_LINK_DEFINITION = re.compile(r"^\s{0,3}\[[^\]]+\]:\s*\S+", re.MULTILINE)
_ADDRESS = re.compile(r"\b(?:https?|ftp|data|javascript|vbscript):\S|\bwww\.", re.IGNORECASE)
_PROMISE = re.compile(
    r"\bguarantee[sd]?\b|\bassured returns?\b|\brisk-free returns?\b|\b(?:cannot|can't|can not) lose\b", re.IGNORECASE
)
_NEGATION = re.compile(r"\b(?:no|not|never|nor|neither|nothing|cannot|without)\b|n't\b|n’t\b", re.IGNORECASE)
#: Greek and Cyrillic to Thai; Han, Kana and Hangul, of which two make a word.
_OTHER_SCRIPT = re.compile(r"[\u0370-\u1cff\ua000-\uabff]{3,}|[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff]{2,}")
#: Three sentences were asked for.
_MOST_REASON_CHARACTERS = 800
#: From the first letter or digit of a word to its end.
_COUNTED = re.compile(r"[^\W_]\S*")
_SENTENCE_END = re.compile(r"[.!?;:\n]")
_MULTIPLIERS = {"thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9}


def word_count(text: str) -> int:
    """Number of words. Markdown marks alone do not count."""
    return len(_COUNTED.findall(text))


def length_problems(text: str, *, at_least: int, at_most: int) -> list[str]:
    words = word_count(text)
    if at_least <= words <= at_most:
        return []
    return [f"It has {words} words; between {at_least} and {at_most} were asked for."]


def markup_problems(text: str) -> list[str]:
    """Finds HTML, external links and control characters. None belongs in text that a browser will show."""
    problems: list[str] = []
    if CONTROL.search(text):
        problems.append("It contains control characters; leave them out.")
    if tag := _TAG.search(text):
        problems.append(f"It contains HTML ({tag.group()[:40]}); write Markdown only.")
    foreign = [target for target in _LINK_TARGET.findall(text) if not target.startswith("#")]
    if foreign or _LINK_DEFINITION.search(text) or _ADDRESS.search(text):
        problems.append("It contains a link or an image from elsewhere; name sources in words instead.")
    return problems


def promise_problems(text: str, names: Iterable[str] = ()) -> list[str]:
    """Finds promises of returns. "Not guaranteed" is fine: its own sentence negates it.

    Args:
        text: the Markdown.
        names: of accounts and instruments; "Guaranteed Income Fund" is not a promise.
    """
    for name in names:
        text = text.replace(name, "")
    for match in _PROMISE.finditer(text):
        sentence = _SENTENCE_END.split(text[: match.start()])[-1]
        if not _NEGATION.search(sentence):
            return [f"It promises an outcome (“{match.group()}”); no return or outcome is certain."]
    return []


def reason_or(plain: str, written: str, names: Iterable[str] = ()) -> str:
    """A reason that a model wrote beside its answer, or `plain` where it is unfit to be shown to a client.

    A reason is worth no second call of the model.

    Args:
        plain: the sentence instead.
        written: by the model. Unfit are HTML, links, code, promises, instructions, another language, and long texts.
        names: of accounts and instruments, which may be in any script.
    """
    text = written.strip()
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    unfit = (
        len(text) > _MOST_REASON_CHARACTERS
        or "```" in text
        or _OTHER_SCRIPT.search(text)
        or markup_problems(text)
        or promise_problems(text)
        or instruction_problems(text)
    )
    return plain if unfit else written.strip()


def instruction_problems(text: str) -> list[str]:
    """Finds sentences that instruct a model: this one was led astray, and the next one may read them."""
    passage = instruction_in(text, UNMISTAKABLE)
    return [f"It gives instructions (“{passage[:60]}”); write for the client only."] if passage else []


def amount_after(phrase: str, text: str, currency: str = "USD") -> float | None:
    """The first amount in this currency after `phrase` (a regular expression) in the same line.

    `$1.2 million` counts; so do `€1,200` and `EUR 1,200` for euros.
    """
    signs = {SYMBOLS.get(currency, currency), currency}
    sign = "|".join(map(re.escape, sorted(signs)))
    pattern = rf"(?:{phrase})[^\n]{{0,60}}?(?:{sign})\s?([\d,]+(?:\.\d+)?)(?:\s?(thousand|million|billion|bn|k|m)\b)?"
    match = re.search(pattern, text, re.IGNORECASE)
    if match is None:
        return None
    return float(match.group(1).replace(",", "")) * _MULTIPLIERS.get((match.group(2) or "").lower(), 1)


def percentage_after(phrase: str, text: str) -> float | None:
    """The first percentage (0..100) that follows `phrase` (a regular expression) in the same line."""
    match = re.search(rf"(?:{phrase})[^%\n]{{0,80}}?(\d+(?:\.\d+)?)[\s*]*(?:%|percent\b)", text, re.IGNORECASE)
    return None if match is None else float(match.group(1))
