"""Audit trail, budget and flow logs exist after a deployment to the embedded AWS."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.local


def test_the_trail_is_switched_on(running: Any) -> None:
    cloudtrail = running.stack.client("cloudtrail")
    (trail,) = cloudtrail.describe_trails()["trailList"]
    selectors = cloudtrail.get_event_selectors(TrailName=trail["TrailARN"])["AdvancedEventSelectors"]

    assert cloudtrail.get_trail_status(Name=trail["TrailARN"])["IsLogging"] is True
    assert (trail["IsMultiRegionTrail"], trail["LogFileValidationEnabled"]) == (True, True)
    assert trail["S3BucketName"] in {bucket["Name"] for bucket in running.stack.client("s3").list_buckets()["Buckets"]}
    assert [selector["Name"] for selector in selectors] == ["Management events", "Writes to buckets"]


def test_the_budget_notifies_the_topic_at_each_level(running: Any) -> None:
    budgets, account = running.stack.client("budgets"), running.stack.aws.account
    name = "alex-local-monthly"
    notices = budgets.describe_notifications_for_budget(AccountId=account, BudgetName=name)["Notifications"]

    assert {(notice["NotificationType"], notice["Threshold"]) for notice in notices} == {
        ("ACTUAL", 50),
        ("ACTUAL", 80),
        ("ACTUAL", 100),
        ("FORECASTED", 100),
    }
    for notice in notices:
        (subscriber,) = budgets.describe_subscribers_for_notification(
            AccountId=account, BudgetName=name, Notification=notice
        )["Subscribers"]
        assert subscriber["Address"].endswith(":alex-local-costs")


def test_the_databases_network_is_recorded(running: Any) -> None:
    (flow_log,) = running.stack.client("ec2").describe_flow_logs()["FlowLogs"]

    assert (flow_log["FlowLogStatus"], flow_log["TrafficType"]) == ("ACTIVE", "ALL")


def test_the_applications_secret_has_its_rotation(running: Any) -> None:
    secret = running.stack.client("secretsmanager").describe_secret(SecretId="alex-local-database-app")

    assert secret["RotationEnabled"] is True
    assert secret["RotationLambdaARN"].endswith(":function:alex-local-rotator:live")
    assert secret["RotationRules"] == {"AutomaticallyAfterDays": 30}


def test_what_was_not_created_is_listed_with_the_reason(running: Any) -> None:
    missing = {type_.split(":")[-1] for type_ in running.stack.not_emulated}

    assert {"AnomalyMonitor", "AnomalySubscription"} <= missing
