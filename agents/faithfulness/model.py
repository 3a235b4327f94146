"""Facts, figures and verdicts: the types that all modules of this package share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

#: Kinds of instruments that a text may call funds.
FUND_KINDS = ("etf", "mutual_fund", "bond_fund")


class Kind(StrEnum):
    """Dimension of a figure or fact. Only like is compared with like."""

    MONEY = "amount"
    PERCENT = "percentage"
    POINTS = "percentage points"
    COUNT = "count"
    YEARS = "years"
    MONTHS = "months"
    YEAR = "calendar year"
    TIMES = "multiple"
    NUMBER = "number"
    MALFORMED = "malformed number"


class Fact(NamedTuple):
    """One figure that a tool of this run gave, or that follows from such figures."""

    kind: Kind
    value: float
    """USD, percent (0..100), years or a plain number, by kind."""
    label: str
    """For people: "value of VTI"."""
    topics: frozenset[str] = frozenset()
    """Its subjects. A text has to mention all of these before it may use the fact, unless the fact is open."""
    open: bool = False
    """Whether a sentence that names no topic may use it: a figure of the whole portfolio."""
    when: str = ""
    """Point in time of a projection (`at:22`). A sentence that names points in time may use only those."""
    nouns: frozenset[str] = frozenset()
    """Of a count: the nouns that it counts."""


class Bound(StrEnum):
    """A figure that is written as a limit: "more than 45 %"."""

    NONE = ""
    OVER = "over"
    UNDER = "under"


@dataclass(slots=True)
class Figure:
    """A number in a text."""

    start: int
    end: int
    """Offsets in the text, units and currency included."""
    first: int
    last: int
    """Indices of its first and last token in the unit."""
    kind: Kind
    value: float
    step: float
    """Size of the last written place: $7.3 thousand → 100, 45 % → 1, 45.0 % → 0.1."""
    zeros: float = 0.0
    """Size of the last place that is not a trailing zero: 7,300 → 100. Equals `step` with decimals."""
    noun: str = ""
    since: int = 0
    """Index of the token behind the figure before it; 0 for the first."""
    about: bool = False
    """Whether a word says that it is rounded ("about", "nearly", "~")."""
    bound: Bound = Bound.NONE
    monthly: bool = False
    yearly: bool = False
    """Followed by "a year", "annually"."""
    fraction: bool = False
    """"a third", "half", "9 out of 10": a percentage in words."""
    negative: bool = False
    partner: Figure | None = None
    """The other end of a range."""
    currency: str = ""
    """ISO code, if it is stated; `USD` for a dollar sign."""


class State(StrEnum):
    MATCHED = "matched"
    WRONG = "wrong"
    FREE = "free"
    """No statement about the portfolio: a target, a scenario, general knowledge that the caller allows."""


class Match(NamedTuple):
    """What became of a figure."""

    state: State
    fact: Fact | None = None
    certain: bool = False


class Checked(NamedTuple):
    """The verdict on one figure or claim."""

    start: int
    end: int
    text: str
    kind: str
    """A `Kind`, or `claim`, `ticker`, `language`."""
    state: State
    fact: Fact | None = None
    """The fact that it matches, or the nearest of its kind."""
    certain: bool = False
    """Whether `fact` is the only one that can have been meant."""
    why: str = ""
    """The mistake, as a sentence for the model; empty if it holds."""
    replacement: str = ""
    """The right figure, written as the wrong one was; empty if it is not certain."""
    sentence: tuple[int, int] = (0, 0)
    """Offsets of the sentence, table row or list item that holds it."""


class Verdict(NamedTuple):
    """All figures and claims of a text against the facts."""

    figures: tuple[Checked, ...]
    claims: tuple[Checked, ...]
    """Presence, absence, ranks, comparisons, tickers, language. Those that hold are listed too."""

    @property
    def wrong(self) -> list[Checked]:
        """What does not match, in the order of the text."""
        return sorted((c for c in (*self.figures, *self.claims) if c.state is State.WRONG), key=lambda c: c.start)

    @property
    def problems(self) -> list[str]:
        """The mistakes, as sentences for the model, each once."""
        return list(dict.fromkeys(checked.why for checked in self.wrong))

    @property
    def matched_share(self) -> float:
        """Matched figures and claims among those that state something, 0..1; 1 for a text without any."""
        stated = [c for c in (*self.figures, *self.claims) if c.state is not State.FREE]
        return sum(c.state is State.MATCHED for c in stated) / len(stated) if stated else 1.0
