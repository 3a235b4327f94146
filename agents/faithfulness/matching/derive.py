"""Values that a text may derive from facts: sums, differences, shares, complements, multiples. Each needs its cue.

A derived value is accepted only if the sentence has a word for the operation and names its parts; so a wrong
figure has few combinations to fall into.
"""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.facts.facts import Facts
from faithfulness.matching.binding import Binding
from faithfulness.matching.derived.differences import compares, differences, of_the_two
from faithfulness.matching.derived.parts_of import of_amounts
from faithfulness.matching.derived.ratios import multiples, over_years, scenarios, shares
from faithfulness.matching.derived.sums import parts, rests, rests_of_counts, sums, with_the_total
from faithfulness.model import Fact, Figure, Kind
from faithfulness.reading.context import Context


def derived(figure: Figure, binding: Binding | None, context: Context, facts: Facts) -> Iterator[Fact]:
    """Derived facts in the figure's dimension that this sentence gives a reason for."""
    kind = Kind.PERCENT if figure.kind is Kind.POINTS else figure.kind
    money, percent = figure.kind is Kind.MONEY, figure.kind is Kind.PERCENT
    compared = (money or percent or figure.kind is Kind.POINTS) and compares(figure, context)
    if money:
        yield from with_the_total(figure, context, facts)
    if compared:
        yield from of_the_two(figure, context, facts, kind)
    if binding is not None and binding.topics == frozenset({"gap"}) and not binding.loose:
        return
    if money or percent:
        yield from sums(figure, binding, context, facts, kind)
        yield from rests(figure, context, facts, kind)
        yield from scenarios(figure, context, facts)
        yield from parts(figure, context, facts)
    if money:
        yield from over_years(figure, context, facts)
    if compared:
        yield from differences(figure, context, facts, kind)
    if figure.kind is Kind.TIMES or figure.kind is Kind.YEARS:
        yield from multiples(figure, figure.kind, context, facts)
    if percent:
        yield from shares(figure, context, facts)
        yield from of_amounts(
            figure, context, facts, bound=binding is not None and any(":" in topic for topic in binding.topics)
        )
    if figure.kind is Kind.COUNT or figure.kind is Kind.NUMBER:
        yield from rests_of_counts(figure, context, facts)
