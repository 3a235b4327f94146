from __future__ import annotations

from policies.engine import Config, Findings, Option, Resource, ResourceRule, Severity, Verdict, any_of, unless
from policies.rules.cost._budgets import BUDGET, MONTHS, narrows

_NETS = {"includeCredit": "credits", "includeRefund": "refunds"}


def check(budget: Resource, config: Config) -> Findings:
    if budget["budgetType"].text != "COST":
        return
    most = config["usd_a_month"]
    months = MONTHS.get(budget["timeUnit"].text, 0)
    in_dollars = budget["limitUnit"].test(lambda unit: unit == "USD")
    low = budget["limitAmount"].test(lambda amount: float(amount) <= most * months)
    yield from unless(low & in_dollars, f"the limit is more than {most} USD a month", "limitAmount")
    yield from unless(_warns_in_time(budget), "no notification comes before the limit is spent", "notifications")
    for name, what in _NETS.items():
        message = f"{what} are subtracted, so that costs hide behind them"
        yield from budget["costTypes"][name].must(lambda on: on is False, message)
    yield from unless(~narrows(budget), "the budget counts some of the costs only", "costFilters")


def _warns_in_time(budget: Resource) -> Verdict:
    return any_of(
        each["threshold"].test(lambda threshold: threshold <= _PERCENT)
        & each["thresholdType"].test(lambda kind: kind == "PERCENTAGE")
        & each["comparisonOperator"].test(lambda operator: operator == "GREATER_THAN")
        for each in budget["notifications"].each()
    )


_PERCENT = 100

RULE = ResourceRule(
    name="budget-limit",
    title="Cost budgets count all costs, and warn before a low limit is spent.",
    why="A budget of a thousand times the usual cost never warns.",
    fix=(
        "Set limit_amount in USD, and a notification at 100 percent or less. Set include_credit=False and "
        "include_refund=False in cost_types. Remove cost_filters."
    ),
    severity=Severity.MEDIUM,
    types=(BUDGET,),
    link="https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-create.html",
    options={
        "usd_a_month": Option({"type": "number", "minimum": 0, "description": "Highest limit a month, in USD."}, 50)
    },
    check=check,
)
