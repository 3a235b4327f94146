"""Comparisons of two amounts in the sentence: "at $157,540 larger than the $139,471 in stocks"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.model import Figure, Kind
from faithfulness.reading.context import Context

_MORE = bag("larger bigger more higher")
_LESS = bag("smaller less lower")
DEGREES = _MORE | _LESS
_BETWEEN = bag("is are which , that still slightly clearly much also already therefore a little far was by")
_PARTED = bag(", ; but and while")


def measured(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "$456,000, which is less than the portfolio's current value", "$57,127, which is less than you have now"."""
    norms = context.unit.tokens.norms
    if context.commands:
        return
    for index in range(1, len(norms) - 1):
        if norms[index] not in DEGREES or norms[index + 1] != "than":
            continue
        left = next((f for f in reversed(context.figures) if f.kind is Kind.MONEY and f.last < index), None)
        if left is None or left.bound or not _BETWEEN.issuperset(norms[left.last + 1 : index]):
            continue
        if norms[left.last + 1 : index] in ([], ["a"]):
            continue  # "$1,181 more than": by how much
        other = _other(context, facts, index + 2)
        if other is None or abs(other - left.value) < left.step:
            continue
        holds = (left.value > other) is (norms[index] in _MORE)
        yield left.first, index + 2, "" if holds else f"the tools gave {facts.amount(other)} to compare with."


def _other(context: Context, facts: Facts, place: int) -> float | None:
    """The amount behind "than": the next in its clause, or the portfolio's value."""
    norms = context.unit.tokens.norms
    clause = norms[place:]
    stop = next((i for i, norm in enumerate(clause) if norm in _PARTED), len(clause))
    figure: Figure | None = next(
        (f for f in context.figures if f.kind is Kind.MONEY and place <= f.first < place + stop), None
    )
    if figure is not None:
        return None if figure.yearly or figure.monthly else figure.value
    words = clause[:stop]
    today = words[:3] == ["you", "have", "now"] or ("current" in words and "value" in words)
    return facts.value("total") if today else None
