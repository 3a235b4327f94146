"""Budgets."""

from __future__ import annotations

from local.engine.creation import Outputs
from local.engine.resources.account.budgets import notice, settings
from local.provider.later import Change, Existing, Found, deletes, reads, updates
from local.provider.tags import as_list, retag


def _key(old: Existing) -> dict[str, str]:
    account, _, name = old.id.partition(":")
    return {"AccountId": account, "BudgetName": name}


@updates("aws:budgets/budget:Budget")
def update_budget(change: Change) -> Outputs:
    client, key = change.aws.client("budgets"), _key(change.old)
    retag(change, lambda tags: client.tag_resource(ResourceARN=change.old.outputs["arn"], ResourceTags=as_list(tags)))
    client.update_budget(AccountId=key["AccountId"], NewBudget=settings(change))
    if change.changes("notifications"):
        for old in change.old.inputs.get("notifications", []):
            client.delete_notification(**key, Notification=notice(old)["Notification"])
        for new in change.take("notifications", []):
            client.create_notification(**key, **notice(new))
    return {}


@reads("aws:budgets/budget:Budget")
def read_budget(old: Existing) -> Found:
    found = old.client("budgets").describe_budget(**_key(old))["Budget"]
    limit = found["BudgetLimit"]
    kinds = found.get("CostTypes", {})
    asked = old.inputs.get("costTypes") or {}
    return {
        **found,
        "limitAmount": f"{float(limit['Amount']):g}",
        "limitUnit": limit["Unit"],
        "costTypes": {name: kinds.get(name[0].upper() + name[1:], value) for name, value in asked.items()},
    }


@deletes("aws:budgets/budget:Budget")
def delete_budget(old: Existing) -> None:
    old.client("budgets").delete_budget(**_key(old))
