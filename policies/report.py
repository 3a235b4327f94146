"""The pack's report on a program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pulumi.runtime import proto

from policies.engine.outcome import Kind
from policies.engine.policy import OUTCOME_POLICIES, STACK_SUFFIX
from policies.engine.report_text import read_head
from policies.engine.rule import Level
from policies.engine.waiver import WHOLE_STACK, Waiver, Waivers
from policies.remedy import Remedy
from policies.waivers import WAIVERS

_KINDS = {policy.name + suffix: policy.kind for policy in OUTCOME_POLICIES for suffix in ("", STACK_SUFFIX)}


@dataclass(frozen=True)
class Violation:
    """One diagnostic of the pack."""

    kind: Kind
    rule: str
    level: Level
    urn: str
    """Empty for the stack as a whole."""
    message: str
    path: str
    text: str
    """The whole text, with reason and fix."""

    @property
    def resource(self) -> str:
        """`<type>::<logical name>`, as in a waiver."""
        if not self.urn:
            return WHOLE_STACK
        *_, qualified_type, name = self.urn.split("::")
        return f"{qualified_type.rpartition('$')[2]}::{name}"


@dataclass(frozen=True)
class Times:
    """Seconds."""

    boot: float
    resources: float
    stack: float


@dataclass(frozen=True)
class Report:
    stack: str
    resources: int
    violations: tuple[Violation, ...]
    times: Times
    stale_waivers: tuple[Waiver, ...]
    """Valid waivers that match no finding."""
    expired_waivers: tuple[Waiver, ...]
    remedies: tuple[Remedy, ...] | None = None
    """What remediations have changed before the pack judged the stack; None if no rule was to remediate."""

    def of_kind(self, kind: Kind) -> tuple[Violation, ...]:
        return tuple(violation for violation in self.violations if violation.kind is kind)

    @property
    def mandatory(self) -> tuple[Violation, ...]:
        return tuple(violation for violation in self.violations if violation.level is Level.MANDATORY)

    @property
    def failed(self) -> bool:
        """Whether a mandatory violation exists: Pulumi would refuse to deploy."""
        return bool(self.mandatory)


def read_report(
    diagnostics: Iterable[proto.AnalyzeDiagnostic], project: str, stack: str, resources: Sequence[str], times: Times
) -> Report:
    """Build the report from the analyzer's diagnostics.

    Args:
        resources: of the program, each as in a waiver.
    """
    violations = tuple(_violation(diagnostic) for diagnostic in diagnostics)
    waivers = Waivers.of(WAIVERS, project, stack, datetime.now(UTC).date())
    used = {(violation.rule, violation.resource) for violation in violations if violation.kind is Kind.WAIVED}
    unused = (waiver for waiver in waivers.valid if (waiver.rule, waiver.resource) not in used)
    stale = tuple(waiver for waiver in unused if not waiver.optional or waiver.resource in resources)
    return Report(stack, len(resources), violations, times, stale, waivers.expired)


def _violation(diagnostic: proto.AnalyzeDiagnostic) -> Violation:
    text = diagnostic.message.removeprefix(diagnostic.description).lstrip("\n")
    head = read_head(text)
    kind = _KINDS.get(diagnostic.policyName, Kind.VIOLATION)
    level = Level.MANDATORY if diagnostic.enforcementLevel == proto.MANDATORY else Level.ADVISORY
    rule = head.rule or diagnostic.policyName
    return Violation(kind, rule, level, diagnostic.urn, head.message, head.path, text)
