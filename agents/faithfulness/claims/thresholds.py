"""The limits of "comfortable" and "needs action", as the retirement specialist's instructions define them."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.model import Kind
from faithfulness.reading.context import Context

_ABOVE = bag("above over exceeding least beyond")
_BELOW = bag("below under less")
#: What is said of a rate beyond a limit: whether it is a good rate.
_SAID = {"action": False, "low": False, "alarming": False, "weak": False, "comfortable": True, "comfortably": True}
RATING_LIMITS = frozenset(_SAID)


def thresholds(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "A rate below 70 % calls for action": not one above it."""
    if facts.truths.success is None or context.words.isdisjoint({"rate", "rates", "result", "anything"}):
        return
    norms = context.unit.tokens.norms
    for figure in context.figures:
        before = norms[max(0, figure.first - 2) : figure.first]
        over, under = not _ABOVE.isdisjoint(before), not _BELOW.isdisjoint(before)
        said = next((word for word in norms[figure.last + 1 : figure.last + 7] if word in _SAID), "")
        if (
            figure.kind is not Kind.PERCENT
            or over is under
            or not said
            or "not" in norms[figure.last : figure.last + 7]
        ):
            continue
        good = _SAID[said]
        yield figure.first - 1, figure.last + 1, "" if over is good else "it is the other way round."
