"""A place in a number of things: "your second bond fund" where there is one."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.facts.facts import Facts
from faithfulness.model import Kind
from faithfulness.reading.context import Context

_ORDINALS = {"second": 2, "third": 3, "only": 1}
_OWNING = frozenset({"your", "the"})
COUNTED = frozenset(_ORDINALS)


def counted(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "Your second single stock", "the only bond fund"."""
    norms = context.unit.tokens.norms
    for index in range(1, len(norms)):
        if norms[index] not in COUNTED or norms[index - 1] not in _OWNING:
            continue
        mention = next((m for m in context.mentions if index < m.first <= index + 1 and not m.rank), None)
        kinds = [t for t in sorted(mention.topics) if t.startswith("kind:")] if mention else []
        if mention is None or not kinds:
            continue
        known = [
            fact.value
            for fact in facts.of_kinds((Kind.COUNT,), frozenset(kinds[:1]))
            if fact.topics == frozenset(kinds[:1])
        ]
        if not known:
            continue
        said, most = _ORDINALS[norms[index]], max(known)
        holds = said in known if said == 1 else most >= said
        yield index - 1, mention.after, "" if holds else f"the portfolio holds {most:g}."
