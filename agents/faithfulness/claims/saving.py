"""Whether anything is saved until retirement, and whether today's value sustains the income that is wanted."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.claims.held import places_of
from faithfulness.facts.facts import Facts
from faithfulness.reading.context import Context

_CONTRIBUTIONS = bag("contributions contribution")
_NO = bag("no without zero nothing never")
_DENIED = bag("not none")
_DONE = bag("planned made added continue continues paid scheduled expected flow arrive follow")
#: A sentence on the time after retirement says nothing of the time before.
_AFTERWARDS = bag("after afterwards during once end ends stop stops if more higher larger extra")
_SIDES = {"above": True, "exceeds": True, "exceed": True, "over": True, "below": False, "under": False}
_OF_GOAL = (("target",), ("goal",), ("income", "you", "want"), ("income", "you", "wish"))
_SUSTAINING = bag("sustain sustains support supports yield sustainable")
_ARTICLES = bag("the your this that")
SAVING = _CONTRIBUTIONS | _SIDES.keys()


def saving(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """First token, index after the last, and what is wrong."""
    if context.unit.kind != "sentence" or context.commands:
        return
    if not context.words.isdisjoint(_CONTRIBUTIONS):
        yield from _contributions(context, facts)
    if not context.words.isdisjoint(_SUSTAINING) or "income" in context.words:
        yield from _sustained(context, facts)


def _contributions(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "No contributions are planned", "generous contributions are made until then"."""
    saved, norms = facts.value("contribution"), context.unit.tokens.norms
    if saved is None or not context.words.isdisjoint(_AFTERWARDS):
        return
    for index in places_of(_CONTRIBUTIONS, norms):
        behind = norms[index + 1 : index + 4]
        verb = next((i for i, word in enumerate(behind) if word in _DONE), None)
        if verb is None or "," in behind[:verb]:
            continue
        denied = not _NO.isdisjoint(norms[max(0, index - 3) : index]) or not _DENIED.isdisjoint(behind[:verb])
        holds = denied is (saved == 0)
        yield index, index + 2 + verb, "" if holds else f"what is saved a year is {saved:,.0f}."


def _sustained(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "It would sustain $21,700 a year, which is below the target income"."""
    sustained, target, norms = facts.value("sustainable"), facts.value("income"), context.unit.tokens.norms
    if sustained is None or target is None or "if" in context.words:
        return
    for index in places_of(frozenset(_SIDES), norms):
        place = index + 1 + (norms[index + 1 : index + 2] != [] and norms[index + 1] in _ARTICLES)
        if not any(tuple(norms[place : place + len(goal)]) == goal for goal in _OF_GOAL):
            continue
        if not _SUSTAINING.isdisjoint(norms[:index]) or "income" in norms[max(0, index - 4) : index]:
            denied = norms[index - 1] == "not"
            holds = (sustained >= target) is (_SIDES[norms[index]] is not denied)
            yield index, place + 1, "" if holds else "it is the other way round."
