"""Whether CloudFront's flat-rate plan of the settings is the one that AWS bills the distribution and its web ACL by."""

from __future__ import annotations

import shlex
from typing import Any

from cli.doctor.check import Check, CheckFailed, CheckSkipped
from cli.shared.account import Account
from cli.shared.project import LOCAL_STACK
from cli.shared.stack_account import told

BY_USE = "pay-as-you-go"
_ADVICE = "read docs/cost.md, CloudFront's flat-rate plans, and the console of CloudFront; then deploy again"


class EdgePlan:
    """
    Args:
        account: the stack's.
        plan: the setting `edgePlan`.
    """

    def __init__(self, account: Account, plan: str) -> None:
        self._account, self._plan = account, plan

    def all(self) -> list[Check]:
        """None for pay-as-you-go, which has no subscription, and asks for no permission to read one."""
        return [] if self._plan == BY_USE else [Check("CloudFront's plan", self.subscription, _ADVICE)]

    def subscription(self) -> str:
        if self._account.stack == LOCAL_STACK:
            raise CheckSkipped("the embedded AWS has no plan subscriptions")
        with told("the plan subscriptions cannot be listed"):
            found = self._found()
        if found is None:
            raise CheckFailed(f"edgePlan is {self._plan}, and no subscription covers the stack's web ACL")
        tier, status = str(found["planTier"]), str(found["status"])
        if tier.lower() != self._plan:
            raise CheckFailed(f"edgePlan is {self._plan}, and the subscription is of the plan {tier}")
        if status == "PENDING_APPROVAL":
            raise CheckFailed("the subscription waits for approval: AWS bills by use", _approval(found))
        if status == "FAILED":
            raise CheckFailed(f"the subscription has failed: {found.get('statusReason') or 'no reason given'}")
        if change := found.get("scheduledChange"):
            raise CheckFailed(_about_change(change))
        return f"{tier}, {status.lower().replace('_', ' ')}"

    def _found(self) -> dict[str, Any] | None:
        """The subscription with the stack's web ACL. AWS has one endpoint for all regions."""
        web_acl = f":global/webacl/alex-{self._account.stack}/"
        pages = self._account.client("pricing-plan-manager").get_paginator("list_subscriptions").paginate()
        listed = (each for page in pages for each in page["subscriptionSummaries"])
        return next((each for each in listed if any(web_acl in arn for arn in each["resourceArns"])), None)


def _approval(found: dict[str, Any]) -> str:
    named = f"--arn {found['arn']} --if-match {shlex.quote(found['eTag'])}"
    return f"approve it in CloudFront's console, or: aws pricing-plan-manager approve-paid-subscription {named}"


def _about_change(change: dict[str, Any]) -> str:
    date = change.get("effectiveDate")
    when = f"on {date:%Y-%m-%d}" if date else "at the end of the billing period"
    what = "ends" if change["changeType"] == "CANCELLATION" else f"becomes {change.get('planTier') or 'a lower plan'}"
    return f"the subscription {what} {when}"
