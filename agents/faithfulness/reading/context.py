"""One unit of a text with its figures, its mentions, and how it speaks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from itertools import pairwise

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


@dataclass(slots=True)
class Context:
    """One unit with its figures and mentions."""

    unit: Unit
    mentions: list[Mention]
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
    ranked: bool = False
    """Whether a superlative is among its mentions."""
    accounts: bool = False
    """Whether it mentions an account."""
    times: frozenset[str] = frozenset()
    """Points in time that it names, or that the sentence before it does."""
    starts: Mapping[int, Mention] = field(default_factory=dict)
    """Its mentions by their first token."""
    ends: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """Topics of the plain names in it, by the token behind each: of such as no other grammar applies to."""
    sole: frozenset[str] = frozenset()
    """Topics of the only name in it."""
    covered: frozenset[int] = frozenset()
    """Tokens of figures."""
    amounts: tuple[Figure, ...] = ()
    """Figures of the sentences before it that hold, the latest last."""
    recent: tuple[Mention, ...] = ()
    """Names of the sentences before it, the latest last."""
    in_reach: dict[Kind, list[Fact]] = field(default_factory=dict)
    """Facts that its figures of a kind may use, once they have been looked for."""
    dated: tuple[tuple[Figure, frozenset[str]], ...] = ()
    """Its figures that are points in time: "after 10 years"."""

    def forget(self, figure: Figure) -> None:
        """A year that is wrong is no point in time for what follows."""
        self.times = self.times - {topic for other, topics in self.dated if other is figure for topic in topics}

    def mention_in(self, first: int, after: int) -> list[Mention]:
        """The mentions between two tokens."""
        return [m for m in self.mentions if m.first >= first and m.after <= after]


def context_of(
    unit: Unit, facts: Facts, carried: frozenset[str], *, advised: bool = False, times: frozenset[str] = frozenset()
) -> Context:
    """The context of a unit.

    Args:
        unit: from `units`.
        facts: whose names and phrases it may mention.
        carried: topics of the units around it that it may lean on.
        advised: whether the sentence before it, in the same list item, gave advice.
        times: points in time of the sentence before it.
    """
    words = frozenset(unit.tokens.norms)
    cues = words & _CUES
    if "could" in cues and "not" in words and _could_not(unit.tokens.norms):
        cues -= {"could"}  # "XKCD could not be classified" is no advice
    plain = facts.phrases.find(unit.tokens)
    special = [] if cues.isdisjoint(RANKING) else superlatives(unit.tokens, words, facts, plain)
    mentions = _merged(plain, special) if special else plain
    found = (
        figures(unit.tokens, {m.first: m.after for m in mentions if m.digits}) if may_hold_figures(unit.tokens) else []
    )
    if "shares" in words and found:
        mentions = _without_counted_shares(unit, mentions, found)
    own = topics_of(mentions)
    commands = bool(cues) and _commands(unit, cues)
    advice = advised or commands or not cues.isdisjoint(_ADVICE_WITHOUT_AIM if _has_aim(unit, cues) else ADVICE)
    soft = advice or not cues.isdisjoint(SUPPOSED)
    accounts = bool([topic for topic in own if topic[:8] == "account:"])
    reach = _reach(unit, mentions, own, carried, accounts)
    result = Context(unit, mentions, found, own, reach, commands, advice, soft, words, bool(special), accounts)
    if found:
        result.starts = {mention.first: mention for mention in mentions}
        result.covered = frozenset().union(*[range(figure.first, figure.last + 1) for figure in found])
        _read_names(result)
    if facts.times:
        _read_times(result, facts)
        vague = not words.isdisjoint(RELATIVE) or bool([figure for figure in found if figure.kind is Kind.YEARS])
        if not result.times and unit.kind == "sentence" and not vague:
            result.times = times
    return result


def _read_names(context: Context) -> None:
    covered = context.covered
    strong = [mention for mention in context.mentions if mention.strong]
    context.ends = {
        mention.after: mention.topics
        for mention in strong
        if not mention.rank and mention.many == 1 and mention.first - 1 not in covered
    }
    if len(strong) == 1 and len(context.ends) == 1:
        context.sole = strong[0].topics


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
    unit: Unit, mentions: list[Mention], own: frozenset[str], around: frozenset[str], accounts: bool
) -> frozenset[str]:
    """Topics in reach of the unit. With a name in it, the unit leans on others only through a pronoun."""
    if not around:
        return own
    leans = not [mention for mention in mentions if mention.named]
    if leans or not PRONOUNS.isdisjoint(unit.tokens.norms[:_LEANS_WITHIN]):
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


def _read_times(context: Context, facts: Facts) -> None:
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
