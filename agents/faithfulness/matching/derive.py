"""Values that a text may derive from facts: sums, differences, shares, complements, multiples. Each needs its cue.

A derived value is accepted only if the sentence has a word for the operation and names its parts; so a wrong
figure has few combinations to fall into.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, islice, permutations

from faithfulness.facts.facts import Facts
from faithfulness.matching.binding import Binding
from faithfulness.model import Fact, Figure, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.cues import DIFFERENCES, FALLS, MORE_OR_LESS, RESTS, SUMS
from faithfulness.reading.mentions import Mention

_NUMBERS = {"two": 2, "both": 2, "three": 3, "four": 4}
_PAIRED = {"accounts": "account", "sectors": "sector", "regions": "region", "classes": "asset_class"}
_PARTS = frozenset({"split", "divided", "spread", "respectively"})
MOST_TERMS = 12
SUM_REACH = 9
_PERCENT_DIFFERENCES = frozenset({"point", "points", "difference"})
MOST_FACTS = 40


def derived(figure: Figure, binding: Binding | None, context: Context, facts: Facts) -> Iterator[Fact]:
    """Derived facts in the figure's dimension that this sentence gives a reason for."""
    kind = Kind.PERCENT if figure.kind is Kind.POINTS else figure.kind
    if figure.kind in (Kind.MONEY, Kind.PERCENT, Kind.POINTS) and _compares(figure, context):
        yield from _of_the_two(figure, context, facts, kind)
    if binding is not None and binding.topics == frozenset({"gap"}) and not binding.loose:
        return
    if figure.kind in (Kind.MONEY, Kind.PERCENT):
        yield from _sums(figure, binding, context, facts, kind)
        if _cued(figure, context):
            yield from _of_those(context, facts, kind)
        if (
            not context.words.isdisjoint(RESTS)
            or {"all", "but"} <= context.words
            or {"invested", "not"} <= context.words
        ):
            yield from _rests(figure, context, facts, kind)
        yield from _scenarios(figure, context, facts)
    several = sum(other.kind is figure.kind for other in context.figures) > 1
    if not context.words.isdisjoint(_PARTS) or (
        several and "accounts" in context.words and figure.kind in (Kind.MONEY, Kind.PERCENT)
    ):
        yield from _parts(figure, context, facts)
    if figure.kind is Kind.MONEY:
        yield from _over_years(figure, context, facts)
    if figure.kind in (Kind.MONEY, Kind.PERCENT, Kind.POINTS) and _compares(figure, context):
        yield from _differences(figure, context, facts, kind)
    if figure.kind is Kind.TIMES:
        yield from _multiples(Kind.TIMES, context, facts)
        if {"first", "second"} <= context.words or {"former", "latter"} <= context.words:
            rows = _one_each(reversed(context.recent), facts, Kind.MONEY)[:2]
            amounts = [options[0].value for options in rows] or [
                f.value for f in context.amounts if f.kind is Kind.MONEY
            ]
            if len(amounts) > 1 and min(amounts[-2:]) > 0:
                yield Fact(Kind.TIMES, max(amounts[-2:]) / min(amounts[-2:]), "one in terms of the other")
    if figure.kind is Kind.YEARS and not context.own.isdisjoint({"income", "contribution"}):
        yield from _multiples(Kind.YEARS, context, facts)
    if figure.kind is Kind.PERCENT:
        yield from _shares(context, facts)


def _plain(topics: Iterable[str], facts: Facts, kind: Kind) -> list[Fact]:
    """The tools' figures of each topic, without scopes and points in time."""
    return list(facts.plain(kind, frozenset(topics))[:MOST_FACTS])


def _one_each(mentions: Iterable[Mention], facts: Facts, kind: Kind) -> list[list[Fact]]:
    """The facts of each mention; a topic that is mentioned twice counts once."""
    seen: set[frozenset[str]] = set()
    result: list[list[Fact]] = []
    for mention in mentions:
        names = {topic for topic in mention.topics if ":" in topic} or mention.topics
        found = _plain(names, facts, kind)
        if found and not any(mention.topics & other for other in seen):
            seen.add(mention.topics)
            result.append(found)
    return result


def _sums(figure: Figure, binding: Binding | None, context: Context, facts: Facts, kind: Kind) -> Iterator[Fact]:
    groups: list[tuple[Mention, ...]] = []
    if binding and len(binding.group) > 1:
        groups.append(binding.group)
    cued = _cued(figure, context)
    if cued:
        for family in ("position:", "account:", "asset_class:", "region:", "sector:"):
            groups.append(tuple(m for m in context.mentions if any(t.startswith(family) for t in m.topics)))
    for group in groups:
        rows = _one_each(group[:MOST_TERMS], facts, kind)
        runs = [rows]
        if len(rows) > 2 and not _alike(group[0], group[1]):
            runs.append(rows[1:])  # "two single stocks, BRK.B and JNJ"
        if cued:
            # "equity and real estate" within a longer list: neighbours only
            runs += [rows[i : i + 2] for i in range(len(rows) - 1)]
        for run in runs:
            if len(run) > 1:
                yield Fact(kind, sum(options[0].value for options in run), _joined(run, " and "))


def _alike(one: Mention, other: Mention) -> bool:
    families = [{topic.partition(":")[0] for topic in mention.topics} for mention in (one, other)]
    return not families[0].isdisjoint(families[1])


def _compares(figure: Figure, context: Context) -> bool:
    """Whether the sentence speaks of a difference, in general or right behind the figure."""
    behind = context.unit.tokens[figure.last + 1 : figure.last + 3]
    if "by" in context.unit.tokens.norms[max(0, figure.first - 3) : figure.first]:
        return True
    cues = DIFFERENCES if figure.kind is not Kind.PERCENT else _PERCENT_DIFFERENCES
    return not context.words.isdisjoint(cues) or any(token.norm in MORE_OR_LESS for token in behind)


def _cued(figure: Figure, context: Context) -> bool:
    """Whether a word for a sum stands near the figure."""
    found = context.unit.tokens
    return not SUMS.isdisjoint(found.norms[max(0, figure.first - SUM_REACH) : figure.last + 4])


def _joined(rows: Iterable[list[Fact]], between: str) -> str:
    return between.join(options[0].label for options in rows)


def _rests(figure: Figure, context: Context, facts: Facts, kind: Kind) -> Iterator[Fact]:
    """The remainder beside the named slices, or beside the figures in front."""
    whole = 100.0 if kind is Kind.PERCENT else facts.value("total")
    if whole is None:
        return
    earlier = [f.value for f in context.figures if f.kind is figure.kind and f.start < figure.start]
    for count in range(1, len(earlier) + 1):
        yield Fact(kind, whole - sum(earlier[-count:]), "what remains")
    rows = _one_each([m for m in context.mentions if m.named], facts, kind)
    rows += [[fact] for fact in _plain(context.own & {"invested"}, facts, kind)]
    for options in rows:
        yield Fact(kind, whole - options[0].value, f"all but {options[0].label}")
    if len(rows) > 1:
        yield Fact(kind, whole - sum(options[0].value for options in rows), "all but these")
    for family, rows_of in facts.ranks.items() if kind is Kind.PERCENT and "other" in context.words else ():
        shares = [facts.value(topic, kind) or 0.0 for topic, _ in rows_of if topic not in context.own]
        if len(shares) < len(rows_of):
            yield Fact(kind, sum(shares), f"every other {family}")
            yield Fact(kind, sum(shares[1:]), f"every other {family} but the largest")
    for topic in context.reach:
        if topic.startswith("top:"):
            for fact in _plain([topic], facts, kind):
                yield Fact(kind, whole - fact.value, f"all but {fact.label}")


def _differences(figure: Figure, context: Context, facts: Facts, kind: Kind) -> Iterator[Fact]:
    values = _plain(context.reach, facts, kind)
    if kind is Kind.PERCENT:
        values += [
            Fact(kind, f.value, "figure beside it") for f in context.figures if f is not figure and f.kind is kind
        ]
    else:
        timed = [f for f in facts.about(context.reach) if f.kind is kind and f.when in context.times]
        values += [f for f in facts.open(kind) if f.topics & {"total", "capital"}] + timed
    for one, other in islice(combinations(values, 2), 400):
        yield Fact(figure.kind, abs(one.value - other.value), f"difference of {one.label} and {other.label}")


def _of_those(context: Context, facts: Facts, kind: Kind) -> Iterator[Fact]:
    """ "Together, the two are 53.5 %": the sum of what was named before."""
    if any(mention.named for mention in context.mentions):
        return
    for count in {_NUMBERS[word] for word in context.words & _NUMBERS.keys()}:
        rows = _one_each(reversed(context.recent), facts, kind)[:count]
        if len(rows) == count:
            yield Fact(kind, sum(options[0].value for options in rows), _joined(rows[::-1], " and "))


def _of_the_two(figure: Figure, context: Context, facts: Facts, kind: Kind) -> Iterator[Fact]:
    """ "The first exceeds the second by …", "the difference is …", "the gap between the first two"."""
    family = next((f for word, f in _PAIRED.items() if word in context.words), "position")
    only_two = "two" in context.words and len(facts.ranks.get(family, ())) == 2
    if (
        only_two
        or {"first", "two"} <= context.words
        or {"largest", "two"} <= context.words
        or {"top", "two"} <= context.words
    ):
        rows = [fact for topic, _ in facts.ranks.get(family, ())[:2] for fact in _plain([topic], facts, kind)[:1]]
        if len(rows) == 2:
            yield Fact(figure.kind, abs(rows[0].value - rows[1].value), "difference of the first two")
    named = [mention for mention in context.mentions if mention.named and not mention.rank]
    rows = _one_each(reversed(named or context.recent), facts, kind)[:2]
    amounts = [f.value for f in context.amounts if f.kind is kind and f.start < figure.start]
    if not named and len(amounts) > 1:
        yield Fact(figure.kind, abs(amounts[-1] - amounts[-2]), "difference of these two")
    if len(rows) == 2:
        yield Fact(figure.kind, abs(rows[0][0].value - rows[1][0].value), "difference of these two")


def _parts(figure: Figure, context: Context, facts: Facts) -> Iterator[Fact]:
    """ "Your cash of $15,700 is split $12,500 and $3,200": the parts of the accounts, without their names."""
    if not context.accounts and "accounts" in context.words:
        yield from _plain([topic for topic, _ in facts.ranks.get("account", ())], facts, figure.kind)
    for fact in facts.of_kinds((figure.kind,), context.own):
        places = [topic for topic in fact.topics if topic.startswith("account:")]
        if len(fact.topics) == 2 and places:
            yield fact


def _scenarios(figure: Figure, context: Context, facts: Facts) -> Iterator[Fact]:
    """ "a fall of stocks by a third would take 29 % of the portfolio": a named share of a fact."""
    if context.words.isdisjoint(FALLS):
        return
    factors = [f.value / 100 for f in context.figures if f is not figure and f.kind is Kind.PERCENT and f.value <= 100]
    if not context.words.isdisjoint({"half", "halved", "halves", "halving"}):
        factors.append(0.5)
    bases = _plain(context.reach, facts, figure.kind) + [f for f in facts.open(figure.kind) if "total" in f.topics]
    for factor in factors:
        for fact in bases:
            yield Fact(figure.kind, factor * fact.value, f"{factor:.0%} of {fact.label}")
            yield Fact(figure.kind, (1 - factor) * fact.value, f"{fact.label} less {factor:.0%}")


def _over_years(figure: Figure, context: Context, facts: Facts) -> Iterator[Fact]:
    """ "$30,000 a year over ten years"."""
    years = [f.value for f in context.figures if f.kind is Kind.YEARS and f.value > 1]
    beside = [
        Fact(Kind.MONEY, f.value, f"${f.value:,.0f}")
        for f in context.figures
        if f.kind is Kind.MONEY and f.start < figure.start
    ]
    for fact in [*_plain(context.reach & {"contribution", "income"}, facts, Kind.MONEY), *beside]:
        for count in years:
            yield Fact(Kind.MONEY, fact.value * count, f"{fact.label} over {count:g} years")


def _multiples(kind: Kind, context: Context, facts: Facts) -> Iterator[Fact]:
    named = {topic for mention in context.mentions if mention.named for topic in mention.topics}
    alone = len(_one_each([m for m in context.mentions if m.named], facts, Kind.MONEY)) > 1
    values = _plain(named if alone else context.reach, facts, Kind.MONEY)
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


def _shares(context: Context, facts: Facts) -> Iterator[Fact]:
    """One amount as a share of another; of the goal's figures only, since shares of slices are facts already."""
    rows = [(m, m.topics) for m in context.mentions if m.named] if "of" in context.words else []
    for part, whole in permutations(rows[:6], 2):
        inner = facts.value(next(iter(part[1])))
        outer = facts.value(min(whole[1]))
        if inner is not None and outer and inner <= outer and not part[1] & whole[1]:
            yield Fact(Kind.PERCENT, 100 * inner / outer, "share of one in the other")
    goals = context.own & {"income", "contribution", "sustainable", "capital"}
    values = _plain(goals, facts, Kind.MONEY)
    for one, other in combinations(values, 2):
        if one.value > 0 and other.value > 0:
            low, high = sorted((one, other), key=lambda fact: fact.value)
            yield Fact(Kind.PERCENT, 100 * low.value / high.value, f"{low.label} as a share of {high.label}")
