"""The retirement specialist's one tool: the projection, computed once; the model gets its figures."""

from __future__ import annotations

import json
from typing import Any

from agents import FunctionTool

from agent_runtime.tools import tool
from retirement.facts import ProjectionFacts
from retirement.models import Projection

#: The model gets every fifth year and the last of each phase: enough to explain, a fifth of the tokens.
STEP_YEARS = 5


def projection_tool(facts: ProjectionFacts) -> FunctionTool:
    """The tool. `facts` learn what it gave."""

    @tool
    def run_projection() -> str:
        """Monte Carlo projection of the client's plan as JSON.

        Success rate in percent and its margin of error in percentage points, end balances by percentile, balances
        every five years, and the assumptions.
        All amounts are US dollars of today.
        """
        facts.given = digest(facts.projection)
        return json.dumps(facts.given)

    return run_projection


def digest(projection: Projection) -> dict[str, Any]:
    """The projection with its yearly rows thinned out."""
    phase_ends = {projection.assumptions.years_until_retirement, len(projection.yearly)}
    rows = [row for row in projection.yearly if row.year % STEP_YEARS == 0 or row.year in phase_ends]
    plain = projection.model_dump(mode="json")
    return plain | {"yearly": [row.model_dump(mode="json") for row in rows]}
