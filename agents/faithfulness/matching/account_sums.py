"""What an account is worth, behind what it holds: "Joint holds BRK.B, TIP and $48,000 of cash, $154,174 in all"."""

from __future__ import annotations

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.matching.precision import agrees
from faithfulness.model import Fact, Figure, Kind, Match, State
from faithfulness.reading.context import Context

_IN_FRONT = (["together"], ["altogether"], ["comes", "to"], ["amounts", "to"], ["adds", "up", "to"], ["totals"])
_BEHIND = (["in", "all"], ["in", "total"], ["all", "told"], ["together"], ["altogether"])
_CUES = bag("together altogether comes amounts adds totals all total")
_OR = ([",", "or"], ["or"], ["("])
_CASH = "position:Cash"


def of_account(figure: Figure, context: Context, facts: Facts) -> Match | None:
    """The verdict on the sum behind an account's contents; None for all other figures.

    It is wrong only where all that the account holds is listed: else it may be the sum of what is.
    """
    if not context.accounts or context.unit.kind != "sentence" or context.words.isdisjoint(_CUES):
        return None
    if not _sums_up(figure, context):
        return None
    norms = context.unit.tokens.norms
    clause = max((i + 1 for i in range(figure.first) if norms[i] == ";"), default=0)
    before = [m for m in context.mentions if clause <= m.first and m.after <= figure.first]
    accounts = [m for m in before if not m.topics.isdisjoint(facts.inside)]
    if len(accounts) != 1 or accounts[0].rank:
        return None
    behind = [m for m in before if accounts[0].after <= m.first]
    listed = {topic for mention in behind for topic in mention.topics if topic.startswith("position:")}
    if len(listed) < 2:
        return None
    whole: Fact | None = None
    for topic in sorted(accounts[0].topics & facts.inside.keys()):
        worth = Fact(figure.kind, facts.value(topic, figure.kind) or 0.0, f"what {topic[8:]} is worth")
        if agrees(figure, worth.value):
            return Match(State.MATCHED, worth)
        if listed == {name for name, _ in facts.inside[topic]} | {_CASH}:
            whole = worth
    return Match(State.WRONG, whole) if whole else None


def _sums_up(figure: Figure, context: Context) -> bool:
    """Whether it is the sum, or says again what share that is: "$3,555, or 12.8 %"."""
    norms, first, behind = context.unit.tokens.norms, figure.first, figure.last + 1
    if figure.kind is Kind.PERCENT:
        before = next((f for f in context.figures if f.last + 1 == figure.since and f.kind is Kind.MONEY), None)
        if before is None or not _sums_up(before, context):
            return False
        gap = norms[figure.since : first]
        return gap in _OR or any(gap == [*cue, *joint] for cue in _BEHIND for joint in _OR)
    if figure.kind is not Kind.MONEY:
        return False
    in_front = any(norms[max(0, first - len(cue)) : first] == cue for cue in _IN_FRONT)
    return in_front or any(norms[behind : behind + len(cue)] == cue for cue in _BEHIND)
