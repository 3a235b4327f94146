"""Lambda of the report writer: a portfolio in, a Markdown report out."""

from __future__ import annotations

from typing import Any

from agent_runtime.agent.decisions import decided
from agent_runtime.agent.prose import word_count
from agent_runtime.agent.runner import Run
from agent_runtime.contracts import AgentRequest
from agent_runtime.handler import agent_handler
from agent_runtime.portfolio.exposure import valued_portfolio
from agent_runtime.start.warm_up import CHECKER_AND_PRICES
from agent_runtime.traces.tracing import note
from client_texts.faithful_text import faithful_text
from reporter.agent import question, reporter_agent, review_of
from reporter.facts import ReportFacts
from reporter.validators import sections


async def work(request: AgentRequest, run: Run) -> dict[str, Any]:
    """Output: `{markdown, words, sections: [heading, …], faithfulness: 0..1, written}`, `written` as in `Written`."""
    portfolio = valued_portfolio(request)
    facts = ReportFacts(portfolio)
    review = review_of(portfolio, facts)
    delivered = await faithful_text(run, reporter_agent(portfolio, facts, review), question(portfolio), review)
    markdown, words = delivered.text, word_count(delivered.text)
    decided(f"Generated: {words:,} word analysis", words=words, written=delivered.written)
    note(words=words)
    headings = [heading for heading, _ in sections(markdown)]
    return {"markdown": markdown, "words": words, "sections": headings, **delivered.fields()}


handle = agent_handler(work, later=CHECKER_AND_PRICES)
