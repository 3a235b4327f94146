"""State that the policies of one deployment share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pulumi_policy import ReportViolation

from policies.engine.outcome import Kind, Outcome
from policies.engine.report_text import outcome_text, violation_text
from policies.engine.resource import Resource
from policies.engine.rule import Config, Rule
from policies.engine.waiver import Waivers


class Place(NamedTuple):
    """A stack of a project, with its waivers."""

    project: str
    stack: str
    waivers: Waivers


@dataclass
class Run:
    """One deployment: its stack, its waivers, and the resources seen so far."""

    project: str
    stack: str
    """Empty if unknown, e.g. while the pack is published."""
    waivers: Waivers = field(default_factory=Waivers)
    waivers_of: Callable[[str, str], Waivers] | None = None
    """The waivers of another project and stack, where a command does not say which stack it judges."""
    failed: dict[str, list[Outcome]] = field(default_factory=dict[str, list[Outcome]])
    """URN to remediations that raised; reported when the resource is judged."""
    inputs: dict[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    """URN to the program's inputs."""
    _places: dict[tuple[str, str], Place] = field(default_factory=dict[tuple[str, str], Place])
    _configs: dict[str, tuple[Any, object, Config]] = field(default_factory=dict[str, "tuple[Any, object, Config]"])
    """Rule to its last configuration: what was given, where, and the result."""
    _last: tuple[str, Place | None] = ("", None)
    _pending: list[Outcome] = field(default_factory=list[Outcome])
    """Of the current request, for its last policies."""

    def place(self, urn: str) -> Place:
        """Where the resource is. `pulumi policy analyze` names no stack in the environment; every URN does."""
        last, place = self._last
        if last == urn and place:
            return place
        stack, project = _names(urn) or (self.stack, self.project)
        if (stack, project) not in self._places:
            known = (project, stack) == (self.project, self.stack)
            waivers = self.waivers if known or not self.waivers_of else self.waivers_of(project, stack)
            self._places[stack, project] = Place(project, stack, waivers)
        self._last = (urn, self._places[stack, project])  # every rule asks for the same resource
        return self._places[stack, project]

    def config(self, rule: Rule, given: Mapping[str, Any] | None, place: Place | None = None) -> Config:
        at = place or self
        known = self._configs.get(rule.name)
        if known and known[0] is given and known[1] is at:
            return known[2]
        defaults = {name: option.default for name, option in rule.options.items()}
        made = Config(at.project, at.stack, defaults | dict(given or {}))
        self._configs[rule.name] = (given, at, made)
        return made

    def remember(self, resource: Resource) -> None:
        self.inputs[resource.urn] = resource.properties

    def report(self, outcomes: Iterable[Outcome], report: ReportViolation) -> None:
        """Report violations under the rule's name and level. Other outcomes wait for `report_pending`."""
        for outcome in outcomes:
            if outcome.kind is Kind.VIOLATION:
                report(violation_text(outcome), _urn(outcome))
            else:
                self._pending.append(outcome)

    def report_failed(self, urn: str) -> None:
        """A remediation cannot report: its error waits until its resource is judged."""
        self._pending.extend(self.failed.pop(urn, ()))

    def report_pending(self, kind: Kind, report: ReportViolation) -> None:
        """Report the pending outcomes of this kind from the current request."""
        if not self._pending:
            return
        remaining = [outcome for outcome in self._pending if outcome.kind is not kind]
        for outcome in self._pending:
            if outcome.kind is kind:
                report(outcome_text(outcome), _urn(outcome))
        self._pending[:] = remaining


def _names(urn: str) -> tuple[str, str] | None:
    """Stack and project of a URN, `urn:pulumi:<stack>::<project>::…`; None if it is none."""
    head, _, rest = urn.removeprefix("urn:pulumi:").partition("::")
    return (head, rest.partition("::")[0]) if urn.startswith("urn:pulumi:") and rest else None


def _urn(outcome: Outcome) -> str | None:
    return outcome.resource.urn if outcome.resource else None
