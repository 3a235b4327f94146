"""The mentions behind a figure: "45 % in VTI", "45 % of the portfolio is in VTI and BND"."""

from __future__ import annotations

from faithfulness.bag import bag
from faithfulness.matching.neighbours import OUTCOMES, lists
from faithfulness.model import Figure
from faithfulness.reading.context import Context
from faithfulness.reading.lexer import Tokens
from faithfulness.reading.mentions import Mention

#: Words between a figure and the name behind it.
_FORWARD = bag(
    "in of at is are was sits sit lies lie held invested goes comes from to into on allocated as for the its "
    "your our an a parked kept spread tied up exposed uninvested currently still under by exposure weighting "
    "allocation weight position stake holding share money single one broad lives inside depends depend "
    "within against each remains being sitting located towards toward called go"
)
MOST_FORWARD = 8
_ONE_OF_THEM = bag("fund holding position stock company etf account security")
_DETERMINERS = bag("the its your our an a")
_WHOLE = bag(
    "the your its this total whole overall entire portfolio value assets all money everything holdings their "
    "our client what that investments wealth account balance is invested it"
)
_LYING = frozenset({"is", "are", "sits", "lies"})


def ahead_of(context: Context, figure: Figure) -> tuple[Mention, ...]:
    """ "45 % in VTI", "45 % of the portfolio is in VTI and BND", "45 % equity"."""
    found = context.unit.tokens
    labelled = label_behind(context, figure)
    if labelled is not None:
        return (labelled,)
    behind = figure.last + 1
    if figure.noun == "shares" and found.norms[behind : behind + 2] in (["shares", "of"], ["units", "of"]):
        behind += 1  # "55 shares of XKCD"
    index = _over_whole(found, over_brackets(found, behind, context), context)
    apposed = figure.first and found.texts[figure.first - 1] == ","
    if (
        apposed
        and index + 1 < len(found.norms)
        and found.texts[index] == ","
        and found.norms[index + 1] in ("in", "at")
    ):
        index += 1  # "the rest, $6,500, in the Roth IRA"
    connected, start = False, index
    while index < min(start + MOST_FORWARD, len(found.norms)):
        mention = context.starts.get(index)
        if mention and (mention.strong or (connected and mention.topics <= OUTCOMES)):
            return _listed_from(context, mention) if connected or index == start else ()
        if mention and connected and mention.after < len(found.norms) and found.texts[mention.after] in ",(:":
            index = mention.after + 1  # "in a bond fund, AGG"
            continue
        if (
            connected
            and found.norms[index] in _ONE_OF_THEM
            and index + 2 < len(found.norms)
            and found.texts[index + 1] in ",:("
        ):
            index += 2  # "in a single fund, AGG"
            continue
        if found.norms[index] not in _FORWARD:
            return ()
        connected = connected or found.norms[index] not in _DETERMINERS
        index += 1
    return ()


def label_behind(context: Context, figure: Figure) -> Mention | None:
    """ "$1.07 million (poor) to $4.15 million (good)", "about $45,000 (FXAIX)"."""
    norms, place = context.unit.tokens.norms, figure.last + 1
    if norms[place : place + 1] != ["("]:
        return None
    mention = context.starts.get(place + 1)
    return mention if mention is not None and norms[mention.after : mention.after + 1] == [")"] else None


def over_brackets(found: Tokens, index: int, context: Context) -> int:
    """Behind "(10.3 %)" that repeats a figure in another dimension."""
    if index < len(found.norms) and found.texts[index] == ")":
        index += 1
    if index < len(found.norms) and found.texts[index] == "(":
        close = next((i for i in range(index, min(index + 9, len(found.norms))) if found.texts[i] == ")"), None)
        if close is not None and not context.mention_in(index, close):
            return close + 1
    return index


def _over_whole(found: Tokens, index: int, context: Context) -> int:
    """Behind "a year", and behind "of the total portfolio"."""
    following = found.norms[index : index + 2]
    if len(following) < 2:
        return index
    if following[0] in ("a", "per"):
        return index + (2 if following[1] in ("year", "month") else 0)
    if following[0] != "of" or following[1] not in _WHOLE:
        return index
    start = index + 1
    while start < len(found.norms) and (found.norms[start] in _WHOLE or start in context.covered):
        mention = context.starts.get(start)
        if mention is not None and mention.strong:
            break
        start += 1
    passed = not context.covered.isdisjoint(range(index + 2, start))
    if passed and not _LYING.issuperset(found.norms[start : start + 1]):
        return index  # "half of the $8,640 in cash" is no half of the portfolio
    return start if start > index + 1 else index


def _listed_from(context: Context, mention: Mention) -> tuple[Mention, ...]:
    group = [mention]
    for following in context.mentions:
        if following.many > 1 and mention.many == 1:
            break  # "a third is in AGG, and the five largest holdings make up 82.8 %"
        if following.first >= group[-1].after and lists(context, group[-1].after, following.first):
            group.append(following)
    return tuple(group)
