"""The retirement specialist's one tool: the projection, computed once; the model gets its figures."""

from __future__ import annotations

from typing import Any

from agents import FunctionTool

from agent_runtime.agent.prompting import compact
from agent_runtime.agent.tools import tool
from retirement.facts import ProjectionFacts
from retirement.models import Projection

#: The model gets every fifth year and the last of each phase: enough to explain, a fifth of the tokens.
STEP_YEARS = 5
_ROW = ("year", "p10", "p50", "p90")


def projection_tool(facts: ProjectionFacts) -> FunctionTool:
    """The tool. `facts` learn what it gave."""

    @tool
    def run_projection() -> str:
        """Monte Carlo projection of the client's plan, in today's dollars.

        `percentiles` are end balances; rows of `yearly` are [year of the plan, p10, p50, p90]; `statements` hold.
        """
        given = digest(facts.projection)
        return compact(shown(given) | {"statements": facts.given(given)})

    return run_projection


def digest(projection: Projection) -> dict[str, Any]:
    """The projection with its yearly rows thinned out."""
    phase_ends = {projection.assumptions.years_until_retirement, len(projection.yearly)}
    rows = [row for row in projection.yearly if row.year % STEP_YEARS == 0 or row.year in phase_ends]
    plain = projection.model_dump(mode="json")
    return plain | {"yearly": [row.model_dump(mode="json") for row in rows]}


def shown(given: dict[str, Any]) -> dict[str, Any]:
    """A digest as the model reads it: rows instead of objects."""
    return given | {"yearly": [[row[field] for field in _ROW] for row in given["yearly"]]}
