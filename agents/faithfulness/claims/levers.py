"""What changes the success rate: saving more, retiring later and spending less raise it, their opposites lower it."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.reading.context import Context

#: What can be changed, and what raises the rate.
_ACTS = {
    **dict.fromkeys(bag("save saves saving contribute contributing"), 1),
    **dict.fromkeys(bag("spend spends spending withdraw withdrawing"), -1),
    **dict.fromkeys(bag("retire retires retiring retirement"), 1),
}
_MORE = bag("more extra higher later")
_LESS = bag("less fewer lower earlier sooner")
#: Words that may stand between an act and how much of it.
_BETWEEN = bag("a an little bit somewhat even the year years or two few")
_MOST_BETWEEN = 3
_CERTAIN = 100
_UP = bag("raise raises improve improves increase increases lift lifts help helps boost boosts")
_DOWN = bag("lower lowers reduce reduces worsen worsens hurt hurts decrease decreases")
_RATE = bag("success rate odds chance chances probability")
#: And what stands for it behind a sentence about it.
_SPOKEN_OF = _RATE | {"it"}
LEVERS = frozenset(_ACTS)


def levers(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """First token, index after the last, and what is wrong."""
    rate = facts.truths.success
    if rate is None or rate >= _CERTAIN:
        return  # nothing raises a rate of 100 %
    if context.unit.kind != "sentence" or context.words.isdisjoint(_SPOKEN_OF):
        return
    effect = _effect(context)
    if effect is None:
        return
    place, raises = effect
    norms = context.unit.tokens.norms
    goes_on = raises and "so" in norms[place:]  # "and so would retiring later", "spending less does so as well"
    for first, after, helps in _found(norms if goes_on else norms[:place]):
        holds = helps == raises
        yield (
            first,
            max(after, place + 1),
            "" if holds else "saving more, retiring later and spending less raise the rate.",
        )


def _effect(context: Context) -> tuple[int, int] | None:
    """Where the sentence says what becomes of the rate: 1 for up, -1 for down, 0 for no change. None if it does not."""
    norms = context.unit.tokens.norms
    for index, word in enumerate(norms):
        behind = set(norms[index + 1 : index + 4])
        it = norms[index + 1 : index + 2] == ["it"]
        if word in _UP | _DOWN and (it or (("the" in behind or "your" in behind) and behind & _RATE)):
            denied = not {"not", "never", "hardly"}.isdisjoint(norms[max(0, index - 3) : index])
            return index, 0 if denied else 1 if word in _UP else -1
        if word in ("change", "affect") and norms[max(0, index - 1) : index] == ["not"] and behind & _RATE:
            return index, 0
    return None


def _found(norms: list[str]) -> Iterator[tuple[int, int, int]]:
    """The changes that are named: first token, index after the last, 1 if they raise it and -1 if they lower it."""
    for index, word in enumerate(norms):
        sign = _ACTS.get(word)
        if sign is None:
            continue
        for place in range(index + 1, min(index + 2 + _MOST_BETWEEN, len(norms))):
            if norms[place] in _MORE | _LESS:
                yield index, place + 1, sign if norms[place] in _MORE else -sign
            if norms[place] not in _BETWEEN:
                break
