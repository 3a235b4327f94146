"""Cost alerts: budget notifications, cost anomalies, and cost allocation tags."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components.governance.cost_alerts import CostAlertsArgs
from local.errors import LocalError
from tests.infra.conftest import ROOT
from tests.previews import preview

MONITOR = "arn:aws:ce::123456789012:anomalymonitor/0a1b2c3d-0000-4000-8000-000000000000"


def planned(overrides: dict[str, object]) -> dict[str, list[dict[str, Any]]]:
    """Inputs of the production stack's resources, by type."""
    found: dict[str, list[dict[str, Any]]] = {}
    for resource in preview(ROOT, "prod", overrides).resources:
        found.setdefault(resource.type.split(":")[-1], []).append(dict(resource.inputs))
    return found


def test_the_budget_is_fifty_dollars_a_month_for_the_whole_account(prod):
    budget = prod.one("Budget", "costs-budget")

    assert (budget["budgetType"], budget["timeUnit"]) == ("COST", "MONTHLY")
    assert (budget["limitAmount"], budget["limitUnit"]) == ("50", "USD")
    assert budget["costTypes"] == {"includeCredit": False, "includeRefund": False}
    assert not {"costFilters", "filterExpression"} & budget.keys()


def test_the_budget_notifies_at_each_threshold(prod):
    notices = prod.one("Budget", "costs-budget")["notifications"]

    assert [(notice["notificationType"], notice["threshold"]) for notice in notices] == [
        ("ACTUAL", 50),
        ("ACTUAL", 80),
        ("ACTUAL", 100),
        ("FORECASTED", 100),
    ]
    assert all(notice["thresholdType"] == "PERCENTAGE" and notice["subscriberSnsTopicArns"] for notice in notices)


def test_with_an_address_alerts_are_also_mailed():
    resources = planned({"alarmEmail": "team@alex.example", "monthlyBudgetUsd": 200})
    (budget,) = resources["Budget"]
    subscriptions = {each["frequency"]: each for each in resources["AnomalySubscription"]}

    assert budget["limitAmount"] == "200"
    assert all(notice["subscriberEmailAddresses"] == ["team@alex.example"] for notice in budget["notifications"])
    assert subscriptions["DAILY"]["subscribers"] == [{"address": "team@alex.example", "type": "EMAIL"}]


def test_an_anomaly_of_a_tenth_of_the_budget_is_reported_immediately(prod):
    subscription = prod.one("AnomalySubscription", "costs-anomalies")
    threshold = subscription["thresholdExpression"]["dimension"]

    assert subscription["frequency"] == "IMMEDIATE"
    assert (threshold["key"], threshold["values"]) == ("ANOMALY_TOTAL_IMPACT_ABSOLUTE", ["5"])
    assert prod.one("AnomalyMonitor", "costs-monitor")["monitorDimension"] == "SERVICE"


def test_an_existing_anomaly_monitor_is_used():
    resources = planned({"anomalyMonitorArn": MONITOR})

    assert "AnomalyMonitor" not in resources
    assert resources["AnomalySubscription"][0]["monitorArnLists"] == [MONITOR]


def test_the_stack_tags_become_cost_allocation_tags_once_aws_knows_them(prod):
    activated = planned({"activateCostTags": True})["CostAllocationTag"]

    assert {tag["tagKey"] for tag in activated} == {"Project", "Environment", "Owner"}
    assert not prod.all("CostAllocationTag"), "AWS would refuse the first deployment"


def test_only_the_cost_services_publish_to_the_encrypted_topic(prod):
    topic = prod.one("Topic", "costs-topic")
    key = json.loads(prod.one("Key", "key-key")["policy"])["Statement"]
    publishers = {"budgets.amazonaws.com", "costalerts.amazonaws.com"}
    allowed = [s for s in json.loads(topic["policy"])["Statement"] if s["Effect"] == "Allow"]

    assert {s["Principal"]["Service"] for s in allowed} == publishers
    assert all(s["Condition"]["StringEquals"] == {"aws:SourceAccount": "123456789012"} for s in allowed)
    assert publishers <= {s["Principal"].get("Service") for s in key}


@pytest.mark.parametrize(("key", "value"), [("monthlyBudgetUsd", 0), ("anomalyMonitorArn", "the-monitor")])
def test_a_wrong_setting_is_named(key: str, value: object):
    with pytest.raises(LocalError, match=rf"^Pulumi\.prod\.yaml: alex:{key} must be .+, not "):
        preview(ROOT, "prod", {key: value})


def test_a_zero_budget_is_refused():
    with pytest.raises(ValueError, match=r"CostAlertsArgs.monthly_budget_usd must be at least 1, not 0"):
        CostAlertsArgs(None, 0, email=None, anomaly_monitor_arn=None, tag_keys=())  # pyright: ignore
