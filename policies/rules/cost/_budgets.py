from __future__ import annotations

from policies.engine import Resource, Verdict, any_of

BUDGET = "aws:budgets/budget:Budget"
MONTHS = {"DAILY": 1 / 30, "MONTHLY": 1, "QUARTERLY": 3, "ANNUALLY": 12}
"""Months that a budget's limit is for, by its `timeUnit`."""
_OWNERSHIP = ("TagKeyValue", "LinkedAccount", "LinkedAccountName", "CostCategory")
"""Filters that tell whose costs count, not which."""


def narrows(budget: Resource) -> Verdict:
    """Whether filters leave out services, regions or kinds of usage."""
    return any_of(each["name"].test(lambda name: name not in _OWNERSHIP) for each in budget["costFilters"].each())
