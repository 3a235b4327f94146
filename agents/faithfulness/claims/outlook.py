"""State of the plan: funded, on track, a comfortable or a low rate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.model import Kind
from faithfulness.reading.context import Context

#: Verdicts on a success rate, as the retirement specialist's instructions define them: from, to (percent).
RATINGS: dict[str, tuple[float, float]] = {
    "comfortable": (85, 100.1),
    "comfortably": (85, 100.1),
    "excellent": (85, 100.1),
    "reasonable": (70, 85),
    "solid": (70, 100.1),
    "strong": (70, 100.1),
    "high": (70, 100.1),
    "healthy": (70, 100.1),
    "alarming": (0, 70),
    "too low": (0, 70),
    "low": (0, 70),
    "weak": (0, 70),
    "poor": (0, 70),
    "needs action": (0, 70),
    "calls for action": (0, 70),
    "needs no action": (70, 100.1),
    "in need of action": (0, 70),
}
RATING_SLACK = 0.5
_RATED = bag("result rate success outcome plan verdict probability odds chance that this rated reading")
_REACHED: tuple[tuple[str, bool], ...] = (
    ("fully funded", True),
    ("already funded", True),
    ("more than funded", True),
    ("goal is funded", True),
    ("yet funded", True),
    ("goal is reached", True),
    ("goal is met", True),
    ("target is met", True),
    ("target is reached", True),
    ("goal is not reached", False),
    ("goal is not funded", False),
    ("goal is not met", False),
    ("target is not met", False),
    ("overfunded", True),
    ("ahead of the goal", True),
    ("ahead of target", True),
    ("ahead of schedule", True),
    ("exceeds the capital", True),
    ("exceeds the required", True),
    ("exceeds the target", True),
    ("exceeds the goal", True),
    ("above the required", True),
    ("above the capital", True),
    ("above the target", True),
    ("above target", True),
    ("on track", True),
    ("reached the goal", True),
    ("meets the goal", True),
    ("surplus", True),
    ("underfunded", False),
    ("under funded", False),
    ("falls short", False),
    ("fall short", False),
    ("falling short", False),
    ("shortfall", False),
    ("short of the goal", False),
    ("short of the capital", False),
    ("short of the required", False),
    ("short of the target", False),
    ("below the required", False),
    ("below the capital", False),
    ("below the target", False),
    ("below target", False),
    ("off track", False),
    ("behind schedule", False),
    ("not enough", False),
)


T = TypeVar("T")


def _by_first(phrases: Iterable[tuple[str, T]]) -> dict[str, list[tuple[tuple[str, ...], T]]]:
    """Phrases as words, by the first of them."""
    result: defaultdict[str, list[tuple[tuple[str, ...], T]]] = defaultdict(list)
    for phrase, meaning in phrases:
        words = tuple(phrase.split())
        result[words[0]].append((words, meaning))
    return dict(result)


_REACHED_WORDS = _by_first(_REACHED)
_RATING_WORDS = _by_first(RATINGS.items())
#: Tokens between "funded" and how much of it is: "a little more than half".
_OF_SHARE = 4
_LIMIT = frozenset({"threshold"})
_THIS = frozenset({"this", "it", "that"})
_NEGATED = bag("no not isn't without never hardly neither cannot doesn't nor far")
_ALMOST = bag("less almost nearly")
RATING = frozenset[str]().union(_REACHED_WORDS, _RATING_WORDS)


def outlook(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    if context.unit.kind == "heading":
        return
    yield from _reached(context, facts)
    yield from _rating(context, facts)


def _starting(
    context: Context, phrases: Mapping[str, list[tuple[tuple[str, ...], T]]]
) -> list[tuple[tuple[str, ...], T]]:
    """The phrases whose first word the unit holds, in the order of the words in it."""
    starts = [norm for norm in dict.fromkeys(context.unit.tokens.norms) if norm in phrases]
    return [phrase for start in starts for phrase in phrases[start]]


def _places(context: Context, words: tuple[str, ...]) -> Iterator[int]:
    """Position of the phrase in the unit."""
    if not context.words.issuperset(words):
        return
    norms = context.unit.tokens.norms
    for index in range(len(norms) - len(words) + 1):
        if norms[index] == words[0] and tuple(norms[index : index + len(words)]) == words:
            yield index


def _reached(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """A goal that is short today may be on track by its success rate: judged where both agree or "funded" is said."""
    states = [
        value >= limit for value, limit in ((facts.truths.funded, 100), (facts.truths.success, 85)) if value is not None
    ]
    if not states or context.soft:
        return
    for words, says in _starting(context, _REACHED_WORDS):
        reached = states[0]
        if len(set(states)) > 1 and words[-1] != "funded":
            continue
        for index in _places(context, words):
            before = set(context.unit.tokens.norms[max(0, index - 4) : index])
            if before & {"if", "whether", "when", "poor", "future", "futures", "cases"} and says is False:
                continue
            if any(f.kind is Kind.PERCENT and f.last < index <= f.last + 5 and "of" in before for f in context.figures):
                continue  # "less than a third of the goal is funded"
            behind = context.unit.tokens.norms[index + len(words) : index + len(words) + 1]
            ends = index + len(words)
            share = any(f.kind is Kind.PERCENT and 0 <= f.first - ends <= _OF_SHARE for f in context.figures)
            if words == ("goal", "is", "funded") and (behind in (["to"], ["at"]) or share):
                continue  # "the goal is funded to 15.7 %"
            negated = bool(before & _NEGATED) or (says and not before.isdisjoint(_ALMOST))
            stated = says != negated
            problem = "the goal is reached." if reached else "the goal is not reached."
            yield index, index + len(words), "" if stated is reached else problem


def _rating(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    rate = facts.truths.success
    norms = context.unit.tokens.norms
    called = norms.index("call") if {"would", "call"} <= context.words and "if" not in context.words else len(norms)
    judged = not _THIS.isdisjoint(norms[called + 1 : called + 2]) or "scale" in context.words
    judged = judged or norms[max(0, called - 4) : called] == [",", "which", "i", "would"]
    if rate is None or (context.soft and not judged):
        return
    told = bool(facts.times) and "rate" in context.words and context.words.isdisjoint({"return", "inflation"})
    rated = told or (context.words & _RATED and ("success" in context.reach or "success" in context.own))
    if not rated and not judged and not context.words & {"result", "plan"}:
        return
    for words, (low, high) in _starting(context, _RATING_WORDS):
        for index in _places(context, words):
            found = context.unit.tokens
            before = set(found.norms[max(0, index - 3) : index])
            following = found.norms[index + len(words)] if index + len(words) < len(found.norms) else ""
            noun = following in _RATED or following in (
                "",
                ".",
                ",",
                "though",
                "but",
                "and",
                "with",
                "—",
                ";",
                ":",
                "to",
            )
            if before & {"regarded", "as"} == {"regarded", "as"} or not context.words.isdisjoint(_LIMIT):
                continue  # "below the 70 % regarded as reasonable", "the threshold for a reasonable plan"
            if before & _NEGATED or not noun or before & {"in", "future", "market", "markets"}:
                continue
            holds = low - RATING_SLACK <= rate <= high + RATING_SLACK
            yield index, index + len(words), "" if holds else f"the success rate is {rate:g} %."
