"""Whether CloudWatch Logs keeps the stack's logs for as long as the stack says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cli.doctor.check import Check, CheckFailed
from cli.shared.account import Account
from cli.shared.stack_account import told
from components.foundation.functions import ALL_FUNCTIONS
from components.foundation.names import PROJECT, Names

_ADVICE = (
    "have the account's policy spare these groups, or set logRetentionDays to what it says: "
    "aws logs describe-account-policies --policy-type RETENTION_POLICY"
)


class LogRetention:
    """
    Args:
        account: the stack's.
        days: the setting `logRetentionDays`.
    """

    def __init__(self, account: Account, days: int) -> None:
        self._account, self._days = account, days

    def all(self) -> list[Check]:
        return [Check("Retention of logs", self.retention, _ADVICE)]

    def retention(self) -> str:
        """An account-level policy overrules a log group's own retention, without a word in a deployment."""
        with told():
            groups = list(self._groups())
        for group in groups:
            # What really applies; the policy's name is there in newer answers only.
            days, policy = group.get("retentionInDays"), group.get("retentionPolicyName")
            if days != self._days:
                kept = f"{days} days" if days else "for ever"
                by = f"the account's policy {policy}" if policy else "an account-level policy, or a change by hand"
                raise CheckFailed(f"{group['logGroupName']} is kept {kept} instead of {self._days} days: {by}")
        return f"{len(groups)} log groups, {self._days} {'day' if self._days == 1 else 'days'}"

    def _groups(self) -> Iterator[dict[str, Any]]:
        # Their names do not hold the account.
        names = Names(PROJECT, self._account.stack, "us-east-1", "0" * 12)
        own = {names.function_log_group(spec.name) for spec in ALL_FUNCTIONS} | {names.access_log_group}
        pages = self._account.client("logs").get_paginator("describe_log_groups")
        for prefix in (names.function_log_group(""), names.access_log_group):
            for page in pages.paginate(logGroupNamePrefix=prefix):
                # Groups of the stack `prod-eu` begin like those of `prod`.
                yield from (group for group in page["logGroups"] if group["logGroupName"] in own)
