"""One unit of a text with its figures, its mentions, and how it speaks."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from faithfulness.facts.facts import Facts
from faithfulness.model import Fact, Figure, Kind
from faithfulness.reading.blocks import Unit
from faithfulness.reading.cues import PRONOUNS
from faithfulness.reading.manner import manner_of
from faithfulness.reading.mentions import Mention, topics_of
from faithfulness.reading.superlatives import RANKING, superlatives
from faithfulness.reading.tokens import figures, may_hold_figures

_LEANS_WITHIN = 5
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
    quoted: bool
    """Whether it is a statement of the tools, word for word."""
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
    asked: Context | None = None
    """The question right before it."""
    earlier: frozenset[str] = frozenset()
    """Points in time of the sentence before it."""
    dated: tuple[tuple[Figure, frozenset[str]], ...] = ()
    """Its figures that are points in time: "after 10 years"."""

    wronged: frozenset[int] = frozenset()
    """First tokens of its figures that are wrong."""

    def forget(self, figure: Figure) -> None:
        """A year that is wrong is no point in time for what follows; a wrong figure is no claim as well."""
        self.wronged |= {figure.first}
        self.times = self.times - {topic for other, topics in self.dated if other is figure for topic in topics}

    def mention_in(self, first: int, after: int) -> list[Mention]:
        """The mentions between two tokens."""
        return [m for m in self.mentions if m.first >= first and m.after <= after]


class Reading(NamedTuple):
    """What a unit says, by itself."""

    unit: Unit
    words: frozenset[str]
    mentions: list[Mention]
    ranked: bool
    """Whether a superlative is among them."""


def read(unit: Unit, facts: Facts) -> Reading:
    """The words and mentions of a unit.

    Args:
        unit: from `units`.
        facts: whose names and phrases it may mention.
    """
    words = frozenset(unit.tokens.norms)
    plain = facts.phrases.find(unit.tokens)
    special = [] if words.isdisjoint(RANKING) else superlatives(unit.tokens, words, facts, plain)
    return Reading(unit, words, _merged(plain, special), True) if special else Reading(unit, words, plain, False)


def figures_of(reading: Reading) -> list[Figure]:
    """The figures of a unit. Numbers in names are none."""
    if not may_hold_figures(reading.unit.tokens):
        return []
    names = {mention.first: mention.after for mention in reading.mentions if mention.digits}
    return figures(reading.unit.tokens, names)


def context_of(
    reading: Reading, found: list[Figure], carried: frozenset[str], *, advised: bool = False, quoted: bool = False
) -> Context:
    """The context of a unit, but for its points in time: see `read_times`.

    Args:
        reading: what it says.
        found: its figures.
        carried: topics of the units around it that it may lean on.
        advised: whether the sentence before it, in the same list item, gave advice.
        quoted: whether it is a statement, word for word.
    """
    unit, words, mentions, ranked = reading
    commands, advice, soft = manner_of(unit, words, advised=advised)
    if found and "shares" in words:
        mentions = _without_counted_shares(unit, mentions, found)
    if found and "in" in words:
        mentions = _without_years(mentions, found)
    named = [mention for mention in mentions if mention.named]
    own = topics_of(mentions) if mentions else _NOTHING
    accounts = bool([topic for topic in own if topic[:8] == "account:"])
    reach = _reach(unit, named, own, carried, accounts) if carried else own
    starts, ends = _NO_PLACES, _NO_PLACES
    result = Context(
        unit,
        mentions,
        named,
        found,
        own,
        reach,
        commands,
        advice,
        soft,
        words,
        ranked,
        accounts,
        quoted,
        starts,
        ends,
        {},
    )
    if found:
        _read_places(result)
    return result


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


def _without_counted_shares(unit: Unit, mentions: list[Mention], found: list[Figure]) -> list[Mention]:
    """ "Its 45 shares are worth …": those shares are counted, they are no asset class."""
    behind = {figure.last + 1 for figure in found} | {figure.last for figure in found}
    return [m for m in mentions if m.first not in behind or unit.tokens.norms[m.first] != "shares" or not m.strong]


def _without_years(mentions: list[Mention], found: list[Figure]) -> list[Mention]:
    """ "Less in ten years": those are years, not one future in ten."""
    years = {figure.first for figure in found if figure.kind is Kind.YEARS}
    return [m for m in mentions if m.after - 1 not in years or m.after - m.first < 2 or m.named] if years else mentions


def _reach(
    unit: Unit, named: list[Mention], own: frozenset[str], around: frozenset[str], accounts: bool
) -> frozenset[str]:
    """Topics in reach of the unit. With a name in it, the unit leans on others only through a pronoun."""
    if not named or not PRONOUNS.isdisjoint(unit.tokens.norms[:_LEANS_WITHIN]):
        return own | around
    return own if accounts else own.union([topic for topic in around if topic[:8] == "account:"])
