"""Checks that a report is fit to be shown to a client."""

from __future__ import annotations

import re

from agent_runtime.portfolio import Portfolio
from agent_runtime.prose import (
    amount_after,
    instruction_problems,
    length_problems,
    markup_problems,
    promise_problems,
    word_count,
)
from agent_runtime.report_sections import SECTIONS

LEAST_WORDS = 250
MOST_WORDS = 3000
#: A shorter section counts as empty.
LEAST_SECTION_WORDS = 10
VALUE_TOLERANCE = 0.01
#: USD: amounts are written without cents; a little more for sums that a float cannot hold.
ROUNDING = 0.5001

_HEADING = re.compile(r"^##[ \t]+(.+?)[ \t]*$", re.MULTILINE)


def sections(markdown: str) -> list[tuple[str, str]]:
    """Heading and body of each second-level section, in order."""
    parts = _HEADING.split(markdown)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def report_problems(markdown: str, portfolio: Portfolio) -> list[str]:
    """Mistakes of a report on this portfolio; empty for a good one."""
    accounts = [account.name for account in portfolio.accounts]
    instruments = [position.instrument.name for position in portfolio.positions()]
    return [
        *_section_problems(markdown),
        *length_problems(markdown, at_least=LEAST_WORDS, at_most=MOST_WORDS),
        *markup_problems(markdown),
        *instruction_problems(markdown),
        *promise_problems(markdown, [*accounts, *instruments]),
        *_value_problems(markdown, float(portfolio.value)),
    ]


def _section_problems(markdown: str) -> list[str]:
    found = sections(markdown)
    headings = [heading for heading, _ in found if heading in SECTIONS]
    missing = [f"The section “## {title}” is missing." for title in SECTIONS if title not in headings]
    if missing:
        return missing
    if headings != list(SECTIONS):
        return [f"The sections must be, once each and in this order: {', '.join(SECTIONS)}."]
    return [
        f"The section “## {heading}” is all but empty."
        for heading, body in found
        if heading in SECTIONS and word_count(body) < LEAST_SECTION_WORDS
    ]


def _value_problems(markdown: str, total_value: float) -> list[str]:
    stated = amount_after(r"\btotal (?:portfolio )?value\b", markdown)
    if stated is None:
        return [f"It does not state the total value; write “total value of ${total_value:,.0f}” in the summary."]
    if abs(stated - total_value) > max(VALUE_TOLERANCE * total_value, ROUNDING):
        cents = f"{stated:,.0f}" == f"{total_value:,.0f}"
        said, right = (f"${value:,.2f}" if cents else f"${value:,.0f}" for value in (stated, total_value))
        return [f"It states a total value of {said}; the portfolio's is {right}."]
    return []
