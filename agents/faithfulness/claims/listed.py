"""Lists of slices that are said to be there, or not: "bonds, real estate and cash are all absent"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.claims.held import share_held
from faithfulness.facts.facts import Facts
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention

_THERE = bag("present represented included")
_GONE = bag("absent missing lacking")
_BEFORE = bag("is are all both also remain remains entirely completely altogether")
_BETWEEN = bag(", and or nor &")
#: Below this share of the portfolio (percent) a slice counts as absent.
_TRACE = 0.05
LISTING = _THERE | _GONE


def listed(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    norms = context.unit.tokens.norms
    if context.soft:
        return
    for index, norm in enumerate(norms):
        if norm not in LISTING:
            continue
        first = index
        while first and norms[first - 1] in _BEFORE:
            first -= 1
        said = {"is", "are", "remain", "remains"} & set(norms[first:index])
        group = _group(context, first) if said else []
        there = norm in _THERE
        for mention in group:
            held = share_held(facts, mention, context, least=not there)
            if held is not None:
                holds = held > 0 if there else held <= _TRACE
                name = context.unit.tokens.texts[mention.first]
                yield mention.first, index + 1, "" if holds else f"the portfolio holds {held:.1f} % in {name}."


def _group(context: Context, after: int) -> list[Mention]:
    """The names that are listed right in front of a token."""
    norms, group = context.unit.tokens.norms, list[Mention]()
    for mention in reversed([m for m in context.mentions if m.after <= after]):
        ends = group[-1].first if group else after
        if not mention.named or mention.rank or not _BETWEEN.issuperset(norms[mention.after : ends]):
            break
        group.append(mention)
    return group
