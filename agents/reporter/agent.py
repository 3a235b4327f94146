"""The report writer's SDK agent: figures from a tool, prose from the model, checks in code."""

from __future__ import annotations

from agents import Agent, ModelSettings

from agent_runtime.guardrails import refuse_instructions
from agent_runtime.output_validation import checked_by
from agent_runtime.portfolio import Portfolio
from agent_runtime.prompting import data_block, instructions
from reporter.tools import metrics_tool
from reporter.validators import report_problems

#: 3,000 words are about 4,500 tokens; tables take more.
MAX_TOKENS = 8_000


def reporter_agent(portfolio: Portfolio) -> Agent[None]:
    """The agent that reports on this portfolio; its final output is the Markdown."""
    return Agent[None](
        name="Report Writer",
        instructions=instructions(__file__),
        model_settings=ModelSettings(temperature=0.3, max_tokens=MAX_TOKENS),
        tools=[metrics_tool(portfolio)],
        input_guardrails=[refuse_instructions],
        output_guardrails=[checked_by("report_check", lambda report: report_problems(report, portfolio))],
    )


def question(portfolio: Portfolio) -> str:
    """The message that asks for the report."""
    facts = portfolio.model_dump(mode="json", exclude={"notes"})
    blocks = [data_block("portfolio", facts), data_block("client_notes", portfolio.notes)]
    return "\n\n".join(["Write the analysis of this client's portfolio.", *blocks])
