"""Lists of names and lists of figures that go together: "Bonds and stocks stand at 46 % and 41 %"."""

from __future__ import annotations

from faithfulness.matching.neighbours import lists
from faithfulness.model import Figure
from faithfulness.reading.context import Context
from faithfulness.reading.cues import SUMS
from faithfulness.reading.mentions import Mention

_VERSUS = frozenset({"against", "versus", "vs", "vs.", "to"})


def paired(context: Context, figure: Figure) -> frozenset[str] | None:
    """ "Bonds, stocks and cash stand at 46 %, 41 % and 5 % respectively": the n-th figure is of the n-th name."""
    if len(context.figures) < 2 or context.unit.kind != "sentence":
        return None
    if len(context.named) < 2:
        return None
    before = [m for m in context.named if m.after <= figure.first and m.strong]
    if len(before) < 2:
        return None
    found, nearest = context.unit.tokens, before[-1]
    # What follows "respectively" is no part of the pairs.
    ends = len(found)
    if "respectively" in found.norms[figure.first :]:
        ends = found.norms.index("respectively", figure.first)
    row = [f for f in context.figures if nearest.after <= f.first < ends and f.kind is figure.kind]
    row = [f for f in row if f.fraction is figure.fraction]
    further = any(m.strong and nearest.first < m.first < ends for m in context.mentions)
    if len(row) < 2 or figure not in row or further:
        return None
    start = row[0].first
    colon = found.texts[start - 1] == ":" and not any(
        f.kind is figure.kind and f.first < start for f in context.figures
    )
    if _against(context, row):
        return before[row.index(figure) - 2].topics
    group = [nearest]
    for earlier in reversed(before[:-1]):
        if not (colon or lists(context, earlier.after, group[0].first)) or not _alike(earlier, group[0]):
            break
        group.insert(0, earlier)
    together = not SUMS.isdisjoint(found.norms[nearest.after : start])
    return None if len(row) != len(group) or together else group[row.index(figure)].topics


def _against(context: Context, row: list[Figure]) -> bool:
    """ "BND is larger than VEA ($809,930 against $353,462)"."""
    norms = context.unit.tokens.norms
    if len(row) != 2 or norms[row[0].first - 1] != "(":
        return False
    return not _VERSUS.isdisjoint(norms[row[0].last + 1 : row[1].first]) and row[1].first - row[0].last <= 3


def _alike(one: Mention, other: Mention) -> bool:
    """Two of a kind, not one under two names."""
    return one.topics.isdisjoint(other.topics) and not families(one).isdisjoint(families(other))


def families(mention: Mention) -> set[str]:
    return {topic.partition(":")[0] for topic in mention.topics}
