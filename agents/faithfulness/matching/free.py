"""Figures that state nothing of the portfolio: targets, scenarios, lengths of time, small counts."""

from __future__ import annotations

from collections.abc import Iterable

from faithfulness.bag import bag
from faithfulness.model import Bound, Figure, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.cues import DEFINITE, FALLS, IMPERATIVES, LIMITS, PAST, TARGETS
from faithfulness.reading.mentions import Mention
from faithfulness.reading.number_words import STARTS

#: Topics that make a number of years a statement about the plan.
_PLAN_TOPICS = frozenset(
    {
        "until",
        "in_retirement",
        "income",
        "capital",
        "success",
        "plan",
        "contribution",
        "sustainable",
        "p10",
        "p50",
        "p90",
    }
)
#: Words beside a number of years that make it a length of the plan.
_SPAN_BEFORE = bag("in for over the next all after every of until last lasts lasting")
_SPAN_BEHIND = bag("into ahead away until to from of before in left")
_SHIFTS = bag("longer later earlier sooner")
#: Years that advice may speak of.
_LONGEST = 60
#: Concepts that advice does not change: "the gap to $2.4 million".
_GIVEN = frozenset({"gap", "capital", "total", "funded", "success"})
_COMPARED = bag("than above below over under beyond")
_NOW = frozenset({"today", "now", "currently"})
_AIMS = frozenset({"aim", "target", "go"})
_AMOUNTS_TO = bag("comes come amounts amount adds equals falls grows rises sums totals")
_ONLY = bag("only just exactly single has have hold holds across is are with in comprises contains")
_HEDGES = bag("about roughly around approximately ~ perhaps say some (")
_OWNED = bag("have has hold holds own owns contains your portfolio consists there")
_SMALL_COUNT = 12
#: Most tokens between "until" and the limit that is to be reached.
_UNTIL = 9
#: Behind "two points": things to talk about.
_OF_TALK = bag("for to that stand stands deserve matter")
#: Tokens around a figure in which a word belongs to it, and signs that end its surroundings.
_LOCAL = 4
_WALLS = frozenset(",;.:()")


def is_free(figure: Figure, bound: bool, context: Context) -> bool:
    """Whether the figure is no statement about the portfolio.

    Args:
        bound: grammar binds it to something that the tools gave figures of.
    """
    before, behind = word_before(context, figure), _behind(figure, context)
    if figure.negative and (figure.kind is Kind.MONEY or context.words.isdisjoint(FALLS)):
        return False
    if context.unit.kind == "row" and figure.kind is not Kind.MONTHS:
        return False
    if (
        figure.kind in (Kind.PERCENT, Kind.POINTS)
        and _near_fall(figure, context)
        and (context.soft or context.words.isdisjoint(PAST))
        and (context.soft or len(_amounts(context)) < 2 or figure.fraction)
        and not (figure.fraction and _of_a_path(context))
    ):
        if bound and before == "of" and not context.soft:
            return False  # "swings of 10 % a year" are the plan's
        supposed = context.soft or before in ("a", "an", "by", "of", "-", "−") or figure.fraction
        return _is_shock(figure, context) and (supposed or _followed_by_fall(figure, context))
    if figure.fraction and figure.step == 3.0:
        falls = not context.words.isdisjoint(FALLS) and not _amounts(context)
        if any(f.kind is Kind.COUNT and figure.last < f.first <= figure.last + 3 for f in context.figures):
            return True  # "half of the six holdings"
        supposed = falls and not _of_a_path(context)
        return context.commands or (not bound and context.soft) or supposed or _of_futures(figure, context)
    match figure.kind:
        case Kind.POINTS if figure.step == 1 and figure.value <= _SMALL_COUNT and behind in _OF_TALK:
            return context.unit.tokens.norms[figure.first].isalpha()
        case Kind.YEARS:
            return _years(figure, bound, before, context)
        case Kind.TIMES:
            twice = context.unit.tokens.norms[figure.first] == "twice"
            other = twice and not context.words.isdisjoint({"other", "another", "rest"})
            return (
                behind in ("a", "per", "each")
                or other
                or (context.advice and not bound and context.own.isdisjoint(("total", "capital")))
            )
        case Kind.NUMBER if figure.value <= _SMALL_COUNT and figure.step == 1 and not bound:
            return behind.isalpha()
        case Kind.COUNT if _of_several(figure, before, context) or _either(figure, context):
            return True
        case Kind.COUNT if figure.value == 1 and context.unit.tokens.norms[figure.first] == "one":
            return before not in _ONLY or figure.noun not in ("accounts", "holdings")
        case _:
            return _advised(figure, bound, before, context)


def is_until(figure: Figure, context: Context) -> bool:
    """ "Buy broad funds until no single stock is over 10 %": a limit that advice wants to reach."""
    if not context.advice or figure.kind is not Kind.PERCENT or figure.bound is Bound.NONE:
        return False
    clause = context.unit.tokens.norms[max(0, figure.first - _UNTIL) : figure.first]
    return "until" in clause and _WALLS.isdisjoint(clause[clause.index("until") :])


def _either(figure: Figure, context: Context) -> bool:
    """ "Two or three funds are simple": a few, where nobody says that they are held."""
    norms, first = context.unit.tokens.norms, figure.first
    few = norms[first - 1 : first] == ["or"] and figure.value <= _SMALL_COUNT and norms[first - 2] in STARTS
    return few and context.words.isdisjoint(_OWNED) and not context.named


def _of_several(figure: Figure, before: str, context: Context) -> bool:
    """ "Ten of your thirteen holdings are smaller", "cash is spread over two accounts": what the tools do not count."""
    norms, behind = context.unit.tokens.norms, figure.last + 1
    if not context.words.isdisjoint({"stock", "stocks", "fund", "funds"}) and "account" not in figure.noun:
        return False
    if before in ("over", "across", "between", "in") and figure.noun == "accounts" and context.named:
        return context.named[0].after <= figure.first and bool({"spread", "split", "divided"} & context.words)
    sized = figure.noun == "holdings" and not context.words.isdisjoint({"smaller", "larger", "below", "above"})
    if not sized and figure.noun != "accounts":
        return False
    return norms[behind : behind + 1] == ["of"] and any(
        f.kind is Kind.COUNT and behind < f.first <= behind + 3 for f in context.figures
    )


def _of_a_path(context: Context) -> bool:
    """ "By year 20 the poor path has lost two thirds of its value": what it did, no scenario."""
    paths = context.own & {"p10", "p50", "p90"}
    return bool(paths and context.times) and not context.soft and "lost" in context.words


def _of_futures(figure: Figure, context: Context) -> bool:
    """ "Half of all futures still hold $1.15 million or more": a median is checked by its amount."""
    behind = context.unit.tokens.norms[figure.last + 1 : figure.last + 5]
    return bool(_amounts(context)) and not {"futures", "paths", "cases", "simulations"}.isdisjoint(behind)


def _amounts(context: Context) -> list[Figure]:
    return [figure for figure in context.figures if figure.kind is Kind.MONEY]


def _advised(figure: Figure, bound: bool, before: str, context: Context) -> bool:
    """A target, a limit or a step: "below 10 %", "a ceiling of 5 %", "keep 15 %"."""
    found, behind = context.unit.tokens, _behind(figure, context)
    if figure.kind is Kind.PERCENT and behind in ("more", "less") and context.soft:
        return True
    if behind in _NOW or (figure.kind is Kind.MONEY and _than(figure, context)):
        return False
    if not context.advice or (figure.kind is Kind.PERCENT and figure.value > 100):
        return False
    limits = set(found.norms[max(0, figure.first - 3) : figure.first])
    if before in ("of", "at") and not limits.isdisjoint(LIMITS) and not bound:
        return True
    if before == "to" and figure.first > 1 and found.norms[figure.first - 2] in _AMOUNTS_TO:
        return False
    first = min(figure.first, figure.partner.first) if figure.partner else figure.first
    wants = before in TARGETS or before == "" or behind in ("more", "extra", "less")
    told = (first == 1 and before in IMPERATIVES) or (before == "for" and not limits.isdisjoint(_AIMS))
    return (wants or told) and before not in DEFINITE and not _reaches_given(figure, context, before)


def _than(figure: Figure, context: Context) -> bool:
    """ "It could carry $85,181 a year, $1,181 more than the target": a difference, no target."""
    return context.unit.tokens.norms[figure.last + 1 : figure.last + 3] in (["more", "than"], ["less", "than"])


def _years(figure: Figure, bound: bool, before: str, context: Context) -> bool:
    """A length of time that is none of the plan's."""
    behind = _behind(figure, context)
    if context.unit.tokens.texts[figure.last].endswith(("'s", "’s")):
        return True  # "one year's income"
    if before == "in" and any(other.yearly for other in context.figures):
        return False  # "you want $70,000 a year in 38 years"
    if behind == "of" and context.unit.tokens.norms[figure.last + 2 : figure.last + 3] == ["$"]:
        return False
    if before in ("first", "next", "last", "past") and context.soft:
        return True
    if context.commands and behind == "before":
        return True
    if bound or figure.value > _LONGEST:
        return False
    if behind in _SHIFTS or (before not in _SPAN_BEFORE and behind not in _SPAN_BEHIND):
        return True
    return (context.commands and before not in DEFINITE) or context.own.isdisjoint(_PLAN_TOPICS)


def _behind(figure: Figure, context: Context) -> str:
    after = figure.last + 1
    return context.unit.tokens.norms[after] if after < len(context.unit.tokens.norms) else ""


def _reaches_given(figure: Figure, context: Context, before: str) -> bool:
    """ "the gap to $2.4 million", "contributions above $30,000": a state, not a target."""
    mention = next((m for m in reversed(context.mentions) if m.after <= figure.first and not _is_more(m)), None)
    if mention is None or mention.named or figure.first - mention.after > 3:
        return False
    if before in _COMPARED and (figure.yearly or figure.monthly or "contribution" in mention.topics):
        return True
    return mention.strong and not mention.topics.isdisjoint(_GIVEN)


def _is_more(mention: Mention) -> bool:
    """ "more than" hints at a gap, and at nothing else."""
    return not mention.strong and mention.topics == frozenset({"gap"})


def _is_shock(figure: Figure, context: Context) -> bool:
    """Whether it is the size of the fall and not its effect on the portfolio: the first percentage of the two."""
    first = next((f for f in context.figures if f.kind is figure.kind and _near_fall(f, context)), figure)
    return figure is first or figure.partner is first


def _near_fall(figure: Figure, context: Context) -> bool:
    if context.words.isdisjoint(FALLS):
        return False
    before = context.unit.tokens.norms[max(0, figure.first - _LOCAL) : figure.first]
    return figure.fraction or _followed_by_fall(figure, context) or _falls_in(reversed(before))


def _followed_by_fall(figure: Figure, context: Context) -> bool:
    """ "a 25 % drawdown", "a 20 % market decline"."""
    return _falls_in(context.unit.tokens.norms[figure.last + 1 : figure.last + 3])


def _falls_in(words: Iterable[str]) -> bool:
    """Whether one of the words up to the next sign is one for a fall."""
    for word in words:
        if word in _WALLS:
            return False
        if word in FALLS:
            return True
    return False


def word_before(context: Context, figure: Figure) -> str:
    """The word in front of a figure, of its range if it is the second of one, hedges passed over."""
    found = context.unit.tokens
    ranged = figure.partner is not None and figure.partner.first < figure.first
    first = figure.partner.first if figure.partner and ranged else figure.first
    if ranged and first and found.norms[first - 1] == "from":
        return "to"
    index = first - 1
    while index >= 0 and found.norms[index] in _HEDGES:
        index -= 1
    if index > 1 and found.norms[index] in ("or", "to") and found.norms[index - 1] in STARTS:
        index -= 2
    return found.norms[index] if index >= 0 else ""
