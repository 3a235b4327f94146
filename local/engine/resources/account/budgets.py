"""Budgets. The embedded AWS stores them; there are no costs, so it sends no notification."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from local.engine.creation import Created, Creation, creates


@creates("aws:budgets/budget:Budget")
def budget(new: Creation) -> Created:
    name = new.take("name", new.name)
    notices = [notice(each) for each in new.take("notifications", [])]
    new.aws.client("budgets").create_budget(
        AccountId=new.aws.account, Budget=settings(new), NotificationsWithSubscribers=notices, ResourceTags=new.tags()
    )
    return f"{new.aws.account}:{name}", {
        "name": name,
        "arn": f"arn:aws:budgets::{new.aws.account}:budget/{name}",
        "accountId": new.aws.account,
    }


def settings(new: Creation) -> dict[str, Any]:
    """The budget as the API takes it, without its notifications."""
    return {
        "BudgetName": new.take("name", new.name),
        "BudgetType": new.take("budgetType"),
        "TimeUnit": new.take("timeUnit"),
        "CostTypes": _cost_types(new.take("costTypes", {})),
        "BudgetLimit": {"Amount": new.take("limitAmount"), "Unit": new.take("limitUnit")},
    }


def _cost_types(given: Mapping[str, Any]) -> dict[str, Any]:
    """`includeCredit` is `IncludeCredit` in the API."""
    return {name[0].upper() + name[1:]: value for name, value in given.items()}


def notice(notice: Mapping[str, Any]) -> dict[str, Any]:
    """A notification and its subscribers as the API takes them."""
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
