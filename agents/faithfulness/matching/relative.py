"""Figures whose base or subject another sentence names: shares of "that", terms of a comparison, multiples.

A wrong verdict takes a sentence out of a report. So what cannot be derived here is unknown, not wrong; and an amount
that is compared with another may be any exact figure that the tools gave.
"""

from __future__ import annotations

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.matching.beside import amount_beside, percent_beside
from faithfulness.matching.binding import Binding
from faithfulness.matching.precision import agrees
from faithfulness.matching.times_over import over_payment
from faithfulness.model import Bound, Fact, Figure, Kind, Match, State
from faithfulness.reading.context import Context

#: "71.7 % of that account", "28.5 % of it".
_POINTING = bag("that those it them this these what")
_ARTICLES = _POINTING | {"the"}
#: A limit may be this far from a share that is derived, in percentage points.
_NEAR_LIMIT = 3.0
#: Words in front of the second term of a comparison: "more than the $80,906 you start with".
_COMPARING = bag("than above below over under today from beside against times twice")
_BALANCES = (["balance"], ["median"], ["amount"], ["pot"], ["sum"])
_TOTAL = frozenset({"total"})
_CASH = frozenset({"asset_class:Cash"})
_PASSED = bag("the your")
_SELECTING = bag("first top largest biggest")
#: Amounts before a figure that it may be a share of.
_MOST_WHOLES = 4


def relative(figure: Figure, binding: Binding | None, context: Context, facts: Facts) -> Match | None:
    """The verdict on a figure that derives from something outside its sentence; None if it does not."""
    if context.unit.kind == "row" or figure.negative:
        return None
    match figure.kind:
        case Kind.PERCENT:
            found = _share_of_an_amount(figure, context, facts) or percent_beside(figure, context, facts)
            return _matched(found)
        case Kind.MONEY:
            exact = _exactly(figure, binding, context, facts)
            return _matched(exact or amount_beside(figure, binding, context, facts))
        case Kind.YEARS:
            return over_payment(figure, context) or _matched(_years_in(figure, context, facts))
        case Kind.TIMES:
            return _matched(_of_two_amounts(figure, context, facts))
        case Kind.COUNT:
            return Match(State.FREE) if _selects(figure, context) else None
        case _:
            return None


def _years_in(figure: Figure, context: Context, facts: Facts) -> Fact | None:
    """ "$630,717 after three years of retirement and $251,333 after eight"."""
    norms = context.unit.tokens.norms
    retired = [f for f in context.figures if f.kind is Kind.YEARS and f.last < figure.first]
    if not retired or not facts.times or norms[figure.first - 1] != "after":
        return None
    if "retirement" not in norms[retired[-1].last + 1 : retired[-1].last + 3]:
        return None
    year = figure.value + float(facts.times["retirement"][3:])
    known = facts.about([f"at:{year:g}"])
    return Fact(Kind.YEARS, figure.value, "years into retirement") if known else None


def _matched(fact: Fact | None) -> Match | None:
    return Match(State.MATCHED, fact) if fact else None


def _share_of_an_amount(figure: Figure, context: Context, facts: Facts) -> Fact | None:
    """ "NVDA is 28.5 % of that amount", "$43,772 of those $104,459, about 42 %": a share of an amount before it."""
    norms = context.unit.tokens.norms
    behind = norms[figure.last + 1 : figure.last + 3]
    listed = any(f.kind is Kind.PERCENT and f.last < figure.first for f in context.figures) and "it" in context.words
    if behind[:1] == ["of"] and behind[1:] and behind[1] in _POINTING:
        wholes = [f.value for f in _before(figure, context)[-_MOST_WHOLES:]]
        if norms[figure.last + 2 : figure.last + 5] == ["what", "you", "have"]:
            wholes, total = [], facts.value("total")
            parts = [f.value for f in _before(figure, context)[-1:]]
            return _ratio(figure, parts, [total] if total else [])
        return _in_that_account(figure, context, facts) or _ratio(figure, _parts(figure, context, facts), wholes)
    if listed and not figure.fraction:
        return _ratio(figure, _parts(figure, context, facts), [f.value for f in context.amounts[-_MOST_WHOLES:]])
    return _ratio(figure, *_part_and_whole(figure, context))


def _part_and_whole(figure: Figure, context: Context) -> tuple[list[float], list[float]]:
    """ "$176,500 of the $986,430 in bonds", "three quarters of the 9.4 % in energy"."""
    norms = context.unit.tokens.norms
    for whole in context.figures:
        if not set(norms[max(0, whole.first - 2) : whole.first]) & _ARTICLES or whole is figure:
            continue
        place = whole.first - 1 - (norms[whole.first - 1] in _ARTICLES and norms[whole.first - 2] == "of")
        part = next((f for f in context.figures if f.last == place - 1 and norms[place] == "of"), None)
        if part is not None and part.kind is whole.kind is Kind.MONEY:
            return [part.value], [whole.value]
        if part is figure and figure.fraction and whole.kind is Kind.PERCENT:
            return [f.value for f in context.figures if f.kind is Kind.PERCENT and not f.fraction], [whole.value]
    return _of_the_balance(figure, context)


def _of_the_balance(figure: Figure, context: Context) -> tuple[list[float], list[float]]:
    """ "At $824,406, the first withdrawal of $88,000 is 10.7 % of the balance": of the amount before that one."""
    norms, behind = context.unit.tokens.norms, figure.last + 1
    if norms[behind : behind + 2] != ["of", "the"] or norms[behind + 2 : behind + 3] not in _BALANCES:
        return [], []
    before = [f.value for f in _before(figure, context)]
    return before[-1:], before[-3:-1]


def _in_that_account(figure: Figure, context: Context, facts: Facts) -> Fact | None:
    """Of "The bond funds sit in the IRA. They make up 71.7 % of that account": the share, if it is right."""
    if "account" not in context.unit.tokens.norms[figure.last + 2 : figure.last + 5]:
        return None
    topics = context.reach.union(*[mention.topics for mention in context.recent[-4:]])
    accounts = frozenset([topic for topic in topics if topic.startswith("account:")])
    shares = [f for f in facts.of_kinds((Kind.PERCENT,), accounts) if len(f.topics) == 2 and f.topics <= topics]
    return next((fact for fact in shares if agrees(figure, fact.value)), None)


def _parts(figure: Figure, context: Context, facts: Facts) -> list[float]:
    """The amounts that are named here."""
    parts = [f.value for f in facts.plain(Kind.MONEY, context.own)]
    parts += [f.value for f in context.figures if f.kind is Kind.MONEY and f is not figure]
    if context.accounts:
        parts += [
            f.value
            for f in facts.of_kinds((Kind.MONEY,), context.own)
            if len(f.topics) == 2 and f.topics <= context.reach | _CASH
        ]
    return parts


def _ratio(figure: Figure, parts: list[float], wholes: list[float]) -> Fact | None:
    for whole in wholes:
        for part in parts:
            near = figure.bound is Bound.NONE or abs(100 * part / (whole or 1) - figure.value) <= _NEAR_LIMIT
            if 0 < part < whole and near and agrees(figure, 100 * part / whole):
                return Fact(Kind.PERCENT, 100 * part / whole, f"{part:,.2f} as a share of {whole:,.2f}")
    return None


def _before(figure: Figure, context: Context) -> list[Figure]:
    return [f for f in (*context.amounts, *context.figures) if f.kind is Kind.MONEY and f.start < figure.start]


def _of_two_amounts(figure: Figure, context: Context, facts: Facts) -> Fact | None:
    """ "Withdrawals of $40,000 are more than four times the $8,400 you save", "1.5 times the second"."""
    amounts = [f.value for f in context.figures if f.kind is Kind.MONEY and f.value > 0]
    pairs = [tuple(amounts)] if len(amounts) == 2 else []
    if "second" in context.words and not context.words.isdisjoint({"top", "first"}):
        pairs += [
            (rows[0][1], rows[1][1]) for rows in [facts.ranks.get("position", [])] if len(rows) > 1 and rows[1][1] > 0
        ]
    for one, other in pairs:
        ratio = max(one, other) / min(one, other)
        if agrees(figure, ratio, named=True):
            return Fact(Kind.TIMES, ratio, "one in terms of the other")
    return None


def _selects(figure: Figure, context: Context) -> bool:
    """ "The first five positions"."""
    return figure.first > 0 and context.unit.tokens.norms[figure.first - 1] in _SELECTING


def _exactly(figure: Figure, binding: Binding | None, context: Context, facts: Facts) -> Fact | None:
    """The fact that an exact amount is, where it is a term of a comparison or a part of what is bound."""
    if figure.zeros <= 0 or figure.about or figure.yearly or figure.partner or figure.step > 1:
        return None
    found = facts.near(Kind.MONEY, figure.value, figure.step / 2 * 1.001)
    if _is_term(figure, context):
        return next(
            (f for f in found if not f.when and len(f.topics) == 1 and f.topics & (context.reach | _TOTAL)), None
        )
    if binding is None:
        return None
    inner = [fact for fact in found if fact.topics & binding.topics and len(fact.topics) > 1]
    if inner and ("which" in context.words or (context.unit.item and binding.topics & _CASH)):
        return inner[0]
    return _apposed(figure, found, context)


def _apposed(figure: Figure, found: list[Fact], context: Context) -> Fact | None:
    """ "45.3 % of it, $221,400, is uninvested cash": of what follows."""
    texts = context.unit.tokens.texts
    if texts[figure.first - 1] != "," or texts[figure.last + 1 : figure.last + 2] != [","]:
        return None
    behind = frozenset[str]().union(*[m.topics for m in context.mentions if m.first > figure.last])
    return next((fact for fact in found if len(fact.topics) == 1 and fact.topics <= behind), None)


def _is_term(figure: Figure, context: Context) -> bool:
    norms, place = context.unit.tokens.norms, figure.first - 1
    while place >= 0 and norms[place] in _PASSED:
        place -= 1
    return place >= 0 and norms[place] in _COMPARING
