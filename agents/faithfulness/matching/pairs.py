"""Lists of names and lists of figures that go together: "Bonds and stocks stand at 46 % and 41 %"."""

from __future__ import annotations

from faithfulness.matching.neighbours import lists
from faithfulness.model import Figure
from faithfulness.reading.context import Context
from faithfulness.reading.cues import SUMS
from faithfulness.reading.mentions import Mention
from faithfulness.reading.number_words import STARTS

_OVER = frozenset({"outweigh", "outweighs", "exceed", "exceeds", "lead", "leads", "trail", "trails", "than"})
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
    behind = next((m.first for m in context.mentions if m.strong and nearest.first < m.first < ends), None)
    further = behind is not None
    if behind is not None and _ends_before(context, row, behind):
        row, further = [f for f in row if f.last < behind], False
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
    together = "respectively" not in context.words and not SUMS.isdisjoint(found.norms[nearest.after : start])
    return None if len(row) != len(group) or together else group[row.index(figure)].topics


def _ends_before(context: Context, row: list[Figure], mention: int) -> bool:
    """ "Utilities and Healthcare have 13.3 % and 13.0 %, and Technology only 3.0 %": a clause of its own follows."""
    last = [f.last for f in row if f.last < mention][-1:]
    if not last:
        return False
    gap = context.unit.tokens.norms[last[0] + 1 : mention]
    behind = context.unit.tokens.norms[mention + 1 : mention + 4]
    return gap[:1] in ([";"], [","]) and len(gap) <= 2 and "are" not in behind


def _against(context: Context, row: list[Figure]) -> bool:
    """ "BND is larger than VEA ($809,930 against $353,462)", "… the size of hers: $166,902 against $85,467"."""
    norms = context.unit.tokens.norms
    if len(row) != 2 or norms[row[0].first - 1] not in ("(", ":", ","):
        return False
    if norms[row[0].first - 1] == "," and (row[0].first < 3 or norms[row[0].first - 3] not in _OVER):
        return False  # "Bonds outweigh stocks, 46.2% to 40.9%"
    return not _VERSUS.isdisjoint(norms[row[0].last + 1 : row[1].first]) and row[1].first - row[0].last <= 3


def _alike(one: Mention, other: Mention) -> bool:
    """Two of a kind, not one under two names."""
    return one.topics.isdisjoint(other.topics) and not families(one).isdisjoint(families(other))


def families(mention: Mention) -> set[str]:
    return {topic.partition(":")[0] for topic in mention.topics}


def of_so_many(context: Context, figure: Figure) -> bool:
    """ "Four of the 13 are single stocks": of all, not of the stocks."""
    norms, first = context.unit.tokens.norms, figure.first
    part = first > 2 and norms[first - 2 : first] in (["of", "the"], ["of", "your"])
    counted = part and (norms[first - 3] in STARTS or norms[first - 3].isdigit())
    return counted and norms[figure.last + 1 : figure.last + 2] in (["are"], ["is"])


def behind_comparison(context: Context, figure: Figure) -> list[Mention]:
    """ "VWO is less than half as large as VGK, at $4,699": of the first rather than of the second."""
    norms, first = context.unit.tokens.norms, figure.first
    named = [m for m in context.named if m.after <= first and not m.rank]
    if norms[first - 2 : first] not in ([",", "at"], [",", "with"]) or len(named) < 2:
        return []
    one, other = named[-2:]
    compared = other.after == first - 2 and norms[other.first - 1] in ("as", "than")
    return [one, other] if compared and one.topics.isdisjoint(other.topics) else []
