"""Budgets. The embedded AWS stores them; there are no costs, so it sends no notification."""

from __future__ import annotations

from typing import Any

from local.engine.creation import Created, Creation, creates


@creates("aws:budgets/budget:Budget")
def budget(new: Creation) -> Created:
    name = new.take("name", new.name)
    settings = {
        "BudgetName": name,
        "BudgetType": new.take("budgetType"),
        "TimeUnit": new.take("timeUnit"),
        "BudgetLimit": {"Amount": new.take("limitAmount"), "Unit": new.take("limitUnit")},
    }
    notices = [_notice(dict(notice)) for notice in new.take("notifications", [])]
    new.aws.client("budgets").create_budget(
        AccountId=new.aws.account, Budget=settings, NotificationsWithSubscribers=notices, ResourceTags=new.tags()
    )
    return f"{new.aws.account}:{name}", {
        "name": name,
        "arn": f"arn:aws:budgets::{new.aws.account}:budget/{name}",
        "accountId": new.aws.account,
    }


def _notice(notice: dict[str, Any]) -> dict[str, Any]:
    addresses = {"SNS": "subscriberSnsTopicArns", "EMAIL": "subscriberEmailAddresses"}
    return {
        "Notification": {
            "NotificationType": notice["notificationType"],
            "ComparisonOperator": notice["comparisonOperator"],
            "Threshold": notice["threshold"],
            "ThresholdType": notice["thresholdType"],
        },
        "Subscribers": [
            {"SubscriptionType": kind, "Address": address}
            for kind, key in addresses.items()
            for address in notice.get(key) or []
        ],
    }
