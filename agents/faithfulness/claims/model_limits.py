"""What the simulation counts, and how often the plan succeeds: "taxes are not included", "in most of the futures"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.reading.context import Context

_LEFT_OUT = bag("taxes tax fees fee costs pension pensions")
_COUNTED = bag("included counted considered reflected deducted modelled modeled covered includes include counts count")
_OMITTED = bag(
    "excluded ignored omitted excludes exclude ignores leaves left without before not no nor neither none nothing"
)
_NOT = bag("not no never nor neither none without isn't aren't left excluded")
_FUTURES = bag("futures paths simulations cases outcomes")
_MANY = bag("most majority")
_FEW = bag("few hardly barely scarcely none no practically")
_PAYS = bag("pay pays paid last lasts succeed succeeds enough hold holds work works lasted survive survives")
_FAILS = bag("fail fails failed out short exhausted depleted gone dry")
_RETURNS = frozenset({"return", "returns", "rate", "growth"})
LIMITS_OF_MODEL = (
    _LEFT_OUT | _FUTURES | {"nominal", "inflation", "dollars", "terms", "often", "never", "always", "comfortable"}
)


def model_limits(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Claims about the simulation: first token, index after the last, and what is wrong."""
    if facts.truths.success is None or context.advice or context.unit.kind == "heading":
        return
    norms, words = context.unit.tokens.norms, context.words
    if words & _LEFT_OUT and words & _COUNTED and "if" not in words:
        first = next(i for i, norm in enumerate(norms) if norm in _LEFT_OUT)
        yield first, first + 1, "" if words & _OMITTED else "the simulation leaves it out."
    if "inflation" in words and "before" in words and facts.times:
        index = norms.index("inflation")
        if norms[index - 1] == "before":
            yield index - 1, index + 1, "" if words & _NOT else "all amounts and returns are after inflation."
    if facts.times and "amounts" in words and "dollars" in words:
        index = norms.index("dollars")
        yield index, index + 1, "" if words & (_NOT | {"today", "today's"}) else "amounts are in today's dollars."
    for index, norm in enumerate(norms):
        if norm in ("dollars", "terms") and norms[index - 1] in ("nominal", "future", "tomorrow's"):
            yield index - 1, index + 1, "" if words & _NOT else "amounts are in today's dollars."
        if norm == "nominal" and facts.times and _RETURNS & set(norms[index + 1 : index + 4]):
            yield index, index + 1, "" if words & (_NOT | {"real"}) else "the return is real: after inflation."
    if facts.times and words & _FUTURES and not context.soft:
        yield from _most_futures(context, facts.truths.success)
    yield from _always(context, facts.truths.success)
    if "often" in words:
        yield from _often(norms, facts.truths.success)


def _most_futures(context: Context, rate: float) -> Iterator[tuple[int, int, str]]:
    """ "In most of the futures the money lasts", "most futures fail"."""
    norms = context.unit.tokens.norms
    for index, norm in enumerate(norms):
        few = norm in _FEW
        if (norm not in _MANY and not few) or _FUTURES.isdisjoint(norms[index + 1 : index + 6]):
            continue
        ends = next((i for i in range(index, len(norms)) if norms[i] in (",", ";", ":", "but")), len(norms))
        clause = set(norms[index + 1 : ends])
        pays, fails = bool(clause & _PAYS), bool(clause & _FAILS)
        if pays is fails or "not" in clause:
            continue
        share = rate if pays else 100 - rate
        holds = share <= 25 if few else share > 50
        yield index, index + 1, "" if holds else f"the success rate is {rate:g} %."


def _always(context: Context, rate: float) -> Iterator[tuple[int, int, str]]:
    """ "It almost never works", "well below the comfortable range"."""
    norms = context.unit.tokens.norms
    for index, norm in enumerate(norms):
        if norm in ("never", "always") and norms[index + 1 : index + 2] and norms[index + 1] in _PAYS:
            yield index, index + 2, "" if (rate < 25 if norm == "never" else rate > 75) else f"the rate is {rate:g} %."
        elif norm in ("above", "below") and "comfortable" in norms[index + 1 : index + 4] and not context.soft:
            yield index, index + 3, "" if (rate >= 85) is (norm == "above") else f"the success rate is {rate:g} %."


def _often(norms: list[str], rate: float) -> Iterator[tuple[int, int, str]]:
    """ "It fails more often than it succeeds"."""
    index = norms.index("often")
    behind = norms[index + 1 : index + 4]
    before = set(norms[max(0, index - 4) : index])
    fails, succeeds = bool(before & {"fails", "fail"}), bool(before & {"succeeds", "succeed", "works"})
    if behind[:1] != ["than"] or fails is succeeds or not before & {"more", "less"}:
        return
    share = 100 - rate if fails else rate
    yield index - 1, index + 2, "" if (share > 50) is ("more" in before) else f"the success rate is {rate:g} %."
