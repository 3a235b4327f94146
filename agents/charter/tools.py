"""The chart maker's one tool: the portfolio added up along one dimension."""

from __future__ import annotations

from typing import Annotated

from agents import FunctionTool
from pydantic import Field

from agent_runtime.agent.prompting import compact
from agent_runtime.agent.tools import tool
from agent_runtime.portfolio.exposure import Dimension, slices
from agent_runtime.portfolio.snapshot import Portfolio

#: As many as a chart may show.
MOST_SLICES = 20

By = Annotated[Dimension, Field(description="what to add up by.")]


def rows(portfolio: Portfolio, dimension: Dimension) -> list[tuple[str, float, float]]:
    """`(name, value, percentage)` of each slice, the smallest summed."""
    return [(part.name, part.value, part.percentage) for part in slices(portfolio, dimension, MOST_SLICES)]


def aggregate_tool(portfolio: Portfolio) -> FunctionTool:
    @tool
    def aggregate_portfolio(dimension: By) -> str:
        """The whole portfolio by one dimension: [name, value, percentage] of each slice."""
        return compact({"dimension": dimension, "slices": rows(portfolio, dimension)})

    return aggregate_portfolio
