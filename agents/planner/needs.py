"""What a portfolio needs, decided by code: which specialists, in which order. The planner's model adds reasons."""

from __future__ import annotations

from agent_runtime.contracts import DELIVERABLES
from agent_runtime.portfolio.snapshot import Portfolio

TITLES = {
    "tagger": "InstrumentTagger",
    "reporter": "Report Writer",
    "charter": "Chart Maker",
    "retirement": "Retirement Specialist",
}
#: What each specialist makes, in a sentence.
PRODUCTS = {
    "tagger": "the classification",
    "reporter": "the report",
    "charter": "the charts",
    "retirement": "the retirement projection",
}


def wants_projection(portfolio: Portfolio) -> bool:
    """Only a client with a retirement goal gets a projection."""
    return portfolio.goal is not None


def deliverables(portfolio: Portfolio) -> list[str]:
    """Specialists whose results make an analysis of this portfolio complete. None for a portfolio without value."""
    if portfolio.value <= 0:
        return []
    return [name for name in DELIVERABLES if name != "retirement" or wants_projection(portfolio)]


def needs(portfolio: Portfolio) -> list[str]:
    """All specialists that an analysis of this portfolio needs. The tagger comes first: the others use its result."""
    wanted = deliverables(portfolio)
    return ["tagger", *wanted] if wanted and portfolio.unclassified() else wanted


def listed(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
