"""Facts of a retirement goal, and what today's value means for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from faithfulness.facts.facts import Facts
from faithfulness.model import Kind


def add_goal(
    facts: Facts, goal: Mapping[str, Any], total: float, readiness: Mapping[str, Any] | None, today: date | None = None
) -> None:
    """The goal, and what today's value means for it. Contributions and income add up over their years."""
    years, income = goal["years_until_retirement"], goal["target_annual_income"]
    contribution = goal.get("annual_contribution", 0)
    facts.add(Kind.YEARS, years, "years until retirement", "until", open=True)
    facts.add(Kind.MONEY, income, "target annual income", "income", open=True)
    facts.add(Kind.MONEY, contribution, "annual contribution", "contribution", open=True)
    facts.add(Kind.MONEY, contribution * years, "all contributions until retirement", "contribution", open=True)
    facts.add(Kind.TIMES, total / income, "total value in annual incomes", "income", open=True)
    facts.add(Kind.YEARS, total / income, "years of income that the total value covers", "income")
    # A part of a cent may have been rounded to nothing.
    if total:
        facts.add(Kind.PERCENT, 100 * income / total, "income as a share of today's value", "income")
    if total and contribution:
        facts.add(Kind.PERCENT, 100 * contribution / total, "contribution as a share of today's value", "contribution")
    if contribution:
        facts.add(
            Kind.PERCENT, 100 * contribution / income, "contribution as a share of the income", "contribution", "income"
        )
    if today:
        facts.add(Kind.YEAR, today.year + years, "year of retirement", "until", open=True)
        facts.add(Kind.YEAR, today.year, "this year", open=True)
    if readiness and readiness["capital_for_target"]:  # of less than a cent it is 0
        capital, funded = readiness["capital_for_target"], readiness["funded_percentage"]
        facts.truths.funded = funded
        facts.add(Kind.MONEY, capital, "capital for the target income", "capital", open=True)
        facts.add(Kind.PERCENT, funded, "funded percentage", "funded", open=True)
        # The tool gives one decimal; with two a text may round for itself.
        facts.add(Kind.PERCENT, 100 * total / capital, "funded percentage", "funded", open=True)
        facts.add(Kind.PERCENT, 100 * total / capital, "funded percentage", "capital")
        facts.add(
            Kind.MONEY, readiness["sustainable_income_today"], "sustainable income today", "sustainable", open=True
        )
        margin = abs(readiness["sustainable_income_today"] - income)
        facts.add(Kind.MONEY, margin, "difference of sustainable and target income", "sustainable", "gap", open=True)
        facts.add(Kind.MONEY, abs(capital - total), "gap to the capital", "gap", open=True)
        facts.add(Kind.PERCENT, abs(100 - funded), "share of the capital that is missing", "gap")
        if total:
            facts.add(Kind.TIMES, capital / total, "capital in terms of today's value", "capital", open=True)
        facts.add(Kind.TIMES, capital / income, "capital in annual incomes", "capital", open=True)
        facts.add(Kind.YEARS, capital / income, "years of income in the capital", "capital", "income")
