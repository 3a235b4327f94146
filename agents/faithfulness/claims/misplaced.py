"""Figures right beside a name that are another's: "equity with 29.3 %" where that is cash, "$3,200 in the Roth IRA"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag, phrases
from faithfulness.facts.facts import PREFIXES, Facts
from faithfulness.matching.precision import agrees, is_single, last_places
from faithfulness.model import Fact, Figure, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention

#: What joins a name to the figure behind it, and a figure to the name behind it.
_BEHIND_NAME = frozenset(tuple(phrase.split()) for phrase in phrases(
    "; :; (; at; , at; with; has; is; holds; are; have; stands at; makes up; make up; is at; comes to; is "
    "worth; accounts for; —; –; , now at; now at; , today at; , currently at; , which is"
))  # fmt: skip
_BEHIND_FIGURE = frozenset(tuple(phrase.split()) for phrase in phrases(
    "; in; in the; in your; is in; is in the; lies in; lie in; sits in; lies in the; sits in the; are in; "
    "of it in; is held in"
))  # fmt: skip
_CASH = frozenset({"asset_class:Cash", "position:Cash", "sector:Cash"})
_ARTICLES = frozenset({"the", "your"})
_LIES = frozenset({"is", "lies", "sits", "are"})
FOREIGN = frozenset({"foreign", "international"})
_MONEY = frozenset({"money", "assets", "exposure"})
_SAID = frozenset({"(", "is", "at", ":", "are"})
_JOINING = bag("in of and or & / from to by over plus +")
#: Words of a remark between an amount of cash and its place.
_REMARK = bag("of , ( ) the whole total portfolio or that which about all your it in is")
#: Written with so many units of its last place, a figure is no coincidence.
_DISTINCT = 100
_AT_MOST = 5


def misplaced(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Figures of a sentence that stand beside one name and are exactly another's."""
    plain = [m for m in context.named if m.strong and not m.rank and m.many == 1]
    for figure in context.figures if plain else ():
        if not _is_exact(figure) or figure.first in context.wronged:
            continue
        names = _beside(context, figure, plain)
        if not names or any(_is_of(facts, figure, mention) for mention in names):
            continue
        owner = _owner(facts, figure, names)
        if owner is not None:
            first, after = min(figure.first, names[0].first), max(figure.last + 1, names[0].after)
            yield first, after, f"that is the {owner.label}."
    if context.accounts and not context.own.isdisjoint(_CASH):
        yield from _cash_elsewhere(context, facts)
    if not context.words.isdisjoint(FOREIGN):
        yield from _abroad(context, facts)


def _is_exact(figure: Figure) -> bool:
    if figure.kind is not Kind.MONEY and figure.kind is not Kind.PERCENT:
        return False
    return is_single(figure) and last_places(figure) >= _DISTINCT


def _beside(context: Context, figure: Figure, plain: list[Mention]) -> list[Mention]:
    """Of these names in their order those that the figure stands beside: it has to be of one of them."""
    norms = context.unit.tokens.norms
    place, before = figure.last + 1, figure.first
    behind: list[Mention] = []
    front: list[Mention] = []
    for mention in plain:
        if mention.after <= before:
            front = [mention]
        elif mention.first >= place:
            behind = [mention]
            break
    if behind and tuple(norms[place : behind[0].first]) not in _BEHIND_FIGURE:
        behind = []
    if not front or tuple(norms[front[0].after : figure.first]) not in _BEHIND_NAME:
        return behind
    return [*front, *behind] if _leads(context, front[0]) else []


def _leads(context: Context, mention: Mention) -> bool:
    """Whether the name is the subject, and not the last part of one: "the share of cash in the IRA is 4.8 %"."""
    norms, first = context.unit.tokens.norms, mention.first
    if norms[mention.after] == ":" and first > 1 and norms[first - 1] not in (";", ","):
        return False  # "twice as large as the IRA: $219,752 against $121,184"
    compares = {"than", "as"} & set(norms[:first]) and "other" not in norms[:first]
    return not compares and _JOINING.isdisjoint(norms[max(0, first - 2) : first])


def _is_of(facts: Facts, figure: Figure, mention: Mention) -> bool:
    """Whether any fact about the name fits."""
    found = facts.of_kinds((figure.kind,), mention.topics)
    return any(agrees(figure, fact.value, named=True) for fact in found)


def _owner(facts: Facts, figure: Figure, names: list[Mention]) -> Fact | None:
    """The fact of another member of the family that the figure is; of an account also a part of another account."""
    families = tuple({f"{topic.partition(':')[0]}:" for mention in names for topic in mention.topics})
    for fact in facts.near(figure.kind, figure.value, figure.step / 2 * 1.001):
        alone = len(fact.topics) == 1
        others = [topic for topic in fact.topics if topic.startswith(families) and topic.startswith(PREFIXES)]
        if others and not fact.when and (alone or others[0].startswith("account:")):
            return fact
    return None


def _cash_elsewhere(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "The $6,750 of cash, 3.5 % of the whole, is in the IRA": that account holds as much of it."""
    norms = context.unit.tokens.norms
    for where in context.named:
        account = frozenset(where.topics & facts.inside.keys())
        place = where.first - (norms[where.first - 1] in _ARTICLES)
        if where.rank or len(account) != 1 or place < _AT_MOST or norms[place - 1] != "in" or context.soft:
            continue
        verb = place - 2 - (norms[place - 2] == "held")
        cash = next((m for m in context.mentions if m.after <= verb and m.topics & _CASH), None)
        amounts = [f for f in context.figures if f.kind is Kind.MONEY and f.last < verb]
        if norms[verb] not in _LIES or cash is None or len(amounts) != 1 or not _is_exact(amounts[0]):
            continue
        figure = amounts[0]
        first, after = min(cash.first, figure.first), max(cash.after, figure.last + 1)
        rest = [i for i in range(first, verb) if i not in context.covered and not cash.first <= i < cash.after]
        if after - first > _AT_MOST + figure.last - figure.first or not _REMARK.issuperset([norms[i] for i in rest]):
            continue
        held = [f.value for f in facts.of_kinds((Kind.MONEY,), account) if f.topics & _CASH]
        holds = any(agrees(figure, value) for value in held)
        yield first, where.after, "" if holds else f"the cash there is {facts.amount(max(held, default=0.0))}."


def _abroad(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "Foreign money ($182,637)": what is not in North America, with or without what has no region."""
    norms, home = context.unit.tokens.norms, facts.value("region:North America")
    total, unknown = facts.value("total"), facts.value("region:Unclassified") or 0.0
    if home is None or total is None or not facts.ranks.get("region"):
        return
    everywhere = facts.value("region:Global") or 0.0
    values = [total - home - less for less in (0.0, unknown, everywhere, unknown + everywhere)]
    for figure in context.figures:
        place = figure.first - 1
        if figure.kind is not Kind.MONEY or not _is_exact(figure) or place < 2 or norms[place] not in _SAID:
            continue
        if norms[place - 1] in _MONEY and norms[place - 2] in FOREIGN:
            holds = any(agrees(figure, value) for value in values)
            problem = "" if holds else f"outside North America there is {facts.amount(values[0])}."
            yield place - 2, figure.last + 1, problem
