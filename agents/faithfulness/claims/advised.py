"""What advice says of today: "increase bonds from 15.6% to 20%", "use $48,000 of cash in the Joint account"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.facts.facts import Facts
from faithfulness.matching.precision import agrees
from faithfulness.model import Bound, Kind
from faithfulness.reading.context import Context

#: What is said to be more of (1) or less (-1), for two figures beside each other.
_SIGNS = {"higher": 1, "larger": 1, "more": 1, "lower": -1, "smaller": -1, "less": -1}
_CASH = frozenset({"asset_class:Cash", "position:Cash"})
_REACH = 6
ADVISED = frozenset({"from", "use", "move", "put", "keep", "take", "than", "alone", "with"})
_BRINGS = frozenset({"brings", "contributes", "adds", "provides", "supplies"})


def advised(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Claims of today: first token, index after the last, and what is wrong."""
    if context.unit.kind != "sentence" or not context.figures:
        return
    if context.commands:
        yield from _from_to(context, facts)
        yield from _of_cash(context, facts)
    elif not context.soft:
        yield from _beside(context)
        yield from _alone(context, facts)
        yield from _labelled(context, facts)


def _from_to(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "Increase bonds from 15.6% to 20%": today's share in front."""
    norms = context.unit.tokens.norms
    for figure in context.figures:
        name = next((m for m in context.mentions if m.after == figure.first - 1), None)
        if figure.kind is not Kind.PERCENT or name is None or norms[figure.first - 1] != "from" or name.rank:
            continue
        values = [facts.value(topic, Kind.PERCENT) for topic in sorted(name.topics)]
        known = [value for value in values if value is not None]
        if known and name.strong and name.named and norms[figure.last + 1 : figure.last + 2] == ["to"]:
            holds = any(agrees(figure, value) for value in known)
            yield name.first, figure.last + 1, "" if holds else f"it is {known[0]:.1f} %."


def _of_cash(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "Use $48,000 of cash in the Joint account": there is as much."""
    norms = context.unit.tokens.norms
    for figure in context.figures:
        if figure.kind is not Kind.MONEY or norms[figure.last + 1 : figure.last + 4] != ["of", "cash", "in"]:
            continue
        where = next((m for m in context.mentions if figure.last + 4 <= m.first <= figure.last + 5), None)
        account = frozenset(where.topics & facts.inside.keys()) if where is not None else frozenset[str]()
        if where is None or len(account) != 1:
            continue
        found = facts.of_kinds((Kind.MONEY,), account)
        held = max((f.value for f in found if len(f.topics) == 2 and f.topics <= account | _CASH), default=0.0)
        problem = "" if figure.value <= held + figure.zeros / 2 else f"it holds {facts.amount(held)}."
        yield figure.first, where.after, problem


def _beside(context: Context) -> Iterator[tuple[int, int, str]]:
    """ "The mean return of 3.32 % is lower than the volatility of 8.58 %"."""
    norms = context.unit.tokens.norms
    for index in range(2, len(norms) - 1 if "than" in context.words else 0):
        sign = _SIGNS.get(norms[index - 1], 0) if norms[index] == "than" else 0
        left = next((f for f in reversed(context.figures) if f.last < index), None)
        right = next((f for f in context.figures if f.first > index), None)
        if not sign or left is None or right is None or not left.kind is right.kind is Kind.PERCENT:
            continue
        if norms[left.last + 1 : index - 1] != ["is"] or norms[right.first - 1] != "of":
            continue
        gap = norms[index + 1 : right.first]
        plain = left.bound is right.bound is Bound.NONE and len(gap) <= _REACH
        if plain and norms[left.first - 1] == "of" and "," not in gap:
            holds = (left.value > right.value) is (sign > 0)
            yield left.first, right.last + 1, "" if holds else "it is the other way round."


def _alone(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "Microsoft alone brings $43,772 of that": as much as it is worth, or as its part in a slice."""
    norms = context.unit.tokens.norms
    for mention in context.mentions:
        place = mention.after
        if norms[place : place + 1] != ["alone"] or norms[place + 1 : place + 2] == [] or len(mention.topics) != 1:
            continue
        figure = next((f for f in context.figures if f.first == place + 2), None)
        value = facts.value(next(iter(mention.topics)))
        if figure is None or figure.kind is not Kind.MONEY or norms[place + 1] not in _BRINGS or value is None:
            continue
        splits = [f.value for f in facts.of_kinds((Kind.PERCENT,), mention.topics) if len(f.topics) == 2]
        holds = any(agrees(figure, value * part / 100) for part in (100.0, *splits))
        yield mention.first, figure.last + 1, "" if holds else f"it is worth {facts.amount(value)}."


def _labelled(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "Joint: $154,174 (28.4%), with BRK.B and TIP": what the account holds."""
    norms = context.unit.tokens.norms
    label = context.mentions[0] if context.mentions else None
    account = frozenset(label.topics & facts.inside.keys()) if label is not None else frozenset[str]()
    if label is None or len(account) != 1 or norms[label.after : label.after + 1] != [":"] or "with" not in norms:
        return
    held = {topic for topic, _ in facts.inside[next(iter(account))]}
    place = norms.index("with") + 1
    for mention in [m for m in context.mentions if m.first >= place]:
        gap = [norms[i] for i in range(place, mention.first) if i not in context.covered]
        if (
            not {"and", ",", "(", ")"}.issuperset(gap)
            or len(mention.topics) != 1
            or not mention.topics & facts.kinds.keys()
        ):
            return
        place = mention.after
        yield mention.first, mention.after, "" if mention.topics & held else "it does not lie there."
