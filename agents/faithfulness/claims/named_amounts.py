"""Amounts with their owner, in advice too: "the $910 of cash", "the cash of $167,500", "XLF … past its 21.5 %"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.facts.facts import PREFIXES, Facts
from faithfulness.matching.precision import agrees, is_plain, last_places
from faithfulness.model import Figure, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention

_THE = bag("the your")
_LEADING = _THE | {"of", "its"}
_CASH = frozenset({"asset_class:Cash", "position:Cash"})
_PLACED = bag("in inside within")
#: Written with so many units of its last place, a figure is no coincidence.
_DISTINCT = 25
#: Words between a name and "its 21.5 %".
_REACH = 6
_WALLS = bag(", ; : . and or but than")
NAMING = frozenset({"of", "its"})


def named_amounts(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Figures that are another's: first token, index after the last, and what is wrong."""
    norms = context.unit.tokens.norms
    for figure in context.figures:
        if figure.kind is not Kind.MONEY and figure.kind is not Kind.PERCENT:
            continue
        before = norms[figure.first - 1] if figure.first else ""
        if before not in _LEADING:
            continue
        if before in _THE and norms[figure.last + 1 : figure.last + 2] == ["of"]:
            place = figure.last + 2
            name = context.starts.get(place + (norms[place : place + 1] == ["uninvested"]))
        elif before == "of":
            name = next((m for m in context.named if m.after == figure.first - 1), None)
            name = name if name is not None and norms[max(0, name.first - 1)] in _THE else None
        elif before == "its" and figure.kind is Kind.PERCENT and context.commands:
            name = next((m for m in reversed(context.named) if m.after <= figure.first), None)
            gap = norms[name.after : figure.first] if name is not None else []
            name = name if len(gap) <= _REACH and _WALLS.isdisjoint(gap) else None
        else:
            continue
        if name is not None and _are_exact(figure, name) and figure.first not in context.wronged:
            yield from _judged(context, facts, figure, name)


def _are_exact(figure: Figure, name: Mention) -> bool:
    """Whether both are what they seem: an exact figure, the name of one slice."""
    if not is_plain(figure) or figure.fraction or last_places(figure) < _DISTINCT:
        return False
    return name.named and not name.rank and all(topic.startswith(PREFIXES) for topic in name.topics)


def _judged(context: Context, facts: Facts, figure: Figure, name: Mention) -> Iterator[tuple[int, int, str]]:
    first, after = min(figure.first, name.first), max(figure.last + 1, name.after)
    where = _account(context, facts, after)
    own = facts.of_kinds((figure.kind,), name.topics)
    if where and name.topics & _CASH:
        own = [fact for fact in own if where in fact.topics]
    elif not any(topic.startswith("account:") for topic in context.reach):
        own = [fact for fact in own if not any(topic.startswith("account:") for topic in fact.topics)]
    holds = any(agrees(figure, fact.value) for fact in own)
    others = [f for f in facts.near(figure.kind, figure.value, figure.step / 2 * 1.001) if not f.when]
    other = next((f for f in others if any(topic.startswith(PREFIXES) for topic in f.topics)), None)
    if holds or other is not None:
        yield first, after, "" if holds or other is None else f"that is the {other.label}."


def _account(context: Context, facts: Facts, place: int) -> str:
    """The account right behind: "… in the Roth IRA"; empty if none is named."""
    norms = context.unit.tokens.norms
    if norms[place : place + 1] == [] or norms[place] not in _PLACED:
        return ""
    place += 1 + (norms[place + 1 : place + 2] in (["the"], ["your"]))
    mention = context.starts.get(place)
    known = mention.topics & facts.inside.keys() if mention is not None else frozenset[str]()
    return next(iter(known)) if len(known) == 1 else ""
