"""The fake Bedrock model: a server, the Converse format, and rules that answer, one module for each kind of work.

Rules read only the request, as a model does. The tools that the request offers decide which rules answer.
"""

from __future__ import annotations

from local.fake_model import charter, planner, reporter, retirement, tagger
from local.fake_model.conversation import Answer, Conversation, Responder

#: A tool that only this kind of work is offered, the name of the work, and the function that answers it.
RESPONDERS: tuple[tuple[str, str, Responder], ...] = (
    ("write_report", "planner", planner.answer),
    ("submit_tagger_output", "tagger", tagger.answer),
    ("portfolio_metrics", "reporter", reporter.answer),
    ("aggregate_portfolio", "charter", charter.answer),
    ("run_projection", "retirement", retirement.answer),
)


def responder_for(conversation: Conversation) -> tuple[str, Responder]:
    """Name of the work and its responder. A request with neither tools nor data gets a greeting.

    Raises:
        LookupError: if no responder knows the offered tools.
    """
    if not conversation.tools and not conversation.data:
        return "greeting", lambda _conversation: Answer("", text="OK")
    for tool, name, responder in RESPONDERS:
        if tool in conversation.tools:
            return name, responder
    offered = ", ".join(sorted(conversation.tools)) or "none"
    raise LookupError(f"the fake model has no rules for a request with these tools: {offered}")
