"""What nearly every component of a stack is built with."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.names import Names


@dataclass(frozen=True)
class StackContext:
    names: Names
    key_arn: pulumi.Input[str]
    """The stack's key, which encrypts all that is stored."""
    alarm_topic_arn: pulumi.Input[str]
    log_retention_days: int
    protect: bool
    """Whether what holds data resists deletion."""
