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
    if readiness["funded_percentage"] >= _FUNDED:
        yield "Today's value covers all of the capital for the goal."
        yield "The income that today's value would sustain reaches the target income."
    elif readiness["funded_percentage"] > 0:
        yield f"Today's value covers {in_words(readiness['funded_percentage'])} of the capital for the goal."
        yield "The income that today's value would sustain is below the target income."
    yield (
        "Contributions are planned until retirement."
        if readiness["annual_contribution"]
        else "No contributions are planned until retirement."
    )
