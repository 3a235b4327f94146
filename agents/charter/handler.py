"""Lambda of the chart maker: a portfolio in, chart data out."""

from __future__ import annotations

from typing import Any

from agent_runtime.contracts import AgentRequest
from agent_runtime.exposure import valued_portfolio
from agent_runtime.handler import agent_handler
from agent_runtime.output_validation import run_with_validation
from agent_runtime.runner import Run
from agent_runtime.tracing import event, note
from charter.agent import charter_agent, question
from charter.models import ChartSet


async def work(request: AgentRequest, run: Run) -> dict[str, Any]:
    """Output: `{rationale, charts: [{key, title, type, description, data: [{name, value, percentage}]}]}`."""
    portfolio = valued_portfolio(request)
    chart_set = await run_with_validation(run, charter_agent(portfolio), question(portfolio), ChartSet)
    charts = len(chart_set.charts)
    event(f"Created: {charts} visualization{'s' if charts != 1 else ''}", charts=charts)
    note(charts=charts)
    return chart_set.model_dump(mode="json")


handle = agent_handler(work)
