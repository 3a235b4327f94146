"""The retirement specialist's SDK agent: it explains a projection that is computed beforehand."""

from __future__ import annotations

from agents import Agent, ModelSettings

from agent_runtime.agent.mending import printable, unfenced, without_talk
from agent_runtime.agent.output_validation import checked_by
from agent_runtime.agent.prompting import instructions
from client_texts.faithful_text import Review, Rules
from retirement.facts import ProjectionFacts
from retirement.margin import with_margin
from retirement.plain_explanation import plain_explanation
from retirement.tools import projection_tool
from retirement.validators import explanation_problems

MAX_TOKENS = 4_000
#: The plan comes from the tool, with its result.
QUESTION = "Project this client's retirement and explain the result."


def review_of(facts: ProjectionFacts) -> Review:
    """The checks of the explanation of this projection."""
    return Review(
        Rules(
            tool="run_projection",
            facts=facts.known,
            mend=lambda text: with_margin(without_talk(unfenced(printable(text))), facts.projection.margin_of_error),
            problems=lambda text: explanation_problems(text, facts.projection.success_rate),
            by_code=lambda: plain_explanation(facts.projection),
        )
    )


def retirement_agent(facts: ProjectionFacts, review: Review) -> Agent[None]:
    """The agent that explains this projection; its final output is the Markdown, not yet mended.

    Only numbers reach it, no text of the user's: it needs no guardrail against instructions.
    """
    return Agent[None](
        name="Retirement Specialist",
        instructions=instructions(__file__),
        model_settings=ModelSettings(temperature=0.3, max_tokens=MAX_TOKENS),
        tools=[projection_tool(facts)],
        output_guardrails=[checked_by("explanation_check", review.problems)],
    )
