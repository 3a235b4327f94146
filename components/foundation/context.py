"""What nearly every component of a stack is built with."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.foundation.names import Names


@dataclass(frozen=True)
class StackContext:
    names: Names
    key_arn: pulumi.Input[str]
    """The stack's key, which encrypts all that is stored."""
    runbook_base_url: str
    """Where the pages of `docs/runbooks/` are, without a trailing slash."""
    log_retention_days: int
    protect: bool
    """Whether what holds data resists deletion."""

    def runbook_url(self, runbook: str) -> str:
        """The page that an alarm's description links."""
        return f"{self.runbook_base_url}/{runbook}.md"
