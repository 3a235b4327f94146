"""Claims in words: ranks, presence and absence, goal, comparisons, tickers. Each kind is a function over one unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from faithfulness.bag import bag
from faithfulness.claims.account_sorts import SORTING, account_sorts
from faithfulness.claims.advised import ADVISED, advised
from faithfulness.claims.amount_and_share import amount_and_share
from faithfulness.claims.answers import answers
from faithfulness.claims.compared import COMPARING, compared
from faithfulness.claims.counted import COUNTED, counted
from faithfulness.claims.dates import DATING, dates
from faithfulness.claims.delivery import DELIVERING, delivery
from faithfulness.claims.described import DESCRIBING, described
from faithfulness.claims.fractions import DIVIDED, fractions
from faithfulness.claims.funds import FUNDS, funds
from faithfulness.claims.futures import futures
from faithfulness.claims.kinds import ACCOUNTING, CALLING, account_kinds, kinds
from faithfulness.claims.levers import LEVERS, levers
from faithfulness.claims.limits_said import SAYING_LIMITS, limits_said
from faithfulness.claims.listed import LISTING, listed
from faithfulness.claims.lying import ALL_IN, lying
from faithfulness.claims.majorities import DOMINATING, majorities
from faithfulness.claims.measured import DEGREES, measured
from faithfulness.claims.misplaced import FOREIGN, misplaced
from faithfulness.claims.model_limits import LIMITS_OF_MODEL, model_limits
from faithfulness.claims.multiples import MULTIPLYING, multiples
from faithfulness.claims.named_amounts import NAMING, named_amounts
from faithfulness.claims.numbered import NUMBERED, numbered
from faithfulness.claims.of_it import OF_IT, of_it
from faithfulness.claims.orders import ORDERING, orders
from faithfulness.claims.outlook import RATING, outlook
from faithfulness.claims.ownership import OWNING, ownership
from faithfulness.claims.pairs import PAIRING, pairs
from faithfulness.claims.paths import MOVING, paths
from faithfulness.claims.places import EXCEPTING, PLACING, exceptions, places
from faithfulness.claims.places_held import LYING, places_held
from faithfulness.claims.plan_words import PLANNING, plan_words
from faithfulness.claims.presence import HAVING, presence, stated
from faithfulness.claims.quotes import quotes
from faithfulness.claims.ranking import ranking
from faithfulness.claims.saving import SAVING, saving
from faithfulness.claims.some import SOME, some
from faithfulness.claims.sources import SOURCING, sources
from faithfulness.claims.strangers import STRANGE, strangers
from faithfulness.claims.sums_of import SUMMING, sums_of
from faithfulness.claims.thresholds import RATING_LIMITS, thresholds
from faithfulness.claims.tickers import may_name_tickers, tickers
from faithfulness.claims.uninvested import UNINVESTED, uninvested
from faithfulness.claims.what_is_left import LEFT, what_is_left
from faithfulness.facts.facts import Facts
from faithfulness.matching.outcomes import EMPTYING, runs_out
from faithfulness.model import Checked, State
from faithfulness.reading.context import Context

Found = tuple[int, int, str]
"""First token, index after the last token, and the mistake (empty if the claim holds)."""

#: The kinds of claims, each with the words of which a unit has to hold one.
_KINDS: tuple[tuple[Callable[[Context, Facts], Iterator[Found]], frozenset[str]], ...] = (
    (compared, COMPARING),
    (majorities, DOMINATING),
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
    (delivery, DELIVERING),
    (counted, COUNTED),
    (measured, DEGREES),
    (some, SOME),
    (described, DESCRIBING),
    (sources, SOURCING),
    (funds, FUNDS),
    (pairs, PAIRING),
    (paths, MOVING),
    (model_limits, LIMITS_OF_MODEL),
    (advised, ADVISED),
    (fractions, DIVIDED),
    (multiples, MULTIPLYING),
    (numbered, NUMBERED),
    (of_it, OF_IT),
    (orders, ORDERING),
    (plan_words, PLANNING),
    (sums_of, SUMMING),
    (levers, LEVERS),
    (saving, SAVING),
    (account_sorts, SORTING),
    (uninvested, UNINVESTED),
    (strangers, STRANGE),
    (what_is_left, LEFT),
    (limits_said, SAYING_LIMITS),
)
#: The kinds that a word calls for, one bit each.
_BITS = {
    word: sum(1 << bit for bit, (_, words) in enumerate(_KINDS) if word in words)
    for word in frozenset[str]().union(*[words for _, words in _KINDS])
}
_CUES = frozenset(_BITS)
#: What a claim can be about without any name in its sentence.
_ALONE = bag(
    "no not without lacks nothing never none goal goals fully entirely all than mostly most majority holdings "
    "positions investments securities funds stocks bonds report charts chart projection analysis simulation result "
    "foreign international plan track schedule rate roth ira 401k brokerage above below position holding sector "
    "region half account third thirds quarter quarters fifth fifths tenth ahead short inflation unclassified mark "
    "every future years scale i fund etf taxes fees pension pensions dollars futures often spread gap "
    "taxable tax retirement iras raises lowers"
)
#: Combinations of kinds that are kept: more than a long report has.
_KNOWN = 2048
_checked = tuple.__new__


def claims(into: list[Checked], text: str, context: Context, facts: Facts) -> None:
    """Adds the claims of a unit, right ones too."""
    before = len(into)
    if not context.quoted:
        _in_words(into, text, context, facts)
    for quote in quotes(context, facts, into[before:]):
        _add(into, text, context, (quote.first, quote.after, quote.problem), instead=quote.instead)


def _in_words(into: list[Checked], text: str, context: Context, facts: Facts) -> None:
    if context.ranked:
        _judge(into, text, context, ranking(context, facts))
    cues = context.words & _CUES
    if cues and (context.mentions or not context.words.isdisjoint(_ALONE)) and context.unit.tokens.norms[-1] != "?":
        bits = 0
        for cue in cues:
            bits |= _BITS[cue]
        for find in _of_bits(bits):
            _judge(into, text, context, find(context, facts))
    if context.accounts and (context.unit.kind == "row" or not context.words.isdisjoint(ALL_IN)):
        _judge(into, text, context, lying(context, facts))
    if context.accounts and not context.words.isdisjoint(OWNING):
        _judge(into, text, context, ownership(context, facts))
    if context.figures and context.unit.kind == "sentence" and (context.named or not context.words.isdisjoint(FOREIGN)):
        _judge(into, text, context, misplaced(context, facts))
        if context.named and not context.words.isdisjoint(NAMING):
            _judge(into, text, context, named_amounts(context, facts))
    if len(context.figures) > 1 and context.unit.kind == "sentence" and not facts.times:
        _judge(into, text, context, amount_and_share(context, facts))
    if facts.dates is not None and context.figures and ("-" in context.words or not context.words.isdisjoint(DATING)):
        _judge(into, text, context, dates(context, facts))
    if facts.times and context.figures and context.mentions:
        _judge(into, text, context, futures(context, facts))
    if context.asked is not None:
        _judge(into, text, context, answers(context, facts))
    if not context.own.isdisjoint(facts.absent):
        _judge(into, text, context, stated(context, facts))
    if may_name_tickers(context):
        _judge(into, text, context, tickers(context, facts), "ticker")


@lru_cache(_KNOWN)
def _of_bits(bits: int) -> tuple[Callable[[Context, Facts], Iterator[Found]], ...]:
    return tuple(find for bit, (find, _) in enumerate(_KINDS) if bits >> bit & 1)


def _judge(into: list[Checked], text: str, context: Context, found: Iterator[Found], name: str = "claim") -> None:
    for one in found:
        _add(into, text, context, one, name)


def _add(
    into: list[Checked], text: str, context: Context, found: Found, name: str = "claim", *, instead: str = ""
) -> None:
    (first, after, problem), unit = found, context.unit
    start, end = unit.tokens.starts[first], unit.tokens.ends[after - 1]
    written = " ".join(text[start:end].split())
    why = f"“{written}” does not hold: {problem}" if problem else ""
    state = State.WRONG if problem else State.MATCHED
    sentence = (unit.start, unit.end)
    into.append(_checked(Checked, (start, end, written, name, state, None, bool(instead), why, instead, sentence)))
