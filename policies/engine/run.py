"""What the policies of one deployment share."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from pulumi_policy import ReportViolation

from policies.engine.outcome import Kind, Outcome
from policies.engine.resource import Resource
from policies.engine.rule import Config, Rule
from policies.engine.waiver import Waivers
from policies.engine.wording import side_text, violation_text


@dataclass
class Run:
    """One deployment: its stack, its waivers, and what has been seen of it so far."""

    project: str
    stack: str
    """Empty when it is not known, as for a pack that is being published."""
    waivers: Waivers = field(default_factory=Waivers)
    inputs: dict[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    """URN to what the program asked for."""
    _thread: threading.local = field(default_factory=threading.local)

    def config(self, rule: Rule, given: Mapping[str, Any] | None) -> Config:
        defaults = {name: option.default for name, option in rule.options.items()}
        return Config(self.project, self.stack, defaults | dict(given or {}))

    def remember(self, resource: Resource) -> None:
        self.inputs[resource.urn] = resource.properties

    def report(self, outcomes: Iterable[Outcome], report: ReportViolation) -> None:
        """Violations go out in the rule's own name and level; the rest waits for `report_aside`."""
        for outcome in outcomes:
            if outcome.kind is Kind.VIOLATION:
                report(violation_text(outcome), _urn(outcome))
            else:
                self._aside.append(outcome)

    def report_aside(self, kind: Kind, report: ReportViolation) -> None:
        """What the rules of the request in hand left aside of this kind."""
        left = [outcome for outcome in self._aside if outcome.kind is not kind]
        for outcome in self._aside:
            if outcome.kind is kind:
                report(side_text(outcome), _urn(outcome))
        self._aside[:] = left

    @property
    def _aside(self) -> list[Outcome]:
        """Per thread: the SDK handles each request in one thread, and several at a time."""
        if not hasattr(self._thread, "aside"):
            self._thread.aside = []
        return cast("list[Outcome]", self._thread.aside)


def _urn(outcome: Outcome) -> str | None:
    return outcome.resource.urn if outcome.resource else None
