"""Claims in words: ranks, presence and absence, goal, comparisons, tickers. Each kind is a function over one unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from faithfulness.bag import bag
from faithfulness.claims.comparisons import COMPARING, comparisons
from faithfulness.claims.kinds import ACCOUNTING, CALLING, account_kinds, kinds
from faithfulness.claims.listed import LISTING, listed
from faithfulness.claims.outlook import RATING, outlook
from faithfulness.claims.places import EXCEPTING, PLACING, exceptions, places
from faithfulness.claims.places_held import LYING, places_held
from faithfulness.claims.presence import HAVING, presence, stated
from faithfulness.claims.ranking import ranking
from faithfulness.claims.thresholds import RATING_LIMITS, thresholds
from faithfulness.claims.tickers import tickers
from faithfulness.facts.facts import Facts
from faithfulness.matching.outcomes import EMPTYING, runs_out
from faithfulness.model import Checked, State
from faithfulness.reading.context import Context

Found = tuple[int, int, str]
"""First token, index after the last token, and the mistake (empty if the claim holds)."""

#: The kinds of claims, each with the words of which a unit has to hold one.
_KINDS: tuple[tuple[Callable[[Context, Facts], Iterator[Found]], frozenset[str]], ...] = (
    (comparisons, COMPARING),
    (places, PLACING),
    (exceptions, EXCEPTING),
    (presence, HAVING),
    (runs_out, EMPTYING),
    (places_held, LYING),
    (kinds, CALLING),
    (account_kinds, ACCOUNTING),
    (listed, LISTING),
    (thresholds, RATING_LIMITS),
    (outlook, RATING),
)
_BY_WORD = {
    word: [find for find, words in _KINDS if word in words]
    for word in frozenset[str]().union(*[words for _, words in _KINDS])
}
#: What a claim can be about without any name in its sentence.
_ALONE = bag(
    "no not without lacks nothing never none goal goals fully entirely all than mostly most majority holdings "
    "positions investments securities funds stocks bonds report charts chart projection analysis simulation result "
    "plan track schedule rate roth ira 401k brokerage above below"
)
_checked = tuple.__new__


def claims(text: str, context: Context, facts: Facts) -> Iterator[Checked]:
    """The claims of a unit, right ones too."""
    if [mention for mention in context.mentions if mention.rank]:
        yield from _judged(text, context, ranking(context, facts), "claim")
    cues = context.words & _BY_WORD.keys()
    if cues and (context.mentions or not context.words.isdisjoint(_ALONE)) and context.unit.tokens.norms[-1] != "?":
        for find in dict.fromkeys([find for cue in sorted(cues) for find in _BY_WORD[cue]]):
            yield from _judged(text, context, find(context, facts), "claim")
    if not context.own.isdisjoint(facts.absent):
        yield from _judged(text, context, stated(context, facts), "claim")
    yield from _judged(text, context, tickers(context, facts), "ticker")


def _judged(text: str, context: Context, found: Iterator[Found], name: str) -> Iterator[Checked]:
    unit = context.unit
    for first, after, problem in found:
        start, end = unit.tokens.starts[first], unit.tokens.ends[after - 1]
        written = " ".join(text[start:end].split())
        why = f"“{written}” does not hold: {problem}" if problem else ""
        state = State.WRONG if problem else State.MATCHED
        sentence = (unit.start, unit.end)
        yield _checked(Checked, (start, end, written, name, state, None, False, why, "", sentence))
