"""Lambda of the retirement specialist: a portfolio with a goal in, a projection and its explanation out."""

from __future__ import annotations

from typing import Any

from agent_runtime.contracts import AgentRequest, ErrorKind
from agent_runtime.errors import AgentFailure
from agent_runtime.exposure import Dimension, exposure, valued_portfolio
from agent_runtime.faithful_text import faithful_text
from agent_runtime.handler import agent_handler
from agent_runtime.runner import Run
from agent_runtime.tracing import event, note
from retirement.agent import question, retirement_agent, review_of
from retirement.assumptions import asset_mix
from retirement.facts import ProjectionFacts
from retirement.projection import project


async def work(request: AgentRequest, run: Run) -> dict[str, Any]:
    """Output: `{explanation, faithfulness: 0..1, written, success_rate, percentiles, yearly, assumptions}`.

    The figures are as in `Projection`, `written` as in `Written`.
    """
    portfolio = valued_portfolio(request)
    if portfolio.goal is None:
        raise AgentFailure(ErrorKind.BAD_REQUEST, "The portfolio has no retirement goal to project.")
    mix = asset_mix(exposure(portfolio, Dimension.ASSET_CLASS))
    projection = project(portfolio.value, mix, portfolio.goal, request.job.user_id)
    message = question(portfolio, portfolio.goal)
    facts = ProjectionFacts(projection)
    review = review_of(facts)
    delivered = await faithful_text(run, retirement_agent(facts, review), message, review)
    event(f"Projection: {projection.success_rate:.0f}% success rate", success_rate=projection.success_rate)
    note(success_rate=projection.success_rate)
    return {"explanation": delivered.text, **delivered.fields(), **projection.model_dump(mode="json")}


handle = agent_handler(work)
