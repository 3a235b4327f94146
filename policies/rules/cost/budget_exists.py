from __future__ import annotations

from policies.engine import Config, Findings, Resource, Severity, Stack, StackRule, Verdict, any_of, unless
from policies.rules._checks import is_set

_BUDGET = "aws:budgets/budget:Budget"


def check(stack: Stack, config: Config) -> Findings:
    watched = any_of(_watches_costs(budget) & _warns(budget) for budget in stack.of_type(_BUDGET))
    yield from unless(watched, "no cost budget has a notification with subscribers")


def _watches_costs(budget: Resource) -> Verdict:
    return budget["budgetType"].test(lambda kind: kind == "COST")


def _warns(budget: Resource) -> Verdict:
    return any_of(
        is_set(notification["subscriberEmailAddresses"]) | is_set(notification["subscriberSnsTopicArns"])
        for notification in budget["notifications"].each()
    )


RULE = StackRule(
    name="budget-exists",
    title="The stack has a cost budget with notifications.",
    why=(
        "Model calls are billed one by one: a loop overnight costs more than a month of work, and the bill comes later."
    ),
    fix='Add aws.budgets.Budget with budget_type="COST" and a notification with subscribers.',
    severity=Severity.MEDIUM,
    types=(_BUDGET,),
    link="https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html",
    check=check,
)
