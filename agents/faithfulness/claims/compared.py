"""Comparisons of two terms: "X is larger than Y", "X trails Y", "$20,000, far less than the $96,000 you want"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.claims.held import places_of
from faithfulness.claims.terms import Term, comparable, family_of, left_names, right_term, values_of
from faithfulness.facts.facts import Facts
from faithfulness.model import Kind
from faithfulness.reading.context import Context
from faithfulness.reading.superlatives import ranked

_MORE = bag("larger bigger greater more higher heavier richer ahead above")
_LESS = bag("smaller less lower fewer lighter behind below")
_DEGREES = _MORE | _LESS
_OVER = bag("exceeds exceed outweighs outweigh dwarfs dwarf outranks tops surpasses beats beat overtakes leads")
_UNDER = bag("trails trail lags lag trailing")
COMPARING = _OVER | _UNDER | {"than", "ahead", "behind", "above", "below"}
_EVERY = bag("any every all each")
_NARROW = bag("slightly marginally narrowly barely hardly touch shade whisker close closely")
_WIDE = bag("far much vastly considerably wide easily dwarfs dwarf clearly well substantially")
#: Ratio of two values that may still be called slightly, and must at least be called far apart.
_MOST_NARROW, _LEAST_WIDE = 1.5, 1.12
_GLUE = bag(
    "is are was which , that still a also already therefore little bit far was by remains this it amounts to only and "
    "you hold have own much slightly clearly well just considerably somewhat even worth today or so a year per in "
    "of your plan pay draw total - – —"
)
_DISTANT = bag("far much")
_SUPPOSING = bag("if should might may unless suppose assuming scenario imagine")
_ALONE_ENDS = bag(". , ; ) : and while")


def compared(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Claims of comparison: first token, index after the last, and what is wrong."""
    if context.advice or context.unit.kind == "row" or not context.words.isdisjoint(_SUPPOSING):
        return
    norms = context.unit.tokens.norms
    for index in places_of(COMPARING, norms):
        sign, place = _comparator(norms, index)
        if not sign:
            continue
        if (extreme := _than_all_others(context, facts, index, sign)) is not None:
            yield from extreme
            continue
        rights = right_term(context, facts, place)
        if not rights:
            if norms[index] in ("ahead", "behind"):
                yield from _alone(context, facts, index, sign)
            continue
        for right in rights:
            for left in _lefts(context, facts, index, right) if not context.soft or not right.topics else ():
                yield from _judged(context, facts, left, right, index, sign)


def _comparator(norms: list[str], index: int) -> tuple[int, int]:
    """1 for more, -1 for less, 0 for no comparison; and where the second term starts."""
    norm = norms[index]
    if norm == "than":
        words = degree(norms, index)
        more, less = not words.isdisjoint(_MORE), not words.isdisjoint(_LESS)
        return (1 if more else -1) if more is not less else 0, index + 1
    if norm in _OVER or norm in _UNDER:
        return 1 if norm in _OVER else -1, index + 1
    if norm == "ahead":
        return 1, index + 1 + (norms[index + 1 : index + 2] == ["of"])
    return 1 if norm == "above" else -1, index + 1


def degree(norms: list[str], index: int) -> frozenset[str]:
    """The words in front of "than", of several comparatives the last."""
    words: set[str] = set()
    for norm in reversed(norms[max(0, index - 6) : index]):
        if norm in _DEGREES and not words.isdisjoint(_DEGREES):
            break
        words.add(norm)
    return frozenset(words)


def _lefts(context: Context, facts: Facts, index: int, right: Term) -> list[Term]:
    """What is compared: an amount right in front, or a name."""
    norms = context.unit.tokens.norms
    named = any(m.first == right.first and comparable(m) for m in context.mentions)
    pointed = norms[0] in ("that's", "that") and index <= 4 and len(context.named) == 1
    if named and pointed and right.topics and context.amounts and context.amounts[-1].kind is Kind.MONEY:
        return [Term(0, 1, (context.amounts[-1].value,))]
    if named:
        return left_names(context, facts, index, right)
    figures = [f for f in context.figures if f.last < index and f.first < right.first]
    if figures and figures[-1].kind is Kind.POINTS and figures[-1].last == index - 1:
        return left_names(context, facts, index, right)  # "19.9 points ahead of shares"
    if figures:
        figure = figures[-1]
        gap = [norm for norm in norms[figure.last + 1 : index] if norm not in _DEGREES]
        clear = bool(gap) and gap != ["a"] and _GLUE.issuperset(gap)
        if figure.kind is Kind.MONEY and clear and not figure.bound and not figure.monthly:
            return [Term(figure.first, figure.last + 1, (figure.value,))]
        return []
    if norms[0] in ("that", "this", "it", "both") and context.amounts and context.amounts[-1].kind is Kind.MONEY:
        return [] if context.named else [Term(0, 1, (context.amounts[-1].value,))]
    names = left_names(context, facts, index, right)
    near = [term for term in names if index - term.after <= 4]
    return [] if right.topics == frozenset({"total"}) else near


def _judged(
    context: Context, facts: Facts, left: Term, right: Term, index: int, sign: int
) -> Iterator[tuple[int, int, str]]:
    norms = context.unit.tokens.norms
    pairs = [(one, other) for one in left.values for other in right.values if abs(one - other) >= 0.005]
    between = norms[left.after : index]
    if not pairs or not {"if", "whether", "nor", "neither", "unless"}.isdisjoint(norms[:index]):
        return
    if left.topics & right.topics or (context.accounts and _is_class(left) and _is_class(right)):
        return
    close = between[-2:-1] == ["not"] and between[-1] in _DISTANT  # "not far below" is below
    denied = not close and not {"not", "no", "never"}.isdisjoint(between)
    wanted = (sign > 0) is not denied
    holds = any((one > other) is wanted for one, other in pairs)
    one, other = pairs[0]
    both = f"{facts.amount(one)} and {facts.amount(other)}"
    problem = "" if holds else f"the tools gave {both}."
    if holds and not denied:
        words = {*between, *norms[index : index + 1], *_margin(norms, right.after)}
        ratio = max(one, other) / max(0.01, min(one, other))
        if close:
            problem = f"{both} are not close." if ratio > _MOST_NARROW else ""
        elif not words.isdisjoint(_NARROW) and words.isdisjoint(_WIDE) and ratio > _MOST_NARROW:
            problem = f"{both} are not close."
        elif not words.isdisjoint(_WIDE) and words.isdisjoint(_NARROW) and ratio < _LEAST_WIDE:
            problem = f"{both} are close."
    yield left.first, right.after, problem


def _is_class(term: Term) -> bool:
    return any(topic.startswith(("asset_class:", "sector:", "region:")) for topic in term.topics)


def _margin(norms: list[str], after: int) -> list[str]:
    """ "Bonds exceed stocks by a wide margin"."""
    behind = norms[after : after + 4]
    return behind if "margin" in behind else behind[:1]


def _than_all_others(context: Context, facts: Facts, index: int, sign: int) -> Iterator[tuple[int, int, str]] | None:
    """ "SPY is larger than all other holdings", "the IRA exceeds the other two accounts combined"; else None."""
    norms = context.unit.tokens.norms
    behind = norms[index + 1 : index + 6]
    every = behind[1:2] == ["other"] and behind[0] in _EVERY
    rest = behind[:2] == ["the", "other"] and not {"combined", "together"}.isdisjoint(norms[index + 2 : index + 9])
    if not every and not rest:
        return None
    left = next((m for m in reversed(context.mentions) if m.after <= index and comparable(m)), None)
    family = next((t.partition(":")[0] for t in sorted(left.topics)), "") if left is not None else ""
    if left is None or family not in facts.ranks or not {"not", "no"}.isdisjoint(norms[left.after : index]):
        return iter(())
    if every:
        holds = bool(left.topics & ranked(facts, family, sign))
    else:
        own = max(values_of(facts, left), default=0.0)
        others = sum(value for _, value in facts.ranks[family]) - own
        holds = (own > others) is (sign > 0)
    return iter([(left.first, index + 3, "" if holds else "that does not hold of it.")])


def _alone(context: Context, facts: Facts, index: int, sign: int) -> Iterator[tuple[int, int, str]]:
    """ "Bonds and stocks are in balance, with bonds slightly ahead", "stocks are close behind"."""
    norms = context.unit.tokens.norms
    if norms[index + 1 : index + 2] and norms[index + 1] not in _ALONE_ENDS:
        return
    names = [m for m in context.mentions if comparable(m) and m.after <= index]
    if len(names) < 2 or index - names[-1].after > 4:
        return
    left = names[-1]
    others = [m for m in names[:-1] if family_of(m) & family_of(left) and not m.topics & left.topics]
    if not others:
        return
    one = Term(left.first, left.after, values_of(facts, left), left.topics)
    right = Term(others[-1].first, index + 1, values_of(facts, others[-1]), others[-1].topics)
    yield from _judged(context, facts, one, right, index, sign)
