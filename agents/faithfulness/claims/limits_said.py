"""What a report cannot say: dates of prices that have none, a mix of which too much is unclassified."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.facts.facts import Facts
from faithfulness.model import Kind
from faithfulness.reading.context import Context

_PRICES = frozenset({"price", "prices"})
_DENIED = frozenset({"no", "not", "none", "without", "lack", "lacks", "missing", "neither", "unless", "if", "whether"})
_CARRY = frozenset({"carry", "carries", "has", "have", "bear", "bears", "come", "comes", "with"})
#: "Classify them, so that the mix can be judged"
_SUPPOSED = frozenset({"if", "once", "until", "unless", "that", "would", "should", "could", "only"})
_WHOLE = ["mix", "as", "a", "whole"]
#: From this share (percent) of the portfolio on, the mix as a whole cannot be judged.
_TOO_MUCH = 25.0
SAYING_LIMITS = frozenset({"date", "dated", "judged"})


def limits_said(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Claims of what is known: first token, index after the last, and what is wrong."""
    if context.commands or context.unit.kind != "sentence":
        return
    norms = context.unit.tokens.norms
    if "judged" in context.words and context.words.isdisjoint(_SUPPOSED):
        yield from _mix(norms, facts)
    undated = facts.dates is not None and not facts.dates  # the tools say of none
    if not undated or context.soft or context.words.isdisjoint(_PRICES) or context.words & _DENIED:
        return
    subject = next(i for i, norm in enumerate(norms) if norm in _PRICES)
    for index, norm in enumerate(norms):
        carried = norm == "date" and norms[max(0, index - 1)] == "a" and norms[max(0, index - 2)] in _CARRY
        dated = norm == "dated" and norms[max(0, index - 1)] in ("is", "are")
        if subject < index and (carried or dated):
            yield subject, index + 1, "no price has a date."


def _mix(norms: list[str], facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "… is unclassified, so the mix can be judged"."""
    index = norms.index("judged")
    can = norms[max(0, index - 2) : index] == ["can", "be"]
    cannot = norms[max(0, index - 2) : index] == ["cannot", "be"]
    of_mix = norms[max(0, index - 3)] == "mix" or norms[max(0, index - 6) : max(0, index - 2)] == _WHOLE
    if (can or cannot) and of_mix and facts.ranks.get("asset_class"):
        share = facts.value("asset_class:Unclassified", Kind.PERCENT) or 0.0
        holds = can is (share < _TOO_MUCH)
        yield index - 3, index + 1, "" if holds else f"{share:.1f} % of the portfolio is unclassified."
