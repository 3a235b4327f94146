"""One unit of a text with its figures, its mentions, and how it speaks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.model import Fact, Figure, Kind
from faithfulness.reading.blocks import Unit
from faithfulness.reading.cues import ADVICE, IMPERATIVES, PRONOUNS, SUPPOSED
from faithfulness.reading.lexer import WORDS
from faithfulness.reading.mentions import Mention, topics_of
from faithfulness.reading.superlatives import RANKING, superlatives
from faithfulness.reading.tokens import figures, may_hold_figures

#: Words of a time that only the sentence before explains: "ten years later".
RELATIVE = frozenset({"later", "another", "further"})
_ADVICE_WITHOUT_AIM = ADVICE - {"aim"}
#: Words that decide how a unit speaks.
_CUES = IMPERATIVES | ADVICE | SUPPOSED | RANKING | {";", ":"}
_NO_DATE = bag("within for than last lasts full whole entire")
_INTO = frozenset({"into", "retirement", "retired"})
_LEANS_WITHIN = 5
_WORD = re.compile(f"[{WORDS}]")
_CLAUSES = frozenset({";", ":"})
_PARTS = frozenset({",", "and", ";", "("})
_NOTHING = frozenset[str]()
_NO_PLACES: Mapping[int, Any] = MappingProxyType({})


@dataclass(slots=True)
class Context:
    """One unit with its figures and mentions."""

    unit: Unit
    mentions: list[Mention]
    named: list[Mention]
    """Those of them that name something in the portfolio."""
    figures: list[Figure]
    own: frozenset[str]
    """Topics that the unit itself mentions."""
    reach: frozenset[str]
    """And those of the sentence before, the heading or the table's header, where the unit names nothing."""
    commands: bool
    """Whether it tells the client to do something, in the imperative."""
    advice: bool
    """Whether it gives advice, or goes on after a sentence that did."""
    soft: bool
    """Whether it advises or supposes."""
    words: frozenset[str]
    ranked: bool
    """Whether a superlative is among its mentions."""
    accounts: bool
    """Whether it mentions an account."""
    starts: Mapping[int, Mention]
    """Its mentions by their first token."""
    ends: Mapping[int, frozenset[str]]
    """Topics of the plain names in it, by the token behind each: of such as no other grammar applies to."""
    in_reach: dict[Kind, list[Fact]]
    """Facts that its figures of a kind may use, once they have been looked for."""
    times: frozenset[str] = frozenset()
    """Points in time that it names, or that the sentence before it does."""
    sole: frozenset[str] = frozenset()
    """Topics of the only name in it."""
    covered: Set[int] = frozenset()
    """Tokens of figures."""
    amounts: tuple[Figure, ...] = ()
    """Figures of the sentences before it that hold, the latest last."""
    recent: tuple[Mention, ...] = ()
    """Names of the sentences before it, the latest last."""
    dated: tuple[tuple[Figure, frozenset[str]], ...] = ()
    """Its figures that are points in time: "after 10 years"."""

    def forget(self, figure: Figure) -> None:
        """A year that is wrong is no point in time for what follows."""
        self.times = self.times - {topic for other, topics in self.dated if other is figure for topic in topics}

    def mention_in(self, first: int, after: int) -> list[Mention]:
        """The mentions between two tokens."""
        return [m for m in self.mentions if m.first >= first and m.after <= after]


def context_of(unit: Unit, facts: Facts, carried: frozenset[str], *, advised: bool = False) -> Context:
    """The context of a unit, but for its points in time: see `read_times`.

    Args:
        unit: from `units`.
        facts: whose names and phrases it may mention.
        carried: topics of the units around it that it may lean on.
        advised: whether the sentence before it, in the same list item, gave advice.
    """
    words = frozenset(unit.tokens.norms)
    mentions = facts.phrases.find(unit.tokens)
    commands, advice, soft, ranked = False, advised, advised, False
    cues = words & _CUES
    if "could" in cues and "not" in words and _could_not(unit.tokens.norms):
        cues -= {"could"}  # "XKCD could not be classified" is no advice
    if cues:
        if not cues.isdisjoint(RANKING) and (special := superlatives(unit.tokens, words, facts, mentions)):
            mentions, ranked = _merged(mentions, special), True
        commands = _commands(unit, cues)
        advice = advised or commands or not cues.isdisjoint(_ADVICE_WITHOUT_AIM if _has_aim(unit, cues) else ADVICE)
        soft = advice or not cues.isdisjoint(SUPPOSED)
    found = _figures(unit, mentions)
    if found and "shares" in words:
        mentions = _without_counted_shares(unit, mentions, found)
    named = [mention for mention in mentions if mention.named]
    own = topics_of(mentions) if mentions else _NOTHING
    accounts = bool([topic for topic in own if topic[:8] == "account:"])
    reach = _reach(unit, named, own, carried, accounts) if carried else own
    starts, ends = _NO_PLACES, _NO_PLACES
    result = Context(
        unit, mentions, named, found, own, reach, commands, advice, soft, words, ranked, accounts, starts, ends, {}
    )
    if found:
        _read_places(result)
    return result


def _figures(unit: Unit, mentions: list[Mention]) -> list[Figure]:
    if not may_hold_figures(unit.tokens):
        return []
    return figures(unit.tokens, {mention.first: mention.after for mention in mentions if mention.digits})


def _read_places(context: Context) -> None:
    """Where its mentions start and end, for the figures between them."""
    covered = {index for figure in context.figures for index in range(figure.first, figure.last + 1)}
    starts: dict[int, Mention] = {}
    ends: dict[int, frozenset[str]] = {}
    several, sole = 0, _NOTHING
    for mention in context.mentions:
        first, after, topics, strong, _, rank, many, _ = mention
        starts[first] = mention
        if strong:
            several, sole = several + 1, topics
            if not rank and many == 1 and first - 1 not in covered:
                ends[after] = topics
    context.covered, context.starts, context.ends = covered, starts, ends
    if several == 1 and ends:
        context.sole = sole


def _merged(plain: list[Mention], special: list[Mention]) -> list[Mention]:
    """Phrases and superlatives; a superlative wins, unless it is part of the name of a holding or an account."""
    given = [m for m in plain if any(topic.startswith(("account:", "position:")) for topic in m.topics)]
    names = {index for mention in given for index in range(mention.first, mention.after)}
    special = [m for m in special if names.isdisjoint(range(m.first, m.after))]
    covered = {index for mention in special for index in range(mention.first, mention.after)}
    plain = [m for m in plain if covered.isdisjoint(range(m.first, m.after))]
    return sorted([*plain, *special], key=lambda mention: mention.first)


def _could_not(norms: list[str]) -> bool:
    return all(norms[index + 1 : index + 2] == ["not"] for index, norm in enumerate(norms) if norm == "could")


def _has_aim(unit: Unit, cues: frozenset[str]) -> bool:
    """ "Your aim is $70,000 a year": a goal that is, no advice."""
    return "aim" in cues and any(
        word == "aim" and before in ("your", "the", "their", "client") for before, word in pairwise(unit.tokens.norms)
    )


def _without_counted_shares(unit: Unit, mentions: list[Mention], found: list[Figure]) -> list[Mention]:
    """ "Its 45 shares are worth …": those shares are counted, they are no asset class."""
    behind = {figure.last + 1 for figure in found} | {figure.last for figure in found}
    return [m for m in mentions if m.first not in behind or unit.tokens.norms[m.first] != "shares" or not m.strong]


def _reach(
    unit: Unit, named: list[Mention], own: frozenset[str], around: frozenset[str], accounts: bool
) -> frozenset[str]:
    """Topics in reach of the unit. With a name in it, the unit leans on others only through a pronoun."""
    if not named or not PRONOUNS.isdisjoint(unit.tokens.norms[:_LEANS_WITHIN]):
        return own | around
    return own if accounts else own.union([topic for topic in around if topic[:8] == "account:"])


def _commands(unit: Unit, cues: frozenset[str]) -> bool:
    """Whether a clause starts with an imperative."""
    if cues.isdisjoint(IMPERATIVES):
        return False
    norms, word = unit.tokens.norms, _WORD.search(unit.tokens.kinds)
    first = norms[word.start()] if word else ""
    if first in IMPERATIVES or cues.isdisjoint(";:"):
        return first in IMPERATIVES
    return any(sign in _CLAUSES and word in IMPERATIVES for sign, word in pairwise(norms))


def read_times(context: Context, facts: Facts, before: frozenset[str]) -> None:
    """Points in time of the unit: those that it names, else for a sentence those of the sentence before."""
    _read_named_times(context, facts)
    if not context.times and context.unit.kind == "sentence":
        vague = not context.words.isdisjoint(RELATIVE) or any(f.kind is Kind.YEARS for f in context.figures)
        context.times = context.times if vague else before


def _read_named_times(context: Context, facts: Facts) -> None:
    """Points in time that the unit names: by phrase, by "after 10 years", by "year 10"."""
    context.times = frozenset([topic for topic in context.own if topic[:3] == "at:"])
    if not context.words.isdisjoint(RELATIVE):
        return
    until = float(facts.times["retirement"].removeprefix("at:"))
    for figure in context.figures:
        before = context.unit.tokens.norms[figure.first - 1] if figure.first else ""
        if before in _NO_DATE or not (figure.kind is Kind.YEARS or before in ("year", "years")):
            continue
        retired = figure.value + until
        years = [figure.value] if context.words.isdisjoint(_INTO) else [figure.value, retired]
        if before in ("the", "all", "those", "these") and facts.times["end"] == f"at:{retired:g}":
            years = [retired]
        named = frozenset([f"at:{year:g}" for year in years if facts.about([f"at:{year:g}"])])
        if named:
            context.dated = (*context.dated, (figure, named))
            context.times |= named


def times_of(context: Context, figure: Figure) -> Set[str]:
    """The points in time that a figure may be of: that right behind it, else the last one in front, else all."""
    spans = [(m.first, m.after, topic) for m in context.mentions for topic in m.topics if topic.startswith("at:")]
    spans += [(dated.first, dated.last + 1, topic) for dated, topics in context.dated for topic in topics]
    if not spans:
        return context.times
    found, after = context.unit.tokens, figure.last + 1
    behind = {topic for first, _, topic in spans if 0 <= first - after <= 3 and _joins(found.norms[after:first])}
    ahead = {topic for _, end, topic in spans if 0 <= figure.first - end <= 3}
    if behind:
        return behind | ahead  # "after ten years $344,394 is left"
    last = max((end for _, end, _ in spans if end <= figure.first), default=-1)
    return {topic for _, end, topic in spans if end == last} if last >= 0 else context.times


def _joins(gap: list[str]) -> bool:
    """Whether a time behind a figure is of the same clause."""
    return _PARTS.isdisjoint(gap)
