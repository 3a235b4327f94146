"""Answers: "Do I hold any crypto? Yes, a little", "Am I there yet? No"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.claims.held import share_held
from faithfulness.claims.terms import comparable
from faithfulness.facts.facts import Facts
from faithfulness.model import Kind
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
#: Percent of one region from which there is nothing else.
_WHOLE = 99.95
_WHICH = bag("bigger larger smaller")
ANSWERS = _YES | _NO


def answers(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """The answer to the question in front: first token, index after the last, and what is wrong."""
    asked, norms = context.asked, context.unit.tokens.norms
    first = next((i for i, norm in enumerate(norms[:4]) if norm.isalpha()), 0)
    if asked is not None and not asked.words.isdisjoint(_WHICH) and {"which", "or"} <= asked.words:
        yield from _which(context, asked, facts)
        return
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
    if "foreign" in words and says and _foreign(asked, facts) == 0:
        yield first, first + 1, "all of it is North America."
        return
    names = [m for m in asked.mentions if m.named and not m.rank]
    bare = len(names) == 1 and sum(word.isalpha() for word in words) == names[0].after - names[0].first  # "Gold?"
    if len(names) != 1 or (asked.words.isdisjoint(_ASKS) and not bare) or not asked.words.isdisjoint(_TURNED):
        return
    if not bare and words[names[0].first - 1] not in _BARE:
        return  # "Do I have foreign stocks?"
    behind = words[names[0].after : names[0].after + 1]
    held = (
        share_held(facts, names[0], asked) if behind in ([], ["?"], ["in"], ["at"], ["right"], ["*"], ["**"]) else None
    )
    if held is not None:
        yield first, first + 1, "" if says is (held > 0.005) else f"the portfolio holds {held:.1f} %."


def _which(context: Context, asked: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "Which is bigger, VT or AAPL? VT, by $6,190"."""
    names = [m for m in asked.mentions if comparable(m) and len(m.topics) == 1]
    said = context.mentions[0] if context.mentions else None
    if len(names) != 2 or said is None or context.unit.tokens.norms[said.after : said.after + 1] not in ([","], ["."]):
        return
    sign = -1 if "smaller" in asked.words else 1
    values = [sign * (facts.value(next(iter(m.topics))) or 0.0) for m in names]
    right = names[0] if values[0] >= values[1] else names[1]
    if said.topics in (names[0].topics, names[1].topics):
        yield said.first, said.after, "" if said.topics == right.topics else "the other one is."


def _foreign(asked: Context, facts: Facts) -> float | None:
    """Percent outside North America, for a question on foreign stocks; None where the tools do not say."""
    rows = facts.ranks.get("region", ())
    if not rows or asked.words.isdisjoint({"stocks", "shares", "equities", "stock"}):
        return None
    home = facts.value("region:North America", Kind.PERCENT) or 0.0
    return 0.0 if home >= _WHOLE else 100 - home


def _holds(words: list[str], phrase: tuple[str, ...]) -> bool:
    return any(tuple(words[i : i + len(phrase)]) == phrase for i in range(len(words)))
