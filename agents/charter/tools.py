"""The chart maker's one tool: the portfolio added up along one dimension."""

from __future__ import annotations

import json

from agents import FunctionTool, function_tool

from agent_runtime.exposure import Dimension, slices
from agent_runtime.portfolio import Portfolio


def aggregate_tool(portfolio: Portfolio) -> FunctionTool:
    @function_tool(failure_error_function=None)
    def aggregate_portfolio(dimension: Dimension) -> str:
        """The whole portfolio by one dimension, as JSON: name, value in USD and percentage of each slice.

        Args:
            dimension: what to add up by.
        """
        points = [one.model_dump() for one in slices(portfolio, dimension)]
        return json.dumps({"dimension": dimension, "total_value": round(portfolio.value, 2), "slices": points})

    return aggregate_portfolio
