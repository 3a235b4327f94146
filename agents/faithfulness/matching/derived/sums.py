"""Sums of what a sentence names, what remains beside it, and the parts of a whole."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.facts.facts import Facts
from faithfulness.matching.binding import Binding
from faithfulness.matching.derived.terms import joined, one_each, plain
from faithfulness.model import Fact, Figure, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.cues import RESTS, SUMS
from faithfulness.reading.mentions import Mention

_NUMBERS = {"two": 2, "both": 2, "three": 3, "four": 4}
_PARTS = frozenset({"split", "divided", "spread", "respectively"})
_LEFT = frozenset({"leaves", "leaving", "other", "others", "remaining", "rest", "remainder"})
MOST_TERMS = 12
SUM_REACH = 9


def sums(figure: Figure, binding: Binding | None, context: Context, facts: Facts, kind: Kind) -> Iterator[Fact]:
    """Of all that is listed beside the figure, or of a family where a word says so."""
    groups: list[tuple[Mention, ...]] = []
    if binding and len(binding.group) > 1:
        groups.append(binding.group)
    cued = _cued(figure, context)
    if cued:
        for family in ("position:", "account:", "asset_class:", "region:", "sector:"):
            groups.append(tuple(m for m in context.mentions if any(t.startswith(family) for t in m.topics)))
    for group in groups:
        rows = one_each(group[:MOST_TERMS], facts, kind)
        runs = [rows]
        if len(rows) > 2 and not _alike(group[0], group[1]):
            runs.append(rows[1:])  # "two single stocks, BRK.B and JNJ"
        if cued:
            # "equity and real estate" within a longer list: neighbours only
            runs += [rows[i : i + 2] for i in range(len(rows) - 1)]
        for run in runs:
            if len(run) > 1:
                yield Fact(kind, sum(options[0].value for options in run), joined(run, " and "))
    if cued:
        yield from _of_those(context, facts, kind)


def with_the_total(figure: Figure, context: Context, facts: Facts) -> Iterator[Fact]:
    """ "Together with what you have, that is about $521,000": the amount before it on top of the total value."""
    if "with" not in context.words or "have" not in context.words:
        return
    total = facts.value("total")
    earlier = [f for f in (*context.amounts, *context.figures) if f.kind is Kind.MONEY and f.start < figure.start]
    for amount in earlier[-2:] if total is not None else ():
        yield Fact(Kind.MONEY, (total or 0.0) + amount.value, "total value and the amount before it")


def _alike(one: Mention, other: Mention) -> bool:
    families = [{topic.partition(":")[0] for topic in mention.topics} for mention in (one, other)]
    return not families[0].isdisjoint(families[1])


def _cued(figure: Figure, context: Context) -> bool:
    """Whether a word for a sum stands near the figure."""
    if context.words.isdisjoint(SUMS):
        return False
    return not SUMS.isdisjoint(context.unit.tokens.norms[max(0, figure.first - SUM_REACH) : figure.last + 4])


def _speaks_of_the_rest(figure: Figure, context: Context) -> bool:
    """Whether a word such as "remaining" stands by the figure, and not by another."""
    if context.words.isdisjoint(RESTS):
        return {"all", "but"} <= context.words or {"invested", "not"} <= context.words
    if context.unit.kind == "row":
        return True
    ends = next((other.first for other in context.figures if other.first > figure.last), len(context.unit.tokens.norms))
    norms, opening = context.unit.tokens.norms, context.figures[0].first
    return not RESTS.isdisjoint(norms[figure.since : ends]) or not RESTS.isdisjoint(norms[:opening])


def rests(figure: Figure, context: Context, facts: Facts, kind: Kind) -> Iterator[Fact]:
    """The remainder beside the named slices, or beside the figures in front."""
    if not _speaks_of_the_rest(figure, context):
        return
    whole = 100.0 if kind is Kind.PERCENT else facts.value("total")
    if whole is None:
        return
    earlier = [f.value for f in context.figures if f.kind is figure.kind and f.start < figure.start]
    for count in range(1, len(earlier) + 1):
        yield Fact(kind, whole - sum(earlier[-count:]), "what remains")
    rows = one_each(context.named, facts, kind)
    rows += [[fact] for fact in plain(context.own & {"invested"}, facts, kind)]
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
        if topic.startswith(("top:", "bottom:")):
            for fact in plain([topic], facts, kind):
                yield Fact(kind, whole - fact.value, f"all but {fact.label}")


def _of_those(context: Context, facts: Facts, kind: Kind) -> Iterator[Fact]:
    """ "Together, the two are 53.5 %": the sum of what was named before."""
    if bool(context.named):
        return
    for count in {_NUMBERS[word] for word in context.words & _NUMBERS.keys()}:
        rows = one_each(reversed(context.recent), facts, kind)[:count]
        if len(rows) == count:
            yield Fact(kind, sum(options[0].value for options in rows), joined(rows[::-1], " and "))


def parts(figure: Figure, context: Context, facts: Facts) -> Iterator[Fact]:
    """ "Your cash of $15,700 is split $12,500 and $3,200": the parts of the accounts, without their names."""
    accounts = "accounts" in context.words
    if not accounts and context.words.isdisjoint(_PARTS):
        return
    norms = context.unit.tokens.norms
    several = sum(other.kind is figure.kind for other in context.figures) > 1
    split = next((index for index, norm in enumerate(norms) if norm in _PARTS), None)
    amounts = several and accounts
    if not amounts and (split is None or (figure.first < split and norms[split] != "respectively")):
        return
    if not context.accounts and accounts:
        yield from plain([topic for topic, _ in facts.ranks.get("account", ())], facts, figure.kind)
    for fact in facts.of_kinds((figure.kind,), context.own):
        places = [topic for topic in fact.topics if topic.startswith("account:")]
        if len(fact.topics) == 2 and places:
            yield fact


def rests_of_counts(figure: Figure, context: Context, facts: Facts) -> Iterator[Fact]:
    """ "Five holdings make up 82.8 %, which leaves three smaller ones": all that are held less those in front."""
    if context.words.isdisjoint(_LEFT):
        return
    earlier = [f.value for f in context.figures if f.kind is Kind.COUNT and f.start < figure.start]
    earlier += [float(mention.many) for mention in context.mentions if mention.many > 1]
    for count in earlier[:1]:
        for fact in facts.open(Kind.COUNT):
            if "holdings" in fact.nouns and fact.value > count:
                yield Fact(figure.kind, fact.value - count, "holdings that are left")
