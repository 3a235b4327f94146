"""How a unit speaks: whether it tells the client to do something, advises, or supposes."""

from __future__ import annotations

import re
from itertools import pairwise

from faithfulness.reading.blocks import Unit
from faithfulness.reading.cues import ADVICE, IMPERATIVES, SUPPOSED
from faithfulness.reading.lexer import WORDS

_AIMS = frozenset({"aim", "aims"})
_WHO_AIMS = frozenset({"your", "the", "their", "client", "you", "plan", "they"})
_ADVICE_WITHOUT_AIM = ADVICE - _AIMS
#: Words that decide how a unit speaks.
_CUES = IMPERATIVES | ADVICE | SUPPOSED
_WORD = re.compile(f"[{WORDS}]")
_CLAUSES = frozenset({";", ":"})


def manner_of(unit: Unit, words: frozenset[str], *, advised: bool) -> tuple[bool, bool, bool]:
    """Whether it commands, whether it gives advice, and whether it is soft: advises or supposes.

    Args:
        unit: from `units`.
        words: its words.
        advised: whether the sentence before it, in the same list item, gave advice.
    """
    cues = words & _CUES
    if "could" in cues and "not" in words and _could_not(unit.tokens.norms):
        cues -= {"could"}  # "XKCD could not be classified" is no advice
    if not cues:
        return False, advised, advised
    commands = not cues.isdisjoint(IMPERATIVES) and _commands(unit, words)
    advice = advised or commands or not cues.isdisjoint(_ADVICE_WITHOUT_AIM if _has_aim(unit, cues) else ADVICE)
    return commands, advice, advice or not cues.isdisjoint(SUPPOSED)


def _could_not(norms: list[str]) -> bool:
    return all(norms[index + 1 : index + 2] == ["not"] for index, norm in enumerate(norms) if norm == "could")


def _has_aim(unit: Unit, cues: frozenset[str]) -> bool:
    """ "Your aim is $70,000 a year", "you aim for $45,000": a goal that is, no advice."""
    norms = unit.tokens.norms
    return not cues.isdisjoint(_AIMS) and any(
        word in _AIMS and before in _WHO_AIMS and norms[place - 2 : place - 1] not in (["should"], ["could"])
        for place, (before, word) in enumerate(pairwise(norms), 1)
    )


def _commands(unit: Unit, words: frozenset[str]) -> bool:
    """Whether a clause starts with an imperative."""
    norms, word = unit.tokens.norms, _WORD.search(unit.tokens.kinds)
    first = norms[word.start()] if word else ""
    if first in IMPERATIVES or words.isdisjoint(_CLAUSES):
        return first in IMPERATIVES
    return any(sign in _CLAUSES and word in IMPERATIVES for sign, word in pairwise(norms))
