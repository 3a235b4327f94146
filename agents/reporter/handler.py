"""Lambda of the report writer: a portfolio in, a Markdown report out."""

from __future__ import annotations

from typing import Any

from agent_runtime.contracts import AgentRequest
from agent_runtime.exposure import valued_portfolio
from agent_runtime.handler import agent_handler
from agent_runtime.output_validation import run_with_validation
from agent_runtime.prose import word_count
from agent_runtime.runner import Run
from agent_runtime.tracing import event, note
from reporter.agent import question, reporter_agent
from reporter.validators import sections


async def work(request: AgentRequest, run: Run) -> dict[str, Any]:
    """Output: `{markdown, words, sections: [heading, …]}`."""
    portfolio = valued_portfolio(request)
    markdown = await run_with_validation(run, reporter_agent(portfolio), question(portfolio), str)
    words = word_count(markdown)
    event(f"Generated: {words:,} word analysis", words=words)
    note(words=words)
    return {"markdown": markdown, "words": words, "sections": [heading for heading, _ in sections(markdown)]}


handle = agent_handler(work)
