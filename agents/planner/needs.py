"""The deliverables that a portfolio calls for, as far as code decides. The planner's model decides the rest."""

from __future__ import annotations

from agent_runtime.contracts import DELIVERABLES
from agent_runtime.portfolio import Portfolio


def wants_projection(portfolio: Portfolio) -> bool:
    """Only a client with a retirement goal gets a projection."""
    return portfolio.goal is not None


def deliverables(portfolio: Portfolio) -> list[str]:
    """Specialists whose results make an analysis of this portfolio complete."""
    return [name for name in DELIVERABLES if name != "retirement" or wants_projection(portfolio)]
