"""Names in the order of their size: "by size the holdings rank VT, BND, the energy fund and finally GLD"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention

_LISTING = bag(", and then finally lastly the & ( ) followed by last at % with your of ; –")
_LEAST = 3
#: Two values that differ by less (USD) may stand in either order.
_EQUAL = 0.01
ORDERING = bag("rank ranked ranking order")


def orders(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Claims of an order: first token, index after the last, and what is wrong."""
    norms = context.unit.tokens.norms
    if context.soft or context.unit.kind != "sentence" or {"alphabetical", "reverse", "ascending"} & context.words:
        return
    index = next((i for i, norm in enumerate(norms) if norm in ORDERING), len(norms))
    named = [m for m in context.named if m.first > index and not m.rank]
    group: list[Mention] = []
    for mention in named:
        topic = next(iter(mention.topics))
        gap = [norms[i] for i in range(group[-1].after if group else index, mention.first) if i not in context.covered]
        if group and not _LISTING.issuperset(gap):
            break
        if topic.startswith("position:") and len(mention.topics) == 1:
            group.append(mention)
        elif not {"then", ","} & set(gap):
            break
        else:
            continue
    rows = [topic for topic, _ in facts.ranks.get("position", ()) if topic != "position:Cash"]
    last = next((m for m in named if norms[m.first - 1] in ("finally", "lastly") and m.topics <= {*rows}), None)
    if not rows:
        return
    if last is not None and group and group[0].topics == frozenset({rows[0]}):
        yield last.first, last.after, "" if last.topics == frozenset({rows[-1]}) else f"the smallest is {rows[-1][9:]}."
    values = [facts.value(next(iter(m.topics))) or 0.0 for m in group]
    twice = len({m.topics for m in group}) < len(group)
    if len(group) >= _LEAST:
        whole = {"holdings", "positions"} & context.words and group[0].topics == frozenset({rows[0]})
        twice = twice or (bool(whole) and [next(iter(m.topics)) for m in group] != rows[: len(group)])
        falls = all(one >= other - _EQUAL for one, other in pairwise(values)) and not twice
        yield group[0].first, group[-1].after, "" if falls else "that is not their order by size."
