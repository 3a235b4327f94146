"""Lambda of the retirement specialist: a portfolio with a goal in, a projection and its explanation out."""

from __future__ import annotations

from typing import Any

from agent_runtime.agent.decisions import decided
from agent_runtime.agent.runner import Run
from agent_runtime.contracts import AgentRequest, ErrorKind
from agent_runtime.errors import AgentFailure
from agent_runtime.handler import agent_handler
from agent_runtime.portfolio.exposure import Dimension, exposure, valued_portfolio
from agent_runtime.portfolio.snapshot import Portfolio, RetirementGoal
from agent_runtime.start.warm_up import CHECKER_AND_PRICES
from agent_runtime.traces.tracing import note
from client_texts.faithful_text import faithful_text
from retirement.agent import QUESTION, retirement_agent, review_of
from retirement.assumptions import asset_mix, mix_return
from retirement.facts import ProjectionFacts
from retirement.models import Projection
from retirement.projection import project


async def work(request: AgentRequest, run: Run) -> dict[str, Any]:
    """Output: `{explanation, faithfulness: 0..1, written}` and the figures of `Projection`.

    `written` is as in `Written`.
    """
    portfolio = valued_portfolio(request)
    if portfolio.goal is None:
        raise AgentFailure(ErrorKind.BAD_REQUEST, "The portfolio has no retirement goal to project.")
    projection = _projection(portfolio, portfolio.goal)
    facts = ProjectionFacts(projection)
    review = review_of(facts)
    delivered = await faithful_text(run, retirement_agent(facts, review), QUESTION, review)
    rate, margin = projection.success_rate, projection.margin_of_error
    decided(f"Projection: {rate:g}% success rate, ± {margin:g} points", success_rate=rate, margin_of_error=margin)
    note(success_rate=rate)
    return {"explanation": delivered.text, **delivered.fields(), **projection.model_dump(mode="json")}


def _projection(portfolio: Portfolio, goal: RetirementGoal) -> Projection:
    mix = asset_mix(exposure(portfolio, Dimension.ASSET_CLASS))
    if mix_return(mix).mean <= -1:
        message = "The portfolio owes too much to be projected: it is expected to lose all its value within a year."
        raise AgentFailure(ErrorKind.BAD_REQUEST, message)
    return project(portfolio.value, mix, goal)


handle = agent_handler(work, later=CHECKER_AND_PRICES)
