"""The report writer's SDK agent: figures from a tool, prose from the model, checks in code."""

from __future__ import annotations

from agents import Agent, ModelSettings

from agent_runtime.agent.guardrails import refuse_instructions_in
from agent_runtime.agent.output_validation import checked_by
from agent_runtime.agent.prompting import data_block, instructions
from agent_runtime.portfolio.snapshot import Portfolio
from client_texts.faithful_text import Review, Rules
from reporter.facts import ReportFacts
from reporter.form import mended
from reporter.plain_report import plain_report
from reporter.shown import shown
from reporter.tools import compute_metrics, metrics_tool
from reporter.validators import report_problems

#: 3,000 words are about 4,500 tokens; tables take more.
MAX_TOKENS = 8_000


def review_of(portfolio: Portfolio, facts: ReportFacts) -> Review:
    """The checks of the report on this portfolio."""
    return Review(
        Rules(
            tool="portfolio_metrics",
            facts=facts.known,
            mend=mended,
            problems=lambda report: report_problems(report, portfolio),
            by_code=lambda: plain_report(compute_metrics(portfolio)),
        )
    )


def reporter_agent(portfolio: Portfolio, facts: ReportFacts, review: Review) -> Agent[None]:
    """The agent that reports on this portfolio; its final output is the Markdown, not yet mended."""
    metrics = compute_metrics(portfolio)
    given = shown(metrics, portfolio)
    return Agent[None](
        name="Report Writer",
        instructions=instructions(__file__),
        model_settings=ModelSettings(temperature=0.3, max_tokens=MAX_TOKENS),
        tools=[metrics_tool(metrics, given, facts)],
        input_guardrails=[refuse_instructions_in("portfolio", given)],
        output_guardrails=[checked_by("report_check", review.problems)],
    )


def question(portfolio: Portfolio) -> str:
    """The message that asks for the report. The portfolio comes from the tool, once."""
    notes = [data_block("client_notes", portfolio.notes)] if portfolio.notes else []
    return "\n\n".join(["Write the analysis of this client's portfolio.", *notes])
