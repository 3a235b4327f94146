"""Sentences that take a statement of the tools: word for word, or with another name, number or negation in it.

Of such a sentence no grammar has to be known: what it says otherwise is found by laying it beside the statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.facts.stated import Form, Statement, Word
from faithfulness.model import Bound, Checked, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.lexer import Tokens, tokens
from faithfulness.reading.mentions import Mention

#: Share of a statement's words that a clause has to have, in their order, to be held to it.
LEAST_ALIKE = 0.65
#: From here on it is the statement with a word changed, whatever other rules make of it.
NEARLY_ALL = 0.8
#: Words of a statement that can have another middle: "Spending less does not change the success rate".
_LEAST_FRAMED = 5
#: Words that a clause may have more than it lacks; where it starts and ends as the statement does.
_MOST_MORE, _MOST_MORE_FRAMED = 1, 4
#: Statements that a sentence is laid beside: those that share most of their words with it.
_MOST_BESIDE = 4
#: Words that change nothing.
_NEUTRAL = bag(
    "the a an you your this that it its also currently now clearly overall however so thus then still do does"
)
#: Words that are said otherwise often enough, without a change.
_SAME = {
    "larger": "largest",
    "smaller": "smallest",
    "biggest": "largest",
    "positions": "holding",
    "position": "holding",
    "holdings": "holding",
    "accounts": "account",
    "regions": "region",
    "sectors": "sector",
    "counted": "included",
    "your": "the",
    "are": "is",
    "individual": "single",
    "lasts": "last",
    **dict.fromkeys(
        ("raises", "grows", "increases", "climbs", "improves", "boosts", "lifts", "raise", "grow"), "rises"
    ),
    **dict.fromkeys(("lowers", "shrinks", "declines", "decreases", "drops", "reduces", "fall", "shrink"), "falls"),
}
_OTHERWISE = frozenset(_SAME)
_NEGATIONS = bag("no not nothing none")
#: Other words for one: "left out", "excluded".
_DENYING = bag("left out excluded excludes omitted ignored ignores missing absent lacks without outside neither nor")
#: Words that make another claim of a sentence.
_TURNING = _NEGATIONS | bag(
    "nobody never neither without all every entire entirely most more less fewer only half third thirds quarter "
    "quarters tenth tenths fifth fifths two three four five nearly about largest smallest second "
    "covers falls rises poor median good last runs comfortable reasonable need generous sizeable sizable stays same "
    "substantial large small big much many several some few little plenty part partly once until after before single "
    "funds stocks taxable ira 401k roth cash empty unclassified classified later earlier sooner ten"
)
#: Words that decide what a statement says, of which other middles are about the same.
_DECIDING = _TURNING | bag("above below reaches")
_RANKS = bag("largest smallest only")
#: What makes another claim of a statement that is whole.
_ADDED = _NEGATIONS | bag("never neither hardly second third")
_VERBS = bag(
    "is holds makes covers reaches last ends runs falls rises invested planned made stays becomes gets remains changes "
    "shifts has"
)
_AUXILIARIES = bag("does do will would can may")
#: Words that narrow what is said: "among bonds", "in the Roth".
_SCOPES = bag("in of among within outside inside except besides without if for on by with single other")
#: With these a sentence begins that says something else: "every account but the IRA holds cash".
_BEFORE = _SCOPES | bag("every all each no none neither only")
_MEASURING = bag("above below over under exceeds")
#: How far a share may be from what a clause calls it.
_ABOUT = 0.1
#: Between the topics of a name.
_AND = " / "
#: Between these a sentence says two things.
_WALLS = bag(": ; and but while")
_STARTS_FIGURE = re.compile(r"[$€£\d]").match
_EDGES = bag(", ; : . ( ) – — - and but while whereas ! because since as which")


class Quote(NamedTuple):
    """A clause that takes a statement."""

    first: int
    after: int
    """Its tokens."""
    problem: str = ""
    """What is wrong; empty if it is word for word."""
    instead: str = ""
    """The statement, where the clause is the whole sentence and can be replaced by it."""


class _Alike(NamedTuple):
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
    usual = [_SAME[word] for word in context.words & _OTHERWISE]
    words = context.words.union(usual, [_topic(mention) for mention in context.named])
    forms = [(one, form, len(words & form.said) / len(form.said)) for one in near for form in (_form(one, facts),)]
    forms = sorted((one for one in forms if one[2] >= LEAST_ALIKE), key=lambda one: -one[2])[:_MOST_BESIDE]
    if not forms:
        return
    clause = _words(context.unit.tokens, context.mentions)
    alike = [found for one, form, _ in forms if (found := _beside(clause, one, form.words)) is not None]
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


def _words(found: Tokens, mentions: Sequence[Mention]) -> list[Word]:
    """Words in their usual form; each name as its topic, however it is written."""
    names = {m.first: m for m in mentions if m.named and not m.rank and _topic(m)[:5] != "kind:"}
    result: list[Word] = []
    place = 0
    while place < len(found):
        name = names.get(place)
        after = name.after if name else place + 1
        said = _topic(name) if name else _SAME.get(found.norms[place], found.norms[place])
        result.append(Word(said, place, after, name is not None))
        place = after
    return result


def _topic(mention: Mention) -> str:
    topics = mention.topics
    return next(iter(topics)) if len(topics) == 1 else _AND.join(sorted(topics))


def _form(statement: Statement, facts: Facts) -> Form:
    """The words of a statement as those of a clause are read, without the full stop."""
    known = facts.statements.forms.get(statement.number)
    if known is None:
        found = tokens(statement.text, 0, len(statement.text))
        words = tuple(_words(found, facts.phrases.find(found))[:-1])
        known = facts.statements.forms[statement.number] = Form(words, frozenset(word.said for word in words))
    return known


def _beside(clause: list[Word], statement: Statement, stated: Sequence[Word]) -> _Alike | None:
    """The statement beside the clause that is most like it; None if they have too little in common."""
    said = [word.said for word in clause]
    steps = SequenceMatcher(None, [word.said for word in stated], said, autojunk=False).get_opcodes()
    same = [step for step in steps if step[0] == "equal"]
    share = sum(step[2] - step[1] for step in same) / len(stated)
    if share < LEAST_ALIKE:
        return None
    first, after = same[0][3], same[-1][4]
    while first and said[first - 1] not in _EDGES:
        first -= 1
    while after < len(said) and said[after] not in _EDGES:
        after += 1
    others = [step for step in steps if step[0] != "equal"]
    changed = [clause[i] for _, _, _, left, right in others for i in range(left, right) if first <= i < after]
    lacks = [word for _, start, end, _, _ in others for word in stated[start:end]]
    whole = same[0][1] == 0 and same[-1][2] == len(stated) and (first, after) == (same[0][3], same[-1][4])
    framed = whole and len(same) == 2 and len(stated) >= _LEAST_FRAMED
    return _Alike(
        statement,
        next(word for word in stated if word.said not in _NEUTRAL),
        clause[first].first,
        clause[after - 1].after,
        said[0] if first else "",
        share,
        framed,
        frozenset(word.said for word in stated),
        frozenset(said[first:after]),
        tuple(word for word in changed if word.said not in _NEUTRAL),
        tuple(word for word in lacks if word.said not in _NEUTRAL | _EDGES),
    )


def _says_something_else(context: Context, found: _Alike, facts: Facts) -> bool:
    """Whether the clause is about something else, in words that happen to be alike."""
    missing = {word.said for word in found.lacks}
    changed = [word for word in found.changed if word.first not in context.covered]
    says = {word.said for word in changed}
    norms = context.unit.tokens.norms
    before_figures = {w.said for w in changed if norms[w.after : w.after + 1] and _STARTS_FIGURE(norms[w.after])}
    scopes = says - missing - before_figures
    if found.begins in _BEFORE or not ((found.framed and missing) or _SCOPES.isdisjoint(scopes)):
        return True
    if not _MEASURING.isdisjoint(before_figures) or (missing and missing | says <= found.says & found.states):
        return True  # "no holding is above 11 %"; the same words in another order
    if missing & _VERBS and (says | found.says & _AUXILIARIES).isdisjoint(_VERBS | _AUXILIARIES):
        return True  # no sentence
    named = any(word.named for word in changed)
    subject = found.subject.said
    if found.subject.named and subject in missing and subject not in found.says and not named:
        return True  # of another subject, which stands elsewhere
    if named and not _NEGATIONS.isdisjoint(says | found.says):
        return True  # "no bonds" for "no crypto": what is absent is checked by itself
    if _is_right_share(context, found, facts):
        return True
    most = _MOST_MORE_FRAMED if found.framed or not missing else _MOST_MORE
    more = [word for word in changed if word.said not in before_figures]
    return len(more) > len(missing) + most or not _WALLS.isdisjoint(says)


def _is_right_share(context: Context, found: _Alike, facts: Facts) -> bool:
    """Whether it states a share that its name has: "VTI makes up a third" for "Equity makes up more than a quarter"."""
    figure = next((f for f in context.figures if found.first <= f.first < found.after), None)
    names = [word.said for word in found.changed if word.named] or [found.subject.said]
    if figure is None:
        return False
    topics = [topic for name in names for topic in name.split(_AND)]
    shares = [share for topic in topics if (share := facts.value(topic, Kind.PERCENT)) is not None]
    if figure.bound is not Bound.NONE:
        return any((share > figure.value) is (figure.bound is Bound.OVER) for share in shares)
    return any(abs(share - figure.value) <= _ABOUT * figure.value for share in shares)


def _is_better(one: _Alike, other: _Alike) -> bool:
    """Whether a clause takes the one statement rather than the other, or both."""
    return one.first < other.after and other.first < one.after and one.share >= other.share


def _turns(context: Context, found: _Alike, known: Sequence[Checked]) -> bool:
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
    if not _NEGATIONS.isdisjoint(lacks):
        # "Contributions are planned", "some", "generous" for "no contributions are planned"; "left out" is the same.
        return says.isdisjoint(_DENYING) and (bool(changed) or len(lacks) == 1)
    if lacks.isdisjoint(_DECIDING) and not has_digits and not any(word.named for word in found.lacks):
        return not says.isdisjoint(_ADDED)
    if found.framed and changed and not lacks.isdisjoint(_DECIDING) and lacks.isdisjoint(_RANKS):
        # "The median balance is $61,264 after 5 years and $217,565 at retirement" says something else.
        return has_digits or not any(place.norms[word.first][:1].isdecimal() for word in found.changed)
    return any(word.named or word.said in _TURNING or word.said[:1].isdecimal() for word in changed)


def _in_digits(found: Tokens, place: int) -> bool:
    """Whether a token of a figure, or the one before it, is written in digits."""
    return any(found.norms[i][:1].isdecimal() for i in (place, max(0, place - 1)))
