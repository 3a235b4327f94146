"""Checks that a report is fit to be shown to a client."""

from __future__ import annotations

import re

from agent_runtime.agent.prose import (
    amount_after,
    instruction_problems,
    length_problems,
    markup_problems,
    promise_problems,
    word_count,
)
from agent_runtime.agent.report_sections import SECTIONS
from agent_runtime.agent.wording import money
from agent_runtime.portfolio.snapshot import Portfolio
from reporter.limits import limit_problems

LEAST_WORDS = 250
MOST_WORDS = 3000
#: A shorter section counts as empty.
LEAST_SECTION_WORDS = 10
VALUE_TOLERANCE = 0.01
#: Amounts are written without cents; a little more for sums that a float cannot hold.
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
        *_value_problems(markdown, portfolio),
        *limit_problems(markdown, portfolio),
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


def _value_problems(markdown: str, portfolio: Portfolio) -> list[str]:
    value, currency = float(portfolio.value), portfolio.currency
    stated = amount_after(r"\btotal (?:portfolio )?value\b", markdown, currency)
    if stated is None:
        return [f"It does not state the total value; write “total value of {money(value, currency)}” in the summary."]
    if abs(stated - value) > max(VALUE_TOLERANCE * value, ROUNDING):
        cents = money(stated, currency) == money(value, currency)
        said, right = (money(amount, currency, cents=cents) for amount in (stated, value))
        return [f"It states a total value of {said}; the portfolio's is {right}."]
    return []
