"""Where a slice comes from: "technology, all of it inside VWO", "XLE is nearly all of the energy exposure"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.claims.amounts import ALL, MOST, NEARLY, SOME, Part, part_said
from faithfulness.facts.facts import Facts
from faithfulness.model import Kind
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention

_SLICES = ("asset_class:", "sector:", "region:")
_LINKS = bag("entirely wholly solely exclusively through via because thanks inside within from due it driven")
_MAKES = bag("is are makes make accounts account provides provide supplies supply brings bring represents forms be")
_BETWEEN = bag(
    "through via because thanks inside within from due to of it is are reaches reach just only at , ( ) — – - all "
    "nearly almost most mostly mainly largely entirely solely exclusively wholly virtually practically comes come the "
    "your that which lies sits held driven by in exposure position share weight stocks a one fund ( stands with about "
    "makes up percent none and both exists owing also mostly"
)
_QUANTITY = bag("the your whole entire all of only most nearly almost virtually up for in practically both")
#: "Largely because of COST" need not be half of it.
_LARGELY = Part(33, 1e9)
SOURCING = _LINKS | {"whole", "all", "entire", "most", "nearly", "virtually", "practically"}


def sources(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Claims of origin: first token, index after the last, and what is wrong."""
    if context.soft or context.unit.kind != "sentence" or not facts.kinds:
        return
    if not any(_holding(mention, facts) for mention in context.named):
        return
    for mention in context.named:
        if not _slice_of(mention):
            continue
        if context.unit.tokens.norms[max(0, mention.first - 1)] in ("outside", "beyond", "besides", "without"):
            continue
        yield from _comes_from(context, facts, mention)
        yield from _is_made_by(context, facts, mention)


def _slice_of(mention: Mention) -> frozenset[str]:
    if mention.rank or not mention.named or mention.many > 1:
        return frozenset()
    skipped = (":Cash", ":Unclassified", ":Other")
    return frozenset(t for t in mention.topics if t.startswith(_SLICES) and not t.endswith(skipped))


def _positions(context: Context, facts: Facts, first: Mention) -> list[Mention]:
    """A holding and those that are listed behind it."""
    norms, group = context.unit.tokens.norms, [first]
    for mention in context.mentions:
        if mention.first < group[-1].after:
            continue
        gap = norms[group[-1].after : mention.first]
        if not gap or not {"and", ",", "&"}.issuperset(gap) or not _holding(mention, facts):
            break
        group.append(mention)
    return group


def _holding(mention: Mention, facts: Facts) -> bool:
    return len(mention.topics) == 1 and not mention.rank and next(iter(mention.topics)) in facts.kinds


def _comes_from(context: Context, facts: Facts, mention: Mention) -> Iterator[tuple[int, int, str]]:
    """ "Consumer staples reach 10.8%, largely because of COST"."""
    norms = context.unit.tokens.norms
    fund = next((m for m in context.mentions if m.first >= mention.after and _holding(m, facts)), None)
    if fund is None or any(m.named and mention.after <= m.first < fund.first for m in context.mentions):
        return
    gap = [norms[i] for i in range(mention.after, fund.first) if i not in context.covered]
    linked = not _LINKS.isdisjoint(gap)
    if not linked or "not" in gap or not {*_BETWEEN, "reach", "reaches", "alone"}.issuperset(gap):
        return
    part = part_said(gap)
    if part is None or not gap:
        front = norms[max(0, mention.first - 4) : mention.first]
        part = part_said(front if "in" not in front else [])
    if part is MOST and not {"because", "thanks", "driven", "due"}.isdisjoint(gap):
        part = _LARGELY
    share = _share(facts, mention, _positions(context, facts, fund))
    if share is not None and not (context.accounts and part is None):
        yield mention.first, fund.after, _problem(share, part or SOME)


def _is_made_by(context: Context, facts: Facts, mention: Mention) -> Iterator[tuple[int, int, str]]:
    """ "VTI is the whole stock exposure"."""
    norms = context.unit.tokens.norms
    fund = next((m for m in reversed(context.mentions) if m.after <= mention.first and _holding(m, facts)), None)
    if fund is None or any(m.named and fund.after <= m.first < mention.first for m in context.mentions):
        return
    gap = norms[fund.after : mention.first]
    if not gap or gap[0] not in _MAKES or not _QUANTITY.issuperset(gap[1:]):
        return
    part = part_said(gap[1:])
    behind = norms[mention.after : mention.after + 1]
    if part in (ALL, NEARLY, MOST) and "only" not in gap and behind not in (["fund"], ["stock"], ["etf"]):
        share = _share(facts, mention, _listed_before(context, facts, fund), unknown="known" in context.words)
        if share is not None:
            yield fund.first, mention.after, _problem(share, part or SOME)


def _listed_before(context: Context, facts: Facts, last: Mention) -> list[Mention]:
    """ "BND and TLT make up all of the bonds": both."""
    norms, group = context.unit.tokens.norms, [last]
    for mention in reversed([m for m in context.mentions if m.after <= last.first]):
        if not _holding(mention, facts) or not {"and", ",", "&"}.issuperset(norms[mention.after : group[0].first]):
            break
        group.insert(0, mention)
    return group


def share_of(facts: Facts, mention: Mention, holding: Mention) -> float | None:
    """Percent of a slice that lies in a holding; None if the tools do not say."""
    return _share(facts, mention, [holding]) if _slice_of(mention) and _holding(holding, facts) else None


def _problem(share: float, part: Part) -> str:
    return "" if part.least <= share <= part.most else f"{share:.0f} % of it lies there."


def _share(facts: Facts, mention: Mention, holdings: list[Mention], *, unknown: bool = False) -> float | None:
    """Percent of a slice that lies in some holdings, by the meaning that fits best; None if a split is unknown."""
    best: float | None = None
    for topic in _slice_of(mention):
        whole, inside = facts.value(topic), 0.0
        for holding in holdings:
            name = next(iter(holding.topics))
            splits = [f for f in facts.of_kinds((Kind.PERCENT,), holding.topics) if len(f.topics) == 2]
            family = topic.partition(":")[0]
            if not unknown and not any(t.startswith(family) for f in splits for t in f.topics):
                return None
            part = max((f.value for f in splits if topic in f.topics), default=0.0)
            inside += part / 100 * (facts.value(name) or 0.0)
        if whole:
            best = max(best or 0.0, 100 * inside / whole)
    return best
