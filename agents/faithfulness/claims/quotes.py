"""Sentences that take a statement of the tools: word for word, or with another name, number or negation in it.

Of such a sentence no grammar has to be known: what it says otherwise is found by laying it beside the statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from faithfulness.claims.laid_beside import AND, LEAST_ALIKE, Alike, beside, form_of, topic_of, words_of
from faithfulness.claims.quote_words import (
    ADDED,
    AUXILIARIES,
    BEFORE,
    DECIDING,
    DENYING,
    MEASURING,
    NEGATIONS,
    OTHERWISE,
    RANKS,
    SAME,
    SCOPES,
    TURNING,
    VERBS,
    WALLS,
)
from faithfulness.facts.facts import Facts
from faithfulness.facts.stated import Word
from faithfulness.model import Bound, Checked, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.lexer import Tokens

#: From here on it is the statement with a word changed, whatever other rules make of it.
NEARLY_ALL = 0.8
#: Words that a clause may have more than it lacks; where it starts and ends as the statement does.
_MOST_MORE, _MOST_MORE_FRAMED = 1, 4
#: Statements that a sentence is laid beside: those that share most of their words with it.
_MOST_BESIDE = 4
#: How far a share may be from what a clause calls it.
_ABOUT = 0.1
_STARTS_FIGURE = re.compile(r"[$€£\d]").match


class Quote(NamedTuple):
    """A clause that takes a statement."""

    first: int
    after: int
    """Its tokens."""
    problem: str = ""
    """What is wrong; empty if it is word for word."""
    instead: str = ""
    """The statement, where the clause is the whole sentence and can be replaced by it."""


def quotes(context: Context, facts: Facts, known: Sequence[Checked]) -> Iterator[Quote]:
    """What a sentence takes of the statements.

    Args:
        context: of the sentence.
        facts: with the statements.
        known: the other claims of the sentence, judged.
    """
    if context.unit.kind != "sentence":
        return
    if context.quoted:
        yield Quote(0, len(context.unit.tokens))
        return
    near = facts.statements.near(context.words)
    if not near:
        return
    # All words and names that a clause of it can have, and more: cheaper than reading it.
    usual = [SAME[word] for word in context.words & OTHERWISE]
    words = context.words.union(usual, [topic_of(mention) for mention in context.named])
    forms = [(one, form, len(words & form.said) / len(form.said)) for one in near for form in (form_of(one, facts),)]
    forms = sorted((one for one in forms if one[2] >= LEAST_ALIKE), key=lambda one: -one[2])[:_MOST_BESIDE]
    if not forms:
        return
    clause = words_of(context.unit.tokens, context.mentions)
    alike = [found for one, form, _ in forms if (found := beside(clause, one, form.words)) is not None]
    quoted = [found for found in alike if not found.changed and not found.lacks]
    for found in quoted:
        yield Quote(found.first, found.after)
    same = [found for found in alike if not _says_something_else(context, found, facts)]
    turned = [found for found in same if _turns(context, found, known)]
    free = [found for found in turned if not any(_is_better(other, found) for other in same if other not in turned)]
    if free:
        best = max(free, key=lambda found: found.share)
        whole = best.first == 0 and best.after >= len(context.unit.tokens) - 1
        said = best.statement.text
        if whole or not any(claim.why for claim in known):
            yield Quote(best.first, best.after, f"the statement is “{said}”", said.removesuffix(".") if whole else "")


def _says_something_else(context: Context, found: Alike, facts: Facts) -> bool:
    """Whether the clause is about something else, in words that happen to be alike."""
    missing = {word.said for word in found.lacks}
    changed = [word for word in found.changed if word.first not in context.covered]
    says = {word.said for word in changed}
    norms = context.unit.tokens.norms
    before_figures = {w.said for w in changed if norms[w.after : w.after + 1] and _STARTS_FIGURE(norms[w.after])}
    scopes = says - missing - before_figures
    if found.begins in BEFORE or not ((found.framed and missing) or SCOPES.isdisjoint(scopes)):
        return True
    if not MEASURING.isdisjoint(before_figures) or (missing and missing | says <= found.says & found.states):
        return True  # "no holding is above 11 %"; the same words in another order
    if missing & VERBS and (says | found.says & AUXILIARIES).isdisjoint(VERBS | AUXILIARIES):
        return True  # no sentence
    named = any(word.named for word in changed)
    subject = found.subject.said
    if found.subject.named and subject in missing and subject not in found.says and not named:
        return True  # of another subject, which stands elsewhere
    if named and not NEGATIONS.isdisjoint(says | found.says):
        return True  # "no bonds" for "no crypto": what is absent is checked by itself
    if _is_right_share(context, found, facts):
        return True
    most = _MOST_MORE_FRAMED if found.framed or not missing else _MOST_MORE
    more = [word for word in changed if word.said not in before_figures]
    return len(more) > len(missing) + most or not WALLS.isdisjoint(says)


def _is_right_share(context: Context, found: Alike, facts: Facts) -> bool:
    """Whether it states a share that its name has: "VTI makes up a third" for "Equity makes up more than a quarter"."""
    figure = next((f for f in context.figures if found.first <= f.first < found.after), None)
    names = [word.said for word in found.changed if word.named] or [found.subject.said]
    if figure is None:
        return False
    topics = [topic for name in names for topic in name.split(AND)]
    shares = [share for topic in topics if (share := facts.value(topic, Kind.PERCENT)) is not None]
    if figure.bound is not Bound.NONE:
        return any((share > figure.value) is (figure.bound is Bound.OVER) for share in shares)
    return any(abs(share - figure.value) <= _ABOUT * figure.value for share in shares)


def _is_better(one: Alike, other: Alike) -> bool:
    """Whether a clause takes the one statement rather than the other, or both."""
    return one.first < other.after and other.first < one.after and one.share >= other.share


def _turns(context: Context, found: Alike, known: Sequence[Checked]) -> bool:
    """Whether it makes another claim: with another name or number, or a word that turns it around.

    Figures in digits do not; nor, where it is less alike, do claims that were found right by themselves.
    """
    place = context.unit.tokens
    nearly_all = found.share >= NEARLY_ALL
    claims = [] if nearly_all else [claim for claim in known if claim.kind == "claim" and not claim.why]
    lacks = {word.said for word in found.lacks}
    has_digits = any(word[:1].isdecimal() for word in lacks)

    def proven(word: Word) -> bool:
        if word.first in context.covered and not has_digits and (not nearly_all or _in_digits(place, word.first)):
            return True
        start, end = place.starts[word.first], place.ends[word.after - 1]
        return any(claim.start <= start and end <= claim.end for claim in claims)

    changed = [word for word in found.changed if not proven(word)]
    says = {word.said for word in changed}
    if not NEGATIONS.isdisjoint(lacks):
        # "Contributions are planned", "some", "generous" for "no contributions are planned"; "left out" is the same.
        return says.isdisjoint(DENYING) and (bool(changed) or len(lacks) == 1)
    if lacks.isdisjoint(DECIDING) and not has_digits and not any(word.named for word in found.lacks):
        return not says.isdisjoint(ADDED)
    if found.framed and changed and not lacks.isdisjoint(DECIDING) and lacks.isdisjoint(RANKS):
        # "The median balance is $61,264 after 5 years and $217,565 at retirement" says something else.
        return has_digits or not any(place.norms[word.first][:1].isdecimal() for word in found.changed)
    return any(word.named or word.said in TURNING or word.said[:1].isdecimal() for word in changed)


def _in_digits(found: Tokens, place: int) -> bool:
    """Whether a token of a figure, or the one before it, is written in digits."""
    return any(found.norms[i][:1].isdecimal() for i in (place, max(0, place - 1)))
