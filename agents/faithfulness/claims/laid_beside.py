"""A sentence laid beside a statement: which words it has of it, which it lacks, and which it has instead."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from faithfulness.claims.quote_words import EDGES, NEUTRAL, SAME
from faithfulness.facts.facts import Facts
from faithfulness.facts.stated import Form, Statement, Word
from faithfulness.reading.lexer import Tokens, tokens
from faithfulness.reading.mentions import Mention

#: Share of a statement's words that a clause has to have, in their order, to be held to it.
LEAST_ALIKE = 0.65
#: Words of a statement that can have another middle: "Spending less does not change the success rate".
_LEAST_FRAMED = 5
#: Between the topics of a name.
AND = " / "


class Alike(NamedTuple):
    """A statement beside a clause."""

    statement: Statement
    subject: Word
    """The first word of the statement that says something."""
    first: int
    after: int
    """The tokens that stand beside it."""
    begins: str
    """The first word of the sentence, if that is no part of the clause."""
    share: float
    """Of the statement's words that the clause has."""
    framed: bool
    """Whether it starts and ends as the statement does, with another middle."""
    states: frozenset[str]
    """Words of the statement."""
    says: frozenset[str]
    """Words of the clause."""
    changed: tuple[Word, ...]
    """Those that the statement does not have."""
    lacks: tuple[Word, ...]
    """Words of the statement that the clause does not have."""


def words_of(found: Tokens, mentions: Sequence[Mention]) -> list[Word]:
    """Words in their usual form; each name as its topic, however it is written."""
    names = {m.first: m for m in mentions if m.named and not m.rank and topic_of(m)[:5] != "kind:"}
    result: list[Word] = []
    place = 0
    while place < len(found):
        name = names.get(place)
        after = name.after if name else place + 1
        said = topic_of(name) if name else SAME.get(found.norms[place], found.norms[place])
        result.append(Word(said, place, after, name is not None))
        place = after
    return result


def topic_of(mention: Mention) -> str:
    topics = mention.topics
    return next(iter(topics)) if len(topics) == 1 else AND.join(sorted(topics))


def form_of(statement: Statement, facts: Facts) -> Form:
    """The words of a statement as those of a clause are read, without the full stop."""
    known = facts.statements.forms.get(statement.number)
    if known is None:
        found = tokens(statement.text, 0, len(statement.text))
        words = tuple(words_of(found, facts.phrases.find(found))[:-1])
        known = facts.statements.forms[statement.number] = Form(words, frozenset(word.said for word in words))
    return known


def beside(clause: list[Word], statement: Statement, stated: Sequence[Word]) -> Alike | None:
    """The statement beside the clause that is most like it; None if they have too little in common."""
    said = [word.said for word in clause]
    steps = SequenceMatcher(None, [word.said for word in stated], said, autojunk=False).get_opcodes()
    same = [step for step in steps if step[0] == "equal"]
    share = sum(step[2] - step[1] for step in same) / len(stated)
    if share < LEAST_ALIKE:
        return None
    first, after = same[0][3], same[-1][4]
    while first and said[first - 1] not in EDGES:
        first -= 1
    while after < len(said) and said[after] not in EDGES:
        after += 1
    others = [step for step in steps if step[0] != "equal"]
    changed = [clause[i] for _, _, _, left, right in others for i in range(left, right) if first <= i < after]
    lacks = [word for _, start, end, _, _ in others for word in stated[start:end]]
    whole = same[0][1] == 0 and same[-1][2] == len(stated) and (first, after) == (same[0][3], same[-1][4])
    framed = whole and len(same) == 2 and len(stated) >= _LEAST_FRAMED
    return Alike(
        statement,
        next(word for word in stated if word.said not in NEUTRAL),
        clause[first].first,
        clause[after - 1].after,
        said[0] if first else "",
        share,
        framed,
        frozenset(word.said for word in stated),
        frozenset(said[first:after]),
        tuple(word for word in changed if word.said not in NEUTRAL),
        tuple(word for word in lacks if word.said not in NEUTRAL | EDGES),
    )
