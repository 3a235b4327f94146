"""How many futures have money at the end: "half of the futures have nothing left"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.facts.facts import Facts
from faithfulness.model import Kind
from faithfulness.reading.context import Context

_FUTURES = frozenset({"futures", "simulations", "paths", "runs", "trials"})
#: What is said, and whether it says that there is money.
_SAID = {
    ("have", "nothing", "left"): False,
    ("have", "no", "money", "left"): False,
    ("have", "money", "left"): True,
    ("have", "something", "left"): True,
    ("have", "some", "money", "left"): True,
    ("nothing", "is", "left"): False,
    ("no", "money", "is", "left"): False,
    ("money", "is", "left"): True,
    ("there", "is", "nothing", "left"): False,
    ("there", "is", "money", "left"): True,
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
    for first, place, least in _shares(context):
        futures = next((i for i in range(place, min(place + _REACH, len(norms))) if norms[i] in _FUTURES), None)
        if futures is None or norms[futures - 1] == "other":
            continue
        said = next((s for s in _SAID if tuple(norms[futures + 1 : futures + 1 + len(s)]) == s), None)
        if said is not None:
            share = rate if _SAID[said] else 100 - rate
            problem = f"{share:.0f} % have {'money' if _SAID[said] else 'nothing'} left at the end."
            yield first, futures + 1 + len(said), "" if share >= least - _ROOM else problem


def _shares(context: Context) -> Iterator[tuple[int, int, float]]:
    """First token, index after the last, and percent of each share, "most" too."""
    norms = context.unit.tokens.norms
    for figure in context.figures:
        if figure.kind is Kind.PERCENT and norms[figure.last + 1 : figure.last + 2] == ["of"]:
            yield figure.first, figure.last + 1, figure.value - (_ROOM if figure.about else 0.0)
    if "most" in context.words:
        place = norms.index("most")
        if norms[place + 1 : place + 2] in (["of"], ["futures"]):
            yield place, place + 1, 50.0
