"""Claims in words: ranks, presence and absence, goal, comparisons, tickers. Each kind is a function over one unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from faithfulness.bag import bag
from faithfulness.claims.comparisons import comparisons
from faithfulness.claims.outlook import outlook
from faithfulness.claims.places import exceptions, places
from faithfulness.claims.presence import presence
from faithfulness.claims.ranking import ranking
from faithfulness.claims.tickers import tickers
from faithfulness.facts.facts import Facts
from faithfulness.matching.outcomes import runs_out
from faithfulness.model import Checked, State
from faithfulness.reading.context import Context

_TRIGGERS = bag(
    "no not without lacks nothing never none goal goals fully entirely all than mostly most majority holdings "
    "positions investments securities funds stocks bonds report charts chart projection analysis simulation result "
    "plan track schedule"
)

Found = tuple[int, int, str]
"""First token, index after the last token, and the mistake (empty if the claim holds)."""

_KINDS: tuple[Callable[[Context, Facts], Iterator[Found]], ...] = (
    ranking, comparisons, places, exceptions, presence, runs_out, outlook, tickers,
)  # fmt: skip


def claims(text: str, context: Context, facts: Facts) -> Iterator[Checked]:
    """The claims of a unit, right ones too."""
    unit = context.unit
    for kind in _KINDS if context.mentions or not context.words.isdisjoint(_TRIGGERS) else (tickers,):
        for first, after, problem in kind(context, facts):
            start, end = unit.tokens[first].start, unit.tokens[after - 1].end
            written = " ".join(text[start:end].split())
            why = f"“{written}” does not hold: {problem}" if problem else ""
            state = State.WRONG if problem else State.MATCHED
            name = "ticker" if kind is tickers else "claim"
            yield Checked(start, end, written, name, state, None, False, why, "", (unit.start, unit.end))
