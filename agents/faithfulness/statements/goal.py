"""Statements on the retirement goal, as a report sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from faithfulness.statements.fractions import in_words

_FUNDED = 100.0


def of_goal(goal: Mapping[str, Any] | None, metrics: Mapping[str, Any]) -> Iterator[str]:
    """Args:
    goal: of the portfolio.
    metrics: as `portfolio_metrics` gives them.
    """
    readiness = metrics.get("readiness")
    if goal is None:
        yield "There is no retirement goal on file."
    if goal is None or readiness is None:
        return
    yield "There is a retirement goal on file."
    # Of exact values: 99.96 % is given as 100.0.
    capital = readiness["capital_for_target"]
    funded = 100 * metrics["total_value"] / capital if capital else _FUNDED
    if funded >= _FUNDED:
        yield "Today's value covers all of the capital for the goal."
        yield "The income that today's value would sustain reaches the target income."
    elif funded > 0:
        yield f"Today's value covers {in_words(funded)} of the capital for the goal."
        yield "The income that today's value would sustain is below the target income."
    if not readiness["years_until_retirement"]:
        return  # there is no time left for them
    yield (
        "Contributions are planned until retirement."
        if readiness["annual_contribution"]
        else "No contributions are planned until retirement."
    )
