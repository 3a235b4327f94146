"""The chart maker's SDK agent: aggregates from a tool, chart choice from the model, checked against the aggregates."""

from __future__ import annotations

from agents import Agent, ModelSettings

from agent_runtime.agent.guardrails import refuse_instructions_in
from agent_runtime.agent.output_validation import checked_by
from agent_runtime.agent.prompting import data_block, instructions
from agent_runtime.portfolio.exposure import Dimension
from agent_runtime.portfolio.shares import places_of, rounded
from agent_runtime.portfolio.snapshot import Portfolio
from charter.review import ChartReview
from charter.salvage import charts_output
from charter.tools import aggregate_tool, rows

#: Six charts of 20 slices.
MAX_TOKENS = 6_000


def charter_agent(portfolio: Portfolio, review: ChartReview) -> Agent[None]:
    """The agent that draws this portfolio; its final output is a ChartSet, not yet put in order."""
    return Agent[None](
        name="Chart Maker",
        instructions=instructions(__file__),
        model_settings=ModelSettings(temperature=0.0, max_tokens=MAX_TOKENS),
        tools=[aggregate_tool(portfolio)],
        output_type=charts_output(),
        # Of all that the tool gives, only the names of accounts are a user's own words.
        input_guardrails=[refuse_instructions_in("portfolio", rows(portfolio, Dimension.ACCOUNT))],
        output_guardrails=[checked_by("chart_check", review.problems)],
    )


def question(portfolio: Portfolio) -> str:
    """The message that asks for the charts. The figures come from the tool."""
    facts = {
        "currency": portfolio.currency,
        "total_value": rounded(portfolio.value, places_of(portfolio.value)),
        "accounts": len(portfolio.accounts),
        "positions": sum(1 for _ in portfolio.positions()),
    }
    return f"Choose and fill the charts of this portfolio.\n\n{data_block('portfolio', facts)}"
