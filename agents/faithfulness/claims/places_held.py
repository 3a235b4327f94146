"""Which holding lies where: "gold through GLD", "the 401(k) holds FXAIX and AGG"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.model import Kind
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention

_VIA = bag("through via")
_HOLDS = bag("holds hold contains owns own")
_BETWEEN = bag(", and & plus the you it both also only a an as well : of in account fund etf shares stock ( )")
_SLICES = ("asset_class:", "sector:", "region:")
#: Words between a slice and "through".
_NEAR = 6
_LIES = frozenset({"lies", "sits", "held"})
LYING = _VIA | _HOLDS | _LIES


def places_held(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    if context.soft:
        return
    for index, norm in enumerate(context.unit.tokens.norms):
        if norm in _VIA:
            yield from _through(context, facts, index)
        elif norm in _HOLDS:
            yield from _inside(context, facts, index)
        elif norm in _LIES and context.unit.tokens.norms[index + 1 : index + 2] == ["in"]:
            yield from _lies(context, facts, index)


def _listed(context: Context, first: int) -> list[Mention]:
    """The holdings that are listed from a token on, figures passed over."""
    result: list[Mention] = []
    norms, place = context.unit.tokens.norms, first
    for mention in [m for m in context.mentions if m.first >= first]:
        gap = [norms[i] for i in range(place, mention.first) if i not in context.covered]
        if len(gap) > 4 or not _BETWEEN.issuperset(gap):
            break
        place = mention.after
        if len(mention.topics) == 1 and not mention.rank and next(iter(mention.topics)).startswith("position:"):
            result.append(mention)
        elif mention.named:
            break
    return result


def _through(context: Context, facts: Facts, index: int) -> Iterator[tuple[int, int, str]]:
    """ "Gold through GLD": the holding is of that slice, as far as its split is known."""
    before = [m for m in context.mentions if m.after <= index and m.named and not m.rank]
    if not before or index - before[-1].after > _NEAR or not any(t.startswith(_SLICES) for t in before[-1].topics):
        return
    for mention in _listed(context, index + 1)[:1]:
        splits = [f for f in facts.of_kinds((Kind.PERCENT,), mention.topics) if len(f.topics) == 2]
        splits = [
            f for f in splits if any(topic.startswith(_SLICES) for topic in f.topics) and f.topics > mention.topics
        ]
        if splits and not any(f.topics & before[-1].topics and f.value > 0 for f in splits):
            yield before[-1].first, mention.after, "that holding is none of it."


def _lies(context: Context, facts: Facts, index: int) -> Iterator[tuple[int, int, str]]:
    """ "It is worth $22,910 and lies in the Roth IRA": the holding that was named last does."""
    where = next((m for m in context.mentions if index < m.first <= index + 4 and m.topics & facts.inside.keys()), None)
    named = [m for m in (*context.recent, *context.mentions) if any(t.startswith("position:") for t in m.topics)]
    own = [m for m in context.mentions if m.after <= index and m.named and m.first > 0]
    if where is None or len(where.topics & facts.inside.keys()) != 1 or where.rank:
        return
    subject = own[-1] if own else named[-1] if named and context.unit.tokens.norms[0] == "it" else None
    topics = subject.topics if subject is not None else frozenset[str]()
    if len(topics) != 1 or not next(iter(topics)).startswith("position:") or "position:Cash" in topics:
        return
    account = next(iter(where.topics & facts.inside.keys()))
    holds = any(topic in topics for topic, _ in facts.inside[account])
    yield index, where.after, "" if holds else f"it does not lie in {account[8:]}."


def _inside(context: Context, facts: Facts, index: int) -> Iterator[tuple[int, int, str]]:
    """ "The 401(k) holds FXAIX": it does."""
    accounts = [m for m in context.mentions if m.after <= index and m.topics & facts.inside.keys() and not m.rank]
    if not accounts or index - accounts[-1].after > 2 or len(accounts[-1].topics & facts.inside.keys()) != 1:
        return
    where = next(iter(accounts[-1].topics & facts.inside.keys()))
    held = {topic for topic, _ in facts.inside[where]}
    for mention in _listed(context, index + 1):
        name = next(iter(mention.topics))
        yield mention.first, mention.after, "" if name in held else f"it does not lie in {where[8:]}."
