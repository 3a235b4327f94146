"""What a rule reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.engine.verdict import Verdict

if TYPE_CHECKING:
    from policies.engine.resource import Resource


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, or that cannot be decided before the deployment."""

    message: str
    """What is wrong, e.g. "storage is not encrypted"; why and how to fix it stand in the rule."""
    path: str = ""
    """The property, e.g. `policy.Statement[0].Action`; empty when it is the resource as a whole."""
    resource: Resource | None = None
    """In a stack rule, the resource it is about; None for the stack as a whole. Resource rules leave it out."""
    undecided: bool = False
    """An unknown value decides; reported as advisory whatever the rule's level."""


def unless(verdict: Verdict, message: str, path: str = "", resource: Resource | None = None) -> Iterator[Finding]:
    """Nothing on YES, a violation on NO, an undecided finding on UNDECIDED."""
    if verdict is not Verdict.YES:
        yield Finding(message, path, resource, undecided=verdict is Verdict.UNDECIDED)
