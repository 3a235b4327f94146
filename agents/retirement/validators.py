"""Checks that an explanation of a projection is fit to be shown to a client."""

from __future__ import annotations

from agent_runtime.agent.prose import (
    instruction_problems,
    length_problems,
    markup_problems,
    percentage_after,
    promise_problems,
)

LEAST_WORDS = 80
MOST_WORDS = 1200
#: How far the stated success rate may be from the computed one, percentage points.
RATE_TOLERANCE = 1.0


def explanation_problems(markdown: str, success_rate: float) -> list[str]:
    """Mistakes of an explanation of a projection with this success rate (0..100); empty for a good one."""
    return [
        *_rate_problems(markdown, success_rate),
        *length_problems(markdown, at_least=LEAST_WORDS, at_most=MOST_WORDS),
        *markup_problems(markdown),
        *instruction_problems(markdown),
        *promise_problems(markdown),
    ]


def _rate_problems(markdown: str, success_rate: float) -> list[str]:
    stated = percentage_after(r"\bsuccess rate\b", markdown)
    if stated is None:
        return [f"It does not state the success rate; write “success rate of {success_rate:g} %” near the start."]
    if abs(stated - success_rate) > RATE_TOLERANCE:
        return [f"It states a success rate of {stated:g} %; the computed one is {success_rate:g} %."]
    return []
