"""Budgets and anomalies that warn in time."""

from __future__ import annotations

from typing import Any

from policies.engine import UNKNOWN
from policies.rules.cost import budget_covers_idle, budget_limit, cost_anomaly
from policies.testing import changed, judge, make, violations
from tests.guardrails.rule_table import Row, table_tests

BUDGET = make(
    "aws:budgets/budget:Budget",
    {
        "budgetType": "COST",
        "limitAmount": "50",
        "limitUnit": "USD",
        "timeUnit": "MONTHLY",
        "costTypes": {"includeCredit": False, "includeRefund": False},
        "costFilters": [{"name": "TagKeyValue", "values": ["user:Project$alex"]}],
        "notifications": [
            {
                "comparisonOperator": "GREATER_THAN",
                "threshold": 80,
                "thresholdType": "PERCENTAGE",
                "subscriberSnsTopicArns": [UNKNOWN],
            }
        ],
    },
    "budget",
)
ANOMALY = make(
    "aws:costexplorer/anomalySubscription:AnomalySubscription",
    {
        "subscribers": [{"type": "SNS", "address": UNKNOWN}],
        "thresholdExpression": {"dimension": {"key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE", "values": ["5"]}},
    },
    "anomaly",
)

TestTable = table_tests(
    (
        Row(budget_limit.RULE, BUDGET, "limitAmount", ("51", "50000", "much", None), ("50", "0.5")),
        Row(budget_limit.RULE, BUDGET, "costTypes.includeCredit", (True, None)),
        Row(budget_limit.RULE, BUDGET, "costTypes", (None, {})),
        Row(budget_limit.RULE, BUDGET, "limitUnit", ("GB", None)),
        Row(budget_limit.RULE, BUDGET, "timeUnit", ("DAILY", None), ("QUARTERLY", "ANNUALLY"), unknown_decides=False),
        Row(budget_limit.RULE, BUDGET, "notifications[0].threshold", (101, None), (1, 100)),
        Row(budget_limit.RULE, BUDGET, "notifications[0].comparisonOperator", ("LESS_THAN", None)),
        Row(budget_limit.RULE, BUDGET, "notifications", ([], None)),
        Row(budget_limit.RULE, BUDGET, "costFilters[0].name", ("Service", "Region"), ("LinkedAccount",)),
        Row(cost_anomaly.RULE, ANOMALY, "subscribers", ([], None), unknown_decides=False),
        Row(cost_anomaly.RULE, ANOMALY, "thresholdExpression.dimension.values", (["50000"], ["much"]), (["50"],)),
    )
)


def test_a_daily_budget_counts_by_the_month() -> None:
    assert not judge(budget_limit.RULE, changed(changed(BUDGET, "timeUnit", "DAILY"), "limitAmount", "1.5"))


def test_budgets_of_usage_have_no_price() -> None:
    assert not judge(budget_limit.RULE, changed(changed(BUDGET, "budgetType", "USAGE"), "limitAmount", "50000"))


def test_a_program_may_cost_more() -> None:
    large = changed(BUDGET, "limitAmount", "2000")
    assert violations(budget_limit.RULE, large) == ["the limit is more than 50 USD a month"]
    assert not violations(budget_limit.RULE, large, usd_a_month=2000)


def idle(limit: Any, **options: Any) -> list[str]:
    """Messages for a stack of a web ACL with two rules, 7 USD a month, two keys and this budget."""
    acl = make("aws:wafv2/webAcl:WebAcl", {"rules": [{"name": "a"}, {"name": "b"}]}, "acl")
    keys = [make("aws:kms/key:Key", {}, f"key-{number}") for number in (1, 2)]
    budget = changed(BUDGET, "limitAmount", limit)
    return violations(budget_covers_idle.RULE, acl, *keys, budget, **options)


def test_a_budget_below_an_idle_month_names_what_costs_most() -> None:
    [message] = idle("8.50")
    assert "an idle month costs about 9.00 USD, over the budget of 8.50" in message
    assert "web ACLs 5.00, rules 2.00, keys 2.00" in message or "web ACLs 5.00, keys 2.00, rules 2.00" in message


def test_a_budget_above_an_idle_month_passes_and_the_option_says_how_far() -> None:
    assert not idle("9.10")
    assert not idle("20", percent=50)
    assert idle("17", percent=50)
    assert not idle("6", percent=200)


def test_a_budget_that_is_not_known_is_not_judged_by_idle_costs() -> None:
    assert not idle(UNKNOWN)
