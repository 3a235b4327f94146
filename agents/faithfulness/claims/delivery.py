"""The deliverables of a job: "the projection failed", "report and charts are ready", "the charts number four"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.claims.held import places_of
from faithfulness.facts.facts import Facts
from faithfulness.model import Kind
from faithfulness.reading.context import Context
from faithfulness.reading.number_words import SMALL

_DELIVERED = {
    "report": "report", "analysis": "report", "charts": "charts", "chart": "charts", "projection": "projection",
    "simulation": "projection",
}  # fmt: skip
_PRODUCTS = frozenset(_DELIVERED)
_WALLS = bag("; : but while whereas although")
_FAILED = bag("failed missing unavailable fail fails failure error errored skipped omitted")
_CAME = bag(
    "complete completed delivered ready finished done succeeded made produced written generated back available created"
)
DELIVERING = _PRODUCTS


def delivery(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "The projection failed", "report and charts are ready"."""
    done = facts.truths.done
    if not done or context.soft or context.unit.kind == "heading":
        return
    found = context.unit.tokens
    for index in places_of(_PRODUCTS, found.norms):
        product = _DELIVERED[found.norms[index]]
        clause = _clause(context, index)
        before = found.norms[max(0, index - 3) : index]
        behind = found.norms[index + 1 : index + 3]
        if product == "charts" and behind[:1] == ["number"] and (known := facts.open(Kind.COUNT)):
            counted = [fact.value for fact in known if "charts" in fact.nouns]
            said = SMALL.get(behind[-1], 0)
            if counted and said:
                yield index, index + 3, "" if said in counted else f"there are {counted[0]:g}."
            continue
        failed = (
            behind == [":", "none"]
            or bool(clause & _FAILED)
            or bool({"no", "without"} & set(before))
            or ("not" in clause and bool(clause & _CAME | {"could"} & clause))
        )
        came = bool(clause & _CAME) and not failed
        if failed and done[product]:
            yield index, index + 1, f"the {product} was delivered."
        elif came and not done[product]:
            yield index, index + 1, f"there is no {product}."
        elif failed or came:
            yield index, index + 1, ""


def _clause(context: Context, index: int) -> frozenset[str]:
    found = context.unit.tokens
    walls = places_of(_WALLS, found.norms)
    first = max((i for i in walls if i < index), default=-1) + 1
    after = min((i for i in walls if i > index), default=len(found.norms))
    return frozenset(found.norms[first:after])
