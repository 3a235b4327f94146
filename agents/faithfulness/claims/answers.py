"""Answers: "Do I hold any crypto? Yes, a little", "Am I there yet? No"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.claims.held import share_held
from faithfulness.facts.facts import Facts
from faithfulness.reading.context import Context

_YES = bag("yes indeed certainly absolutely")
_NO = bag("no none not")
_SURE = bag("yet . , : ; — – - no yes")
_ASKS = bag("any hold own have holding owning")
_REACHED = (
    ("there", "yet"), ("on", "track"), ("fully", "funded"), ("goal", "funded"), ("goal", "reached"),
    ("retire", "today"),
    ("retire", "now"), ("have", "enough"), ("saved", "enough"), ("goal", "within", "reach"),
)  # fmt: skip
_BARE = bag("any hold own have some the holding owning in")
_TURNED = bag("without no not never lack missing only all most enough still more less")
ANSWERS = _YES | _NO


def answers(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """The answer to the question in front: first token, index after the last, and what is wrong."""
    asked, norms = context.asked, context.unit.tokens.norms
    first = next((i for i, norm in enumerate(norms[:4]) if norm.isalpha()), 0)
    if (
        asked is None
        or norms[first] not in ANSWERS
        or (norms[first] == "not" and norms[first + 1 : first + 2] != ["yet"])
    ):
        return
    if norms[first + 1 : first + 2] and norms[first + 1] not in _SURE:
        return
    says = norms[first] in _YES
    words = asked.unit.tokens.norms
    state = next((True for phrase in _REACHED if _holds(words, phrase)), False)
    if state and facts.truths.funded is not None and facts.truths.success is None:
        reached = facts.truths.funded >= 100
        yield first, first + 1, "" if says is reached else f"the goal is {facts.truths.funded:g} % funded."
        return
    if not {"goal", "target"}.isdisjoint(words) and not {"there", "set", "given", "have"}.isdisjoint(words):
        has = facts.truths.has_goal
        if has is not None and len(words) < 12:
            yield first, first + 1, "" if says is has else "the client has given " + ("one." if has else "none.")
        return
    names = [m for m in asked.mentions if m.named and not m.rank]
    if len(names) != 1 or asked.words.isdisjoint(_ASKS) or not asked.words.isdisjoint(_TURNED):
        return
    if words[names[0].first - 1] not in _BARE:
        return  # "Do I have foreign stocks?"
    behind = words[names[0].after : names[0].after + 1]
    held = (
        share_held(facts, names[0], asked) if behind in ([], ["?"], ["in"], ["at"], ["right"], ["*"], ["**"]) else None
    )
    if held is not None:
        yield first, first + 1, "" if says is (held > 0.005) else f"the portfolio holds {held:.1f} %."


def _holds(words: list[str], phrase: tuple[str, ...]) -> bool:
    return any(tuple(words[i : i + len(phrase)]) == phrase for i in range(len(words)))
