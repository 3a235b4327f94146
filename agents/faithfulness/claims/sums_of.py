"""Sums of things that are listed, and shares of an account: each exactly of what the sentence names."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.claims.terms import TOGETHER, comparable, family_of, group_from
from faithfulness.facts.facts import Facts
from faithfulness.matching.precision import agrees
from faithfulness.model import Figure, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention

_TO = bag(
    "are is make makes come comes to up about worth at total totals amount amounts add adds reach form represent some "
    "roughly nearly almost just over under hold account for ( , have value of a"
)
_ACCOUNT = (["of", "that", "account"], ["of", "its", "account"])
#: Shares of three names that are each rounded add up to this much less or more.
_ROUNDED = 0.15
SUMMING = frozenset[str]() | TOGETHER | {"account"}


def sums_of(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Claims of a sum or of a share: first token, index after the last, and what is wrong."""
    if context.soft or context.unit.kind != "sentence":
        return
    if not context.words.isdisjoint(TOGETHER):
        yield from _together(context, facts)
    if "account" in context.words:
        yield from _of_that_account(context, facts)


def _together(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    norms = context.unit.tokens.norms
    for index, norm in enumerate(norms):
        if norm not in TOGETHER:
            continue
        figure = next((f for f in context.figures if f.first > index), None)
        if figure is None or figure.kind not in (Kind.MONEY, Kind.PERCENT) or figure.yearly or figure.partner:
            continue
        if not _TO.issuperset(norms[index + 1 : figure.first]) or figure.first - index > 6 or figure.fraction:
            continue
        group = _group(context, index)
        values = [facts.value(next(iter(m.topics)), figure.kind) for m in group]
        if len(group) > 1 and None not in values:
            total = sum(value for value in values if value is not None)
            holds = agrees(figure, total) or _close(figure, total)
            yield group[0].first, figure.last + 1, "" if holds else f"together they are {total:,.2f}."


def _close(figure: Figure, total: float) -> bool:
    room = figure.step / 2 + (_ROUNDED if figure.kind is Kind.PERCENT else 1.5)
    return abs(figure.value - total) <= room


def _group(context: Context, index: int) -> list[Mention]:
    """The names right in front of "together", or the last two of "the two together"."""
    norms = context.unit.tokens.norms
    before = [m for m in context.mentions if m.after <= index and comparable(m) and len(m.topics) == 1]
    before = [m for m in before if not any(t.startswith(("kind:", "account:")) for t in m.topics)]
    if norms[max(0, index - 2) : index] == ["the", "two"]:
        names = [m for n, m in enumerate(before) if all(m.topics != other.topics for other in before[:n])]
        return names if len(names) == 2 and family_of(names[0]) == family_of(names[1]) else []
    if not before or before[-1].after != index or context.accounts:
        return []
    group = next((g for g in (group_from(context, m) for m in before) if g[-1] == before[-1]), [])
    apart = all(one.topics.isdisjoint(other.topics) for n, one in enumerate(group) for other in group[:n])
    families = {t.partition(":")[0] for m in group for t in m.topics}
    return group if apart and len(families) == 1 and all(len(m.topics) == 1 for m in group) else []


def _of_that_account(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "FXAIX is 83 % of that account and AGG the other 17 %"."""
    norms = context.unit.tokens.norms
    first: Figure | None = None
    for figure in context.figures:
        if figure.kind is not Kind.PERCENT or figure.fraction:
            continue
        if norms[figure.last + 1 : figure.last + 4] in _ACCOUNT:
            first = figure
            yield from _share_inside(context, facts, figure)
        elif first is not None and norms[figure.first - 2 : figure.first] == ["the", "other"]:
            holds = abs(first.value + figure.value - 100) <= (first.step + figure.step) / 2
            yield figure.first, figure.last + 1, "" if holds else "the two make no 100 %."


def _share_inside(context: Context, facts: Facts, figure: Figure) -> Iterator[tuple[int, int, str]]:
    norms = context.unit.tokens.norms
    name = next((m for m in reversed(context.mentions) if m.after <= figure.first), None)
    if (
        name is None
        or len(name.topics) != 1
        or not {"is", "makes", "up", "about"}.issuperset(norms[name.after : figure.first])
    ):
        return
    shares = [f for f in facts.of_kinds((Kind.PERCENT,), name.topics) if len(f.topics) == 2]
    inside = [f.value for f in shares if any(topic.startswith("account:") for topic in f.topics)]
    if inside:
        holds = any(agrees(figure, value) for value in inside)
        yield name.first, figure.last + 4, "" if holds else f"it is {inside[0]:.1f} % of its account."
