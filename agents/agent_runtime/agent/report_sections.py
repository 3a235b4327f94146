"""The sections of a report: the reporter writes them, the planner counts them."""

from __future__ import annotations

SECTIONS = (
    "Executive Summary",
    "Portfolio Composition",
    "Risk and Diversification",
    "Retirement Readiness",
    "Recommendations",
)
