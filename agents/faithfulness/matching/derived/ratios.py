"""One figure in terms of another: multiples, shares, sums over years, and what a fall would cost."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice, permutations

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.matching.derived.terms import one_each, plain
from faithfulness.model import Fact, Figure, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.cues import FALLS

#: Tokens between a multiple and what it is of.
_NEAR = 8
_OF_SIZE = bag(
    "as large big much the size of that than larger bigger your heavy amount in value worth more its - those"
)
_LARGEST = bag("largest biggest top first")
_GOALS = frozenset({"income", "contribution", "sustainable", "capital"})


def multiples(figure: Figure, kind: Kind, context: Context, facts: Facts) -> Iterator[Fact]:
    """One amount in terms of another, as a factor or in years of payments."""
    if kind is Kind.TIMES:
        ordered = list(_of_the_first_and_second(context, facts))
        yield from ordered
        if ordered and len(context.named) < 2:
            return
    elif context.own.isdisjoint({"income", "contribution"}):
        return
    else:
        yield from _in_years_of_income(context, facts)
    if kind is Kind.TIMES and (pair := _around(figure, context, facts)):
        for ratio in pair:
            yield Fact(kind, ratio, "one in terms of the other")
        return
    named = {topic for mention in context.mentions if mention.named for topic in mention.topics}
    alone = len(one_each(context.named, facts, Kind.MONEY)) > 1
    values = plain(named if alone else context.reach, facts, Kind.MONEY)
    if not alone:
        values += [f for f in facts.open(Kind.MONEY) if "total" in f.topics]
        values += [f for f in facts.about(context.times) if f.kind is Kind.MONEY and f.topics <= context.reach]
    for one, other in islice(combinations(values, 2), 400):
        if not alone and not (one.topics | other.topics) & context.own:
            continue
        low, high = sorted((abs(one.value), abs(other.value)))
        if kind is Kind.YEARS and low > 0:
            for yearly, balance in ((one, other), (other, one)):
                if yearly.topics & {"income", "contribution"}:
                    yield Fact(kind, balance.value / yearly.value, f"{balance.label} in years of {yearly.label}")
        if low > 0 and kind is Kind.TIMES:
            yield Fact(kind, high / low, f"{one.label} and {other.label}, one in terms of the other")


def _around(figure: Figure, context: Context, facts: Facts) -> list[float]:
    """ "The Trust is twice the size of the Old IRA": of the names on both sides of the figure."""
    norms = context.unit.tokens.norms
    if "second" in context.words and not context.words.isdisjoint(_LARGEST):
        family = next((f for f in ("account", "sector", "region") if f in context.words), "position")
        rows = [value for topic, value in facts.ranks.get(family, ()) if not topic.endswith((":Cash", ":Unclassified"))]
        behind = norms[figure.last + 1 : figure.last + 8]
        return [rows[0] / rows[1]] if len(rows) > 1 and rows[1] > 0 and "second" in behind else []
    if "smallest" in context.words and not context.words.isdisjoint(_LARGEST):
        family = next((f for f in ("account", "sector", "region") if f in context.words), "position")
        rows = [value for _, value in facts.ranks.get(family, ()) if value > 0]
        return [rows[0] / rows[-1]] if len(rows) > 1 else []
    if "next" in norms[figure.last + 1 : figure.last + _NEAR]:
        return _of_the_next(figure, context, facts)
    behind = next((m for m in context.named if m.first > figure.last and not m.rank), None)
    before = next((m for m in reversed(context.named) if m.after <= figure.first and not m.rank), None)
    if behind is None or before is None or behind.first - figure.last > _NEAR or before.topics & behind.topics:
        return []
    if not _OF_SIZE.issuperset(norms[figure.last + 1 : behind.first]):
        return []
    if "and" in norms[before.after : figure.first] or norms[before.first - 1] in ("and", "&"):
        return []  # of a list, or of what the sentence speaks of
    values = [[v for t in sorted(m.topics) if (v := facts.value(t)) is not None] for m in (before, behind)]
    return [max(a, b) / min(a, b) for a in values[0] for b in values[1] if min(a, b) > 0]


def _of_the_next(figure: Figure, context: Context, facts: Facts) -> list[float]:
    """ "VT makes up 59.7 %, more than three times as large as the next holding": in the order of size."""
    named = [t for m in context.named if m.after <= figure.first and not m.rank for t in m.topics]
    for rows in facts.ranks.values():
        known = [(topic, value) for topic, value in rows if not topic.endswith((":Cash", ":Unclassified"))]
        place = next((n for n, (topic, _) in enumerate(known) if topic in named), None)
        if place is not None and place + 1 < len(known) and known[place + 1][1] > 0:
            return [known[place][1] / known[place + 1][1]]
    return []


def _of_the_first_and_second(context: Context, facts: Facts) -> Iterator[Fact]:
    """ "The first is 2.2 times the second": of the names, or of the amounts, of the sentences before."""
    if not {"first", "second"} <= context.words and not {"former", "latter"} <= context.words:
        return
    if "account" in context.words and len(facts.ranks.get("account", ())) > 1:
        (_, one), (_, other) = facts.ranks["account"][:2]
        if other > 0:
            yield Fact(Kind.TIMES, one / other, "the largest account in terms of the second")
        return
    rows = one_each(reversed(context.recent), facts, Kind.MONEY)[:2]
    amounts = [options[0].value for options in rows] or [f.value for f in context.amounts if f.kind is Kind.MONEY]
    if len(amounts) > 1 and min(amounts[-2:]) > 0:
        yield Fact(Kind.TIMES, max(amounts[-2:]) / min(amounts[-2:]), "one in terms of the other")


def _in_years_of_income(context: Context, facts: Facts) -> Iterator[Fact]:
    """ "a good one has $62,924, which is less than two years of income"."""
    for fact in plain(context.own & {"income", "contribution"}, facts, Kind.MONEY):
        for amount in context.figures:
            if amount.kind is Kind.MONEY and fact.value > 0:
                yield Fact(Kind.YEARS, amount.value / fact.value, f"{amount.value:,.0f} in years of {fact.label}")


def shares(figure: Figure, context: Context, facts: Facts) -> Iterator[Fact]:
    """One amount as a share of another; of the goal's figures only, since shares of slices are facts already."""
    behind = context.unit.tokens.norms[figure.last + 1 : figure.last + 3]
    opens = context.unit.tokens.norms[0] == "of"
    rows = [(m, m.topics) for m in context.named] if opens or "of" in behind else []
    for part, whole in permutations(rows[:6], 2):
        if not (figure.last < whole[0].first <= figure.last + 4 or (opens and whole is rows[0])):
            continue
        inner = facts.value(next(iter(part[1])))
        outer = facts.value(min(whole[1]))
        if inner is not None and outer and inner <= outer and not part[1] & whole[1]:
            yield Fact(Kind.PERCENT, 100 * inner / outer, "share of one in the other")
    goals = context.own & _GOALS
    values = plain(goals, facts, Kind.MONEY) if goals else ()
    for one, other in combinations(values, 2):
        if one.value > 0 and other.value > 0:
            low, high = sorted((one, other), key=lambda fact: fact.value)
            yield Fact(Kind.PERCENT, 100 * low.value / high.value, f"{low.label} as a share of {high.label}")


def over_years(figure: Figure, context: Context, facts: Facts) -> Iterator[Fact]:
    """ "$30,000 a year over ten years"."""
    if figure.yearly or figure.monthly:
        return
    years = [f.value for f in context.figures if f.kind is Kind.YEARS and f.value > 1]
    if not years:
        return
    beside = [
        Fact(Kind.MONEY, f.value, f"${f.value:,.0f}")
        for f in context.figures
        if f.kind is Kind.MONEY and f.start < figure.start
    ]
    for fact in [*plain(context.reach & {"contribution", "income"}, facts, Kind.MONEY), *beside]:
        for count in years:
            yield Fact(Kind.MONEY, fact.value * count, f"{fact.label} over {count:g} years")


def scenarios(figure: Figure, context: Context, facts: Facts) -> Iterator[Fact]:
    """ "a fall of stocks by a third would take 29 % of the portfolio": a named share of a fact."""
    if context.words.isdisjoint(FALLS):
        return
    factors = [f.value / 100 for f in context.figures if f is not figure and f.kind is Kind.PERCENT and f.value <= 100]
    if not context.words.isdisjoint({"half", "halved", "halves", "halving"}):
        factors.append(0.5)
    bases = plain(context.reach, facts, figure.kind) + [f for f in facts.open(figure.kind) if "total" in f.topics]
    total = facts.value("total") if figure.kind is Kind.MONEY else None
    for factor in factors:
        for fact in bases:
            yield Fact(figure.kind, factor * fact.value, f"{factor:.0%} of {fact.label}")
            yield Fact(figure.kind, (1 - factor) * fact.value, f"{fact.label} less {factor:.0%}")
            if total is not None:
                yield Fact(figure.kind, total - factor * fact.value, f"total less {factor:.0%} of {fact.label}")
