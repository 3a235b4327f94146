"""Lambda of the chart maker: a portfolio in, chart data out."""

from __future__ import annotations

from typing import Any

from agent_runtime.agent.decisions import decided
from agent_runtime.agent.runner import Run
from agent_runtime.contracts import AgentRequest
from agent_runtime.handler import agent_handler
from agent_runtime.portfolio.exposure import valued_portfolio
from agent_runtime.start.warm_up import CHECKER_AND_PRICES
from agent_runtime.traces.tracing import note
from charter.agent import charter_agent, question
from charter.review import ChartReview
from client_texts.faithful_text import answers_of, report


async def work(request: AgentRequest, run: Run) -> dict[str, Any]:
    """Output: `{rationale, charts: [{key, title, type, description, data: [{name, value, percentage}]}], faithfulness,
    written}`, `written` as in `Written`; `faithfulness` (0..1) is that of titles and descriptions.
    """
    portfolio = valued_portfolio(request)
    review = ChartReview(portfolio)
    agent = charter_agent(portfolio, review)
    answers = await answers_of(run, agent, question(portfolio))
    chart_set, faithfulness, written = review.delivered(answers)
    report(agent, faithfulness, written)
    charts = len(chart_set.charts)
    decided(f"Created: {charts} visualization{'s' if charts != 1 else ''}", charts=charts, written=written)
    note(charts=charts)
    made = {"faithfulness": round(faithfulness, 4), "written": written.value}
    return chart_set.model_dump(mode="json", exclude={"wrong"}) | made


handle = agent_handler(work, later=CHECKER_AND_PRICES)
