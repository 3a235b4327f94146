"""State that the policies of one deployment share."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from pulumi_policy import ReportViolation

from policies.engine.outcome import Kind, Outcome
from policies.engine.report_text import outcome_text, violation_text
from policies.engine.resource import Resource
from policies.engine.rule import Config, Rule
from policies.engine.waiver import Waivers


@dataclass
class Run:
    """One deployment: its stack, its waivers, and the resources seen so far."""

    project: str
    stack: str
    """Empty if unknown, e.g. while the pack is published."""
    waivers: Waivers = field(default_factory=Waivers)
    inputs: dict[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    """URN to the program's inputs."""
    _thread: threading.local = field(default_factory=threading.local)

    def config(self, rule: Rule, given: Mapping[str, Any] | None) -> Config:
        defaults = {name: option.default for name, option in rule.options.items()}
        return Config(self.project, self.stack, defaults | dict(given or {}))

    def remember(self, resource: Resource) -> None:
        self.inputs[resource.urn] = resource.properties

    def report(self, outcomes: Iterable[Outcome], report: ReportViolation) -> None:
        """Report violations under the rule's name and level. Other outcomes wait for `report_pending`."""
        for outcome in outcomes:
            if outcome.kind is Kind.VIOLATION:
                report(violation_text(outcome), _urn(outcome))
            else:
                self._pending.append(outcome)

    def report_pending(self, kind: Kind, report: ReportViolation) -> None:
        """Report the pending outcomes of this kind from the current request."""
        remaining = [outcome for outcome in self._pending if outcome.kind is not kind]
        for outcome in self._pending:
            if outcome.kind is kind:
                report(outcome_text(outcome), _urn(outcome))
        self._pending[:] = remaining

    @property
    def _pending(self) -> list[Outcome]:
        """Per thread: the SDK handles each request in one thread, and several requests at once."""
        if not hasattr(self._thread, "pending"):
            self._thread.pending = []
        return cast("list[Outcome]", self._thread.pending)


def _urn(outcome: Outcome) -> str | None:
    return outcome.resource.urn if outcome.resource else None
