"""Numbers of things that are listed or counted: "two bond funds, BND and TIP", "four funds and one stock"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.model import FUND_KINDS, Bound, Figure, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.number_words import SMALL

_PLURALS = bag("funds holdings positions stocks")
_OPENS = bag(": , (")
_FAMILIES = {"position": "position", "holding": "position", "sector": "sector", "region": "region"}
_SIZED = bag("is of more less than or alone larger smaller")
NUMBERED = _PLURALS | _FAMILIES.keys() | {"even", "uneven", "evenly"}
#: Equal holdings as a share of all, from which they are even, and up to which they are uneven.
_EVEN, _UNEVEN = 0.8, 0.6


def numbered(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Claims of a number: first token, index after the last, and what is wrong."""
    if context.soft or context.unit.kind != "sentence" or not facts.kinds:
        return
    norms = context.unit.tokens.norms
    for index, norm in enumerate(norms):
        if norm in _PLURALS and index:
            yield from _as_many(context, facts, index)
    words = context.words
    if "funds" in words and "and" in words:
        yield from _funds_and_stocks(norms, facts)
    if "are" in words or "is" in words:
        yield from _are_of_a_kind(context, facts)
    if "but" in words:
        yield from _none_but(context, facts)
    if "unclassified" in words:
        yield from _left_unclassified(context, facts)
    if context.accounts:
        yield from _in_accounts(context, facts)
    if "no" in context.words:
        yield from _no_position(context, facts)
    if context.words & {"even", "uneven", "evenly"} and "effective" in context.own:
        yield from _even(context)


def _as_many(context: Context, facts: Facts, index: int) -> Iterator[tuple[int, int, str]]:
    """ "Three funds: SPY, BND and VXUS", "the two bond funds, BND and TIP, add up to …"."""
    norms = context.unit.tokens.norms
    start = index - 1 - (norms[index - 1] in ("bond", "single", "individual"))
    number = SMALL.get(norms[start], 0) if start >= 0 else 0
    if number < 2 or norms[index + 1 : index + 2] == [] or norms[index + 1] not in _OPENS:
        return
    group = _listed(context, index + 2)
    if len(group) < 2:
        return
    what = norms[index]
    wrong = [t for t in group if _is_wrong(facts.kinds.get(t, ""), what, norms[index - 1])]
    if norms[index + 1] == ":" and len(group) != number:
        yield start, index + 1, f"{len(group)} are listed."
    elif len(group) == number and what != "holdings" and what != "positions":
        yield start, index + 2, f"{wrong[0][9:]} is none of them." if wrong else ""


def _is_wrong(kind: str, what: str, before: str) -> bool:
    if kind in ("", "None"):
        return False
    if before == "bond" and what == "funds":
        return kind != "bond_fund"
    return (kind == "stock") is (what == "funds")


def _listed(context: Context, place: int) -> list[str]:
    """The holdings that are listed from a token on."""
    norms, result = context.unit.tokens.norms, list[str]()
    for mention in [m for m in context.mentions if m.first >= place]:
        gap = [norms[i] for i in range(place, mention.first) if i not in context.covered]
        if not {"and", ",", "&", "(", ")", "at", "with"}.issuperset(gap) or len(mention.topics) != 1:
            break
        topic = next(iter(mention.topics))
        if mention.rank or not topic.startswith("position:"):
            break
        result.append(topic)
        place = mention.after
    return result


def _funds_and_stocks(norms: list[str], facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "Five funds and one stock." of the whole portfolio."""
    first = next((i for i, norm in enumerate(norms[:3]) if norm in SMALL), -1)
    if first < 0 or norms[first + 1 : first + 3] != ["funds", "and"] or norms[first + 4 : first + 5] not in (
        ["stock"], ["stocks"],
    ):  # fmt: skip
        return
    if norms[first + 5 : first + 6] in ([], ["."]):
        held = list(facts.kinds.values())
        counts = sum(kind in FUND_KINDS for kind in held), held.count("stock")
        said = SMALL[norms[first]], SMALL.get(norms[first + 3], 0)
        yield first, first + 5, "" if said == counts else f"there are {counts[0]} and {counts[1]}."


def _no_position(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "No position is above a quarter", "no position is below a tenth"."""
    norms = context.unit.tokens.norms
    index = norms.index("no")
    family = _FAMILIES.get(norms[index + 1], "") if index + 1 < len(norms) else ""
    figure = next((f for f in context.figures if f.first > index), None)
    if not family or figure is None or figure.kind is not Kind.PERCENT or figure.bound is Bound.NONE:
        return
    gap = norms[index + 2 : figure.first]
    if len(gap) > 3 or not {*_SIZED, "above", "below", "over", "under", "exceeds"}.issuperset(gap):
        return
    rows = [topic for topic, _ in facts.ranks.get(family, ()) if not topic.endswith((":Cash", ":Unclassified"))]
    shares = [facts.value(topic, Kind.PERCENT) or 0.0 for topic in rows]
    if shares and not context.accounts and not context.named and "beyond" not in context.words:
        yield index, figure.last + 1, _beyond(figure, shares)


def _beyond(figure: Figure, shares: list[float]) -> str:
    room = 0.5 if figure.fraction else figure.step / 2
    if figure.bound is Bound.OVER:
        return "" if max(shares) <= figure.value + room else f"the largest is {max(shares):.1f} %."
    return "" if min(shares) >= figure.value - room else f"the smallest is {min(shares):.1f} %."


def _are_of_a_kind(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "Of the thirteen holdings, four are single stocks", "two of the six lines are bond funds"."""
    norms, held = context.unit.tokens.norms, list(facts.kinds.values())
    if norms[:3] == ["one", "of", "the"] and norms[4:] and norms[4:7] == ["is", "a", "single"] and "stock" not in held:
        yield 0, 7, "there is no single stock."
    for index in range(1, len(norms) - 1):
        if norms[index] != "are" or (context.named[:1] and context.named[0].named and context.accounts):
            continue
        place = index + 1 + (norms[index + 1] in ("single", "individual", "bond"))
        if norms[place : place + 1] not in (["stocks"], ["funds"], ["companies"]) or context.accounts:
            continue
        start = index - 1
        if start >= 4 and norms[start - 3 : start - 1] == ["of", "the"] and norms[start - 1] in SMALL:
            start -= 4
        number = SMALL.get(norms[start], 0)
        if not number or norms[start - 1] == "other" or "other" in norms[:start]:
            continue
        bonds = norms[index + 1] == "bond"
        kinds = ("bond_fund",) if bonds else FUND_KINDS if norms[place] == "funds" else ("stock",)
        known = sum(kind in kinds for kind in held)
        yield start, place + 1, "" if number == known else f"there are {known}."


def _none_but(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "No region but North America"."""
    norms = context.unit.tokens.norms
    for index in range(len(norms) - 3):
        family = _FAMILIES.get(norms[index + 1], "") if norms[index] == "no" and norms[index + 2] == "but" else ""
        mention = context.starts.get(index + 3) or next((m for m in context.mentions if m.first == index + 3), None)
        if family and mention is not None and any(t.startswith(f"{family}:") for t in mention.topics):
            held = {topic for topic, value in facts.ranks.get(family, ()) if value > 0}
            yield index, mention.after, "" if held <= mention.topics else "there are others."


def _left_unclassified(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "No holding was left unclassified"."""
    norms = context.unit.tokens.norms
    if "unclassified" not in norms[2:6] or norms[1:2] not in (["holding"], ["holdings"], ["position"]):
        return
    held = facts.present("asset_class:Unclassified")
    if held is not None and (norms[0] == "no" or norms[0] in SMALL) and norms[2] in ("was", "were", "is", "are"):
        yield 0, 2, "" if held is (norms[0] != "no") else f"there is {'one' if held else 'none'}."


def _in_accounts(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "The brokerage account holds six positions, the Roth IRA two"."""
    norms = context.unit.tokens.norms
    if not {"positions", "holdings"} & context.words or not {"holds", "has"} & context.words:
        return
    for mention in context.mentions:
        accounts = mention.topics & facts.inside.keys()
        number = SMALL.get(norms[mention.after], 0) if mention.after < len(norms) else 0
        if (
            len(accounts) != 1
            or not number
            or norms[mention.after + 1 : mention.after + 2] not in (["."], [","], [";"])
        ):
            continue
        held = [topic for topic, _ in facts.inside[next(iter(accounts))]]
        known = {len(held), len([topic for topic in held if topic != "position:Cash"])}
        yield mention.first, mention.after + 1, "" if number in known else f"it holds {len(held)}."


def _even(context: Context) -> Iterator[tuple[int, int, str]]:
    """ "Effective holdings: 5.7 of 6, so very even"."""
    norms = context.unit.tokens.norms
    pair = [f.value for f in context.figures if f.kind in (Kind.COUNT, Kind.NUMBER)]
    index = next(i for i, norm in enumerate(norms) if norm in ("even", "uneven", "evenly"))
    if len(pair) == 2 and 0 < pair[0] <= pair[1] and norms[index - 1] != "not":
        ratio = pair[0] / pair[1]
        holds = ratio < _EVEN if norms[index] == "uneven" else ratio > _UNEVEN
        yield index, index + 1, "" if holds else f"the effective number is {ratio:.0%} of all."
