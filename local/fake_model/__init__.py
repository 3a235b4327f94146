"""The rules by which the stand-in model answers, one module for each kind of work.

They read nothing but the request, as a model does, and are chosen by the tools that the request offers.
"""

from __future__ import annotations

from local.fake_model import charter, planner, reporter, retirement, tagger
from local.fake_model.conversation import Answer, Brain, Conversation

#: A tool that only this kind of work is offered, the name of the work, and its rules.
BRAINS: tuple[tuple[str, str, Brain], ...] = (
    ("write_report", "planner", planner.answer),
    ("submit_tagger_output", "tagger", tagger.answer),
    ("portfolio_metrics", "reporter", reporter.answer),
    ("aggregate_portfolio", "charter", charter.answer),
    ("run_projection", "retirement", retirement.answer),
)


def brain_for(conversation: Conversation) -> tuple[str, Brain]:
    """Name and rules for a request; one with neither tools nor data is answered politely.

    Raises:
        LookupError: if no rules know the tools it offers.
    """
    if not conversation.tools and not conversation.data:
        return "greeting", lambda _conversation: Answer("", text="OK")
    for tool, name, brain in BRAINS:
        if tool in conversation.tools:
            return name, brain
    offered = ", ".join(sorted(conversation.tools)) or "none"
    raise LookupError(f"the stand-in model has no rules for a request with these tools: {offered}")
