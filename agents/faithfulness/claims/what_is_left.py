"""How many futures have money at the end: "half of the futures have nothing left"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.facts.facts import Facts
from faithfulness.model import Kind
from faithfulness.reading.context import Context

_FUTURES = frozenset({"futures", "simulations", "paths", "runs", "trials"})
_SAID = {
    ("nothing", "left"): False,
    ("no", "money", "left"): False,
    ("money", "left"): True,
    ("something", "left"): True,
    ("some", "money", "left"): True,
}
#: "Half" may be this many percent more than there are.
_ROOM = 2.5
#: Words between the share and what it has.
_REACH = 5
LEFT = frozenset({"left"})


def what_is_left(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Claims about the end of the plan: first token, index after the last, and what is wrong."""
    rate = facts.truths.success
    if rate is None or "end" not in context.words or context.words.isdisjoint(_FUTURES) or context.soft:
        return
    norms = context.unit.tokens.norms
    for figure in context.figures:
        place = figure.last + 1
        futures = next((i for i in range(place, min(place + _REACH, len(norms))) if norms[i] in _FUTURES), None)
        if figure.kind is not Kind.PERCENT or futures is None or norms[place] != "of":
            continue
        if norms[futures + 1 : futures + 2] not in (["have"], ["has"]) or norms[futures - 1] == "other":
            continue
        said = next((s for s in _SAID if tuple(norms[futures + 2 : futures + 2 + len(s)]) == s), None)
        if said is not None:
            share = rate if _SAID[said] else 100 - rate
            holds = share >= figure.value - _ROOM
            problem = "" if holds else f"{share:.0f} % have {'money' if _SAID[said] else 'nothing'} left at the end."
            yield figure.first, futures + 2 + len(said), problem
