"""The plan beside its limits: "ahead of this figure", "below the 70 % mark", "in half of the futures it lasts"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.claims.held import places_of
from faithfulness.facts.facts import Facts
from faithfulness.matching.precision import agrees
from faithfulness.model import Kind
from faithfulness.reading.context import Context

_PAYS = bag("pay pays paid last lasts lasted succeed succeeds hold holds survives survive")
_FAILS = bag("fail fails failed out short exhausted runs ran empty")
_FUTURES = bag("futures paths simulations runs trials")
_FUTURE = bag("future path case simulation")
_EXACT = bag("almost virtually nearly practically about")
#: "The goal is a long way off, 38 years"
_DISTANT = bag("off away close near distant soon")
_IS = (["the", "goal", "is"], ["your", "goal", "is"], ["goal", "is", "still"])
_APPOSED = bag(", : ( – —")
_GOAL = bag("goal retirement")
_ENDS = bag("end after plan fund")
_AHEAD = (["to"], ["left"], ["ahead"])
_WALLS = bag(", ; : . but and")
_SIDES = bag("above below")
_MARKS = bag("mark threshold line limit bar")
_LEFT_OUT = (["left", "out"], ["not", "included"], ["not", "counted"], ["not", "considered"], ["ignored"])
_STOCKS = frozenset({"asset_class:Equity"})
#: From this share of the futures on, "almost every" holds; up to the other, "almost no".
_EVERY, _NO = 75.0, 25.0
PLANNING = _MARKS | _FUTURES | _FUTURE | {"years", "70", "ahead", "short", "inflation", "unclassified", "regarded"}


def plan_words(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Claims of the plan: first token, index after the last, and what is wrong."""
    if context.commands or context.unit.kind == "heading" or "if" in context.words:
        return
    yield from _years_left(context, facts)
    yield from _beside_the_goal(context, facts)
    rate = facts.truths.success
    if rate is None or context.advice:
        return
    yield from _mark(context, rate)
    yield from _below_it(context, rate)
    yield from _futures(context, rate)
    yield from _one_by_one(context, rate)
    yield from _counted(context)


def _beside_the_goal(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "You are $29,534.50 ahead of this figure": not short of it."""
    total, capital = facts.value("total"), facts.value("capital")
    if total is None or capital is None or context.words.isdisjoint(("ahead", "short")):
        return
    norms = context.unit.tokens.norms
    for figure in context.figures:
        behind = norms[figure.last + 1 : figure.last + 3]
        if figure.kind is Kind.MONEY and behind in (["ahead", "of"], ["short", "of"]) and not figure.yearly:
            if not agrees(figure, abs(total - capital)):
                continue
            holds = (total >= capital) is (behind[0] == "ahead")
            yield figure.first, figure.last + 3, "" if holds else "it is the other way round."


def _years_left(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "You have 38 years to act": until retirement."""
    known = [fact.value for fact in facts.open(Kind.YEARS) if fact.topics == frozenset({"until"})]
    norms = context.unit.tokens.norms
    for figure in context.figures if known else ():
        before, behind = norms[max(0, figure.first - 2) : figure.first], norms[figure.last + 1 : figure.last + 3]
        if figure.kind is Kind.YEARS and before in (["you", "have"], ["you", "still"]) and behind[:1] in _AHEAD:
            holds = any(agrees(figure, value, named=True) for value in known)
            yield figure.first, figure.last + 1, "" if holds else f"retirement is {known[0]:g} years away."
        elif figure.kind is Kind.YEARS and behind[:1] == ["off"] and _is_the_goal(norms, figure.first):
            holds = any(agrees(figure, value, named=True) for value in known)
            yield figure.first, figure.last + 2, "" if holds else f"retirement is {known[0]:g} years away."
        elif figure.kind is Kind.YEARS and before[-1:] and before[-1] in _APPOSED and before[0] in _DISTANT:
            plain = not _GOAL.isdisjoint(norms[: figure.first]) and _ENDS.isdisjoint(norms[: figure.first])
            holds = not plain or any(agrees(figure, value, named=True) for value in known)
            yield figure.first, figure.last + 1, "" if holds else f"retirement is {known[0]:g} years away."


def _is_the_goal(norms: list[str], place: int) -> bool:
    """ "The goal is 9 years off"."""
    return norms[max(0, place - 3) : place] in _IS or norms[max(0, place - 2) : place] == ["retirement", "is"]


def _mark(context: Context, rate: float) -> Iterator[tuple[int, int, str]]:
    """ "That is below the 70 % mark"."""
    norms = context.unit.tokens.norms
    for figure in context.figures:
        before, behind = norms[max(0, figure.first - 3) : figure.first], norms[figure.last + 1 : figure.last + 2]
        wanted = behind == ["i"] and norms[0] in ("that", "this") and figure.value in (70.0, 85.0)
        if (
            figure.kind is not Kind.PERCENT
            or not (wanted or (behind and behind[0] in _MARKS))
            or before[-1:] != ["the"]
        ):
            continue
        if before[-2:-1] in (["above"], ["below"]) and not context.words & {"any", "anything", "rates", "plan's"}:
            if {"not", "when", "needs"} & set(norms[: figure.first]) or before[0] not in ("is", "far", "well"):
                continue
            holds = (rate >= figure.value) is (before[-2] == "above")
            yield figure.first - 2, figure.last + 2, "" if holds else f"the success rate is {rate:g} %."


def _below_it(context: Context, rate: float) -> Iterator[tuple[int, int, str]]:
    """ "The threshold for a reasonable plan is 70 %; this one is below it", "below the 70 % regarded as reasonable"."""
    norms = context.unit.tokens.norms
    for index in places_of(_SIDES, norms):
        limits = [f for f in context.figures if f.kind is Kind.PERCENT and f.value in (70.0, 85.0)]
        before, behind = norms[max(0, index - 4) : index], norms[index + 1 : index + 2]
        of_it = behind == ["it"] and "this" in before and "threshold" in norms[:index]
        regarded = [f for f in limits if f.first == index + 2 and norms[f.last + 1 : f.last + 3] == ["regarded", "as"]]
        chosen = regarded or (limits if of_it else [])
        if len(chosen) == 1:
            holds = (rate >= chosen[0].value) is (norms[index] == "above")
            yield index, index + 2, "" if holds else f"the success rate is {rate:g} %."


def _futures(context: Context, rate: float) -> Iterator[tuple[int, int, str]]:
    """ "In a little more than half of the 10,000 futures the money paid $96,000 a year"."""
    norms = context.unit.tokens.norms
    for figure in context.figures:
        behind = norms[figure.last + 1 : figure.last + 7]
        if figure.kind is not Kind.PERCENT or not figure.fraction or behind[:1] != ["of"]:
            continue
        clause = set(norms[figure.last + 1 :])
        if _FUTURES.isdisjoint(behind) or clause.isdisjoint(_PAYS) or clause & _FAILS or "not" in context.words:
            continue
        if any(f.kind is Kind.MONEY and not f.yearly for f in context.figures) or context.dated:
            continue
        yield figure.first, figure.last + 1, "" if agrees(figure, rate) else f"the success rate is {rate:g} %."


def _one_by_one(context: Context, rate: float) -> Iterator[tuple[int, int, str]]:
    """ "The plan holds for 30 years in almost no future", "it fails in virtually every path"."""
    norms = context.unit.tokens.norms
    for index in range(2, len(norms) - 1):
        if norms[index] not in ("every", "no") or norms[index + 1] not in _FUTURE:
            continue
        if norms[index - 1] not in _EXACT and norms[index - 1] != "in":
            continue
        if any(f.kind is Kind.MONEY and not (f.yearly or f.monthly) for f in context.figures) or context.dated:
            continue
        first = max((i for i in range(index) if norms[i] in (";", ":", ",")), default=-1) + 1
        clause = set(norms[first:index])
        if not clause & (_PAYS | _FAILS):
            after = next((i for i in range(index, len(norms)) if norms[i] in _WALLS), len(norms))
            clause = set(norms[index:after])
        pays, fails = bool(clause & _PAYS), bool(clause & _FAILS)
        if pays is fails or "not" in clause:
            continue
        share = rate if pays else 100 - rate
        holds = share >= _EVERY if norms[index] == "every" else share <= _NO
        yield index, index + 2, "" if holds else f"the success rate is {rate:g} %."


def _counted(context: Context) -> Iterator[tuple[int, int, str]]:
    """ "Taxes and inflation are left out", "unclassified holdings count as cash"."""
    norms = context.unit.tokens.norms
    if "inflation" in context.words:
        place = norms.index("inflation")
        behind = norms[place + 1 : place + 4]
        if behind[:1] in (["is"], ["are"]) and (behind[1:3] in _LEFT_OUT or behind[1:2] in _LEFT_OUT):
            yield place, place + 3, "all amounts are after inflation."
    for index in range(len(norms) - 2 if "unclassified" in context.words else 0):
        if norms[index] in ("count", "counts", "counted", "treated") and norms[index + 1] == "as":
            said = next((m for m in context.mentions if m.first == index + 2), None)
            if said is not None and any(t.startswith("asset_class:") for t in said.topics):
                yield index, said.after, "" if said.topics & _STOCKS else "they count as equity."
