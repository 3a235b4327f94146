"""Findings: the results of a rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass
from typing import Protocol

from policies.engine.verdict import Verdict


class Subject(Protocol):
    """The resource that a finding is about, as far as a report names it. Implemented by `Resource`."""

    @property
    def type(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def urn(self) -> str: ...


@dataclass(frozen=True)
class Finding:
    """One violation, or one question that cannot be decided before the deployment."""

    message: str
    """The violation, e.g. "storage is not encrypted". The rule holds the reason and the fix."""
    path: str = ""
    """The property, e.g. `policy.Statement[0].Action`; empty for the resource as a whole."""
    _: KW_ONLY
    resource: Subject | None = None
    """The resource concerned, in a stack rule; None for the stack as a whole. Resource rules leave it out."""
    undecided: bool = False
    """True if an unknown value decides. Reported as advisory, regardless of the rule's level."""


def unless(verdict: Verdict, message: str, path: str = "", *, resource: Subject | None = None) -> Iterator[Finding]:
    """Nothing on YES, a violation on NO, an undecided finding on UNDECIDED."""
    if verdict is not Verdict.YES:
        yield Finding(message, path, resource=resource, undecided=verdict is Verdict.UNDECIDED)
