"""The facts that a text may state: what this run's tools gave, and what follows from it.

Builders take plain data (the portfolio contract and tool results as JSON objects) and import nothing of the agents.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from faithfulness.facts.stated import Statements
from faithfulness.model import Fact, Kind
from faithfulness.reading.currencies import sign_of
from faithfulness.reading.phrases import Phrases
from faithfulness.reading.words import ASSET_CLASSES, CONCEPTS, REGIONS, SECTORS, TIMES

FAMILIES = ("position", "account", "asset_class", "region", "sector")
#: Of their topics.
PREFIXES = tuple(f"{family}:" for family in FAMILIES)
_TABLES = {"asset_class": ASSET_CLASSES, "region": REGIONS, "sector": SECTORS}
#: Slices that are no answer to "which is the largest holding, region or sector?" when another is asked for.
RESIDUES = frozenset({"Cash", "Unclassified", "Other"})


#: Begins the label of a negative value.
OWED = "owed: "
#: Selections of facts that are kept for the next sentence that asks for them.
MOST_SELECTIONS = 2048


class Allowed(NamedTuple):
    """General knowledge that a text may use: "the 4 % rule"."""

    kind: Kind
    value: float
    words: frozenset[str] = frozenset()
    """The sentence has to hold one of these words; empty for no condition."""


@dataclass(slots=True)
class Truths:
    """What claims in words are held to; None where this run's tools do not say."""

    has_goal: bool | None = None
    cash_share: float | None = None
    funded: float | None = None
    success: float | None = None
    done: dict[str, bool] = field(default_factory=dict)
    """Of a job: whether report, charts and projection were delivered."""


@lru_cache(1)
def _concepts() -> Phrases:
    """The phrases that stand for the same in every portfolio: most of all."""
    result = Phrases()
    for topic, phrases in CONCEPTS.items():
        result.add_all(phrases, topic)
    return result


class Facts:
    """Facts, indexed by topic and kind, and the names by which a text may speak of them."""

    def __init__(self) -> None:
        self.phrases = Phrases(_concepts())
        self.truths = Truths()
        self.currency = "USD"
        """Of all amounts."""
        self.currencies: set[str] = set()
        """Codes of others that the portfolio knows."""
        self.ranks: dict[str, list[tuple[str, float]]] = {}
        """Topic and value in USD of each slice of a family, largest first."""
        self.inside: dict[str, list[tuple[str, float]]] = {}
        """The positions of each account, likewise."""
        self.tickers: set[str] = set()
        self.allowed: list[Allowed] = []
        self.noted: set[tuple[Kind, float]] = set()
        """Figures in the client's notes: a text may quote them."""
        self.times: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        """Kind of instrument (`stock`, `etf`) by topic."""
        self.names: dict[str, frozenset[str]] = {}
        """Words of an instrument's name in the catalogue, by topic."""
        self.account_kinds: Counter[str] = Counter()
        """How many accounts there are of each kind (`401k`, `taxable`); empty where the tools do not say."""
        self.sorts: dict[str, frozenset[str]] = {}
        """Kinds of the accounts of a name, by topic."""
        self.dates: set[date] | None = None
        """Dates that the tools or the client gave; None where they do not say."""
        self.today: tuple[date, ...] = ()
        """The day of the run, where it is known."""
        self.statements = Statements()
        """Sentences that hold, as the tools gave them."""
        self.given: set[str] = set()
        """Names that the client or a catalogue gave."""
        self._all: dict[Fact, None] = {}
        self._absent: frozenset[str] | None = None
        self._by_topic: dict[str, list[Fact]] = {}
        self._by_kind: dict[tuple[Kind, str], list[Fact]] = {}
        self._sorted: dict[Kind, list[Fact]] = {}
        self._selected: dict[tuple[tuple[Kind, ...], frozenset[str]], Sequence[Fact]] = {}
        self._plain: dict[tuple[Kind, frozenset[str]], Sequence[Fact]] = {}
        self._open: dict[Kind, list[Fact]] = {}

    def add(self, kind: Kind, value: float, label: str, *topics: str, **more: object) -> None:
        """Adds one fact; `more` are fields of `Fact`. What is owed is kept by its size."""
        if value < 0 and kind in (Kind.MONEY, Kind.PERCENT):
            value, label = -value, f"{OWED}{label}"
        fact = Fact(kind, value, label, frozenset(topics), **more)  # pyright: ignore[reportArgumentType]
        if fact in self._all:
            return
        self._all[fact] = None
        self._sorted.pop(kind, None)
        self._selected.clear()
        self._plain.clear()
        for topic in fact.topics | {fact.when} if fact.when else fact.topics:
            self._by_topic.setdefault(topic, []).append(fact)
            self._by_kind.setdefault((kind, topic), []).append(fact)
        if fact.open:
            self._open.setdefault(kind, []).append(fact)

    def also(self, kind: Kind, value: float, label: str) -> Facts:
        """These facts and one of the whole portfolio more. These stay as they are."""
        result = copy(self)
        result._all, result._sorted, result._selected, result._plain = dict(self._all), {}, {}, {}
        result._open = {known: list(facts) for known, facts in self._open.items()}
        result.add(kind, value, label, open=True)
        return result

    def about(self, topics: Iterable[str]) -> list[Fact]:
        """Facts that have one of these topics."""
        return [fact for topic in topics for fact in self._by_topic.get(topic, ())]

    def of_kinds(self, kinds: tuple[Kind, ...], topics: frozenset[str]) -> Sequence[Fact]:
        """Facts of these kinds that have one of these topics. The sentences of a report ask for the same ones."""
        known = self._selected.get((kinds, topics))
        if known is None:
            index = self._by_kind
            if len(self._selected) > MOST_SELECTIONS:
                self._selected.clear()
            known = self._selected[kinds, topics] = [
                fact for topic in sorted(topics) for kind in kinds for fact in index.get((kind, topic), ())
            ]
        return known

    def plain(self, kind: Kind, topics: frozenset[str]) -> Sequence[Fact]:
        """Facts of a kind that are about one of these topics alone, at no point in time, each once."""
        known = self._plain.get((kind, topics))
        if known is None:
            if len(self._plain) > MOST_SELECTIONS:
                self._plain.clear()
            found = [f for f in self.of_kinds((kind,), topics) if len(f.topics) == 1 and not f.when]
            known = self._plain[kind, topics] = list(dict.fromkeys(found))
        return known

    def open(self, kind: Kind) -> list[Fact]:
        return self._open.get(kind, [])

    def near(self, kind: Kind, value: float, distance: float) -> list[Fact]:
        """The facts of this kind that are no further from a value than this."""
        rows = self._sorted.get(kind)
        if rows is None:
            rows = self._sorted[kind] = sorted((fact for fact in self._all if fact.kind is kind), key=lambda f: f.value)
        first = bisect_left(rows, value - distance, key=lambda fact: fact.value)
        return list(takewhile(lambda fact: fact.value <= value + distance, rows[first:]))

    def all(self) -> list[Fact]:
        return list(self._all)

    def value(self, topic: str, kind: Kind = Kind.MONEY) -> float | None:
        """The plain value of a topic: the fact of this kind that is about nothing else."""
        for fact in self._by_topic.get(topic, ()):
            if fact.kind is kind and fact.topics == frozenset({topic}) and not fact.when:
                return fact.value
        return None

    def amount(self, value: float) -> str:
        """An amount as the model is told it: `€1,234`."""
        return f"{sign_of(self.currency)}{value:,.0f}"

    def allow(self, general: Iterable[Allowed]) -> Facts:
        """Lets texts use this general knowledge."""
        self.allowed.extend(general)
        return self

    def name_slices(self, family: str, values: Iterable[tuple[str, float]]) -> None:
        """Ranks a family's slices and teaches the names of all of its members, those without a value too."""
        self.ranks[family] = sorted(((f"{family}:{name}", v) for name, v in values), key=lambda item: -item[1])
        for name, phrases in _TABLES.get(family, {}).items():
            topic = f"{family}:{name}"
            self.phrases.add_all(phrases, topic, named=True, tailed=family in ("sector", "region"))

    def name_times(self, until: float, end: float) -> None:
        """Teaches the phrases for points in time: retirement and the end of the plan."""
        for name, year in (("retirement", until), ("end", end)):
            self.times[name] = f"at:{year:g}"
            for phrase in TIMES[name].split(";"):
                self.phrases.add(f"?{phrase.strip().removeprefix('?')}", f"at:{year:g}")

    @property
    def absent(self) -> frozenset[str]:
        """Topics of known families that the portfolio holds nothing of."""
        if self._absent is None:
            held = {topic for rows in self.ranks.values() for topic, value in rows if value > 0}
            named = self.phrases.topics()
            self._absent = frozenset(t for t in named if t.partition(":")[0] in self.ranks and t not in held)
        return self._absent

    def present(self, topic: str) -> bool | None:
        """Whether the portfolio holds any of this; None if the tools do not say."""
        family = topic.partition(":")[0]
        if family not in self.ranks:
            return None
        return any(known == topic and value > 0 for known, value in self.ranks[family])
