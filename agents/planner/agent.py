"""The Financial Planner: its model decides by tool calls which specialists a portfolio needs."""

from __future__ import annotations

from typing import Any

from agents import Agent, AgentHooks, ModelSettings

from agent_runtime.agent.prompting import data_block, instructions
from agent_runtime.portfolio.shares import places_of, rounded
from agent_runtime.portfolio.snapshot import Portfolio
from planner.batches import MOST_NAMED
from planner.specialists import SpecialistRunner
from planner.tools import specialist_tools


def planner_agent(specialists: SpecialistRunner, hooks: AgentHooks[Any] | None = None) -> Agent[Any]:
    """The agent that sets one job's specialists to work."""
    return Agent(
        name="Financial Planner",
        instructions=instructions(__file__),
        tools=list(specialist_tools(specialists)),
        hooks=hooks,
        model_settings=ModelSettings(temperature=0.0, max_tokens=1500, parallel_tool_calls=True),
    )


def planner_message(portfolio: Portfolio) -> str:
    """Counts and symbols for the model to decide on. No free text from the user reaches this model."""
    unclassified = portfolio.unclassified()
    facts = {
        "positions": sum(1 for _ in portfolio.positions()),
        "total_value": rounded(portfolio.value, places_of(portfolio.value)),
        "unclassified": [instrument.symbol for instrument in unclassified[:MOST_NAMED]],
        "number_unclassified": len(unclassified),
        "has_goal": portfolio.goal is not None,
        "years_until_retirement": portfolio.goal.years_until_retirement if portfolio.goal else None,
    }
    return f"Plan the analysis of this portfolio.\n\n{data_block('job', facts)}"
