"""The chart maker's one tool: the portfolio added up along one dimension."""

from __future__ import annotations

import json
from typing import Annotated

from agents import FunctionTool
from pydantic import Field

from agent_runtime.exposure import Dimension, slices
from agent_runtime.portfolio import Portfolio
from agent_runtime.shares import places_of, rounded
from agent_runtime.tools import tool

#: As many as a chart may show.
MOST_SLICES = 20

By = Annotated[Dimension, Field(description="what to add up by.")]


def aggregate_tool(portfolio: Portfolio) -> FunctionTool:
    @tool
    def aggregate_portfolio(dimension: By) -> str:
        """The whole portfolio by one dimension, as JSON: name, value and percentage of each slice."""
        points = [point.model_dump() for point in slices(portfolio, dimension, MOST_SLICES)]
        total = rounded(portfolio.value, places_of(portfolio.value))
        return json.dumps(
            {"dimension": dimension, "currency": portfolio.currency, "total_value": total, "slices": points}
        )

    return aggregate_portfolio
