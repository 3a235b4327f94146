"""Values that nearly every component of a stack takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.foundation.names import Names


@dataclass(frozen=True)
class StackContext:
    names: Names
    key_arn: pulumi.Input[str]
    """ARN of the stack's KMS key, which encrypts all stored data."""
    runbook_base_url: str
    """Location of the pages of `docs/runbooks/`, without a trailing slash."""
    log_retention_days: int
    deletion_protection: bool
    """Whether resources that hold data resist deletion."""

    def holding_data(
        self, parent: pulumi.Resource, depends_on: Sequence[pulumi.Resource] = ()
    ) -> pulumi.ResourceOptions:
        """Options of a resource that holds data: Pulumi neither deletes nor replaces it under `deletion_protection`."""
        return pulumi.ResourceOptions(parent=parent, protect=self.deletion_protection, depends_on=[*depends_on])

    def runbook_url(self, runbook: str) -> str:
        """Page linked in an alarm's description."""
        return f"{self.runbook_base_url}/{runbook}.md"
