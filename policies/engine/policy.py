"""Rules as policies of the SDK."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import pulumi_policy as sdk

from policies.engine import decode
from policies.engine.metadata import metadata, sdk_level
from policies.engine.outcome import Kind, judge_resource, judge_stack
from policies.engine.resource import Resource, Stack
from policies.engine.rule import Level, ResourceRule, Rule, StackRule, applies_to
from policies.engine.run import Run


@dataclass(frozen=True)
class Side:
    """Reports in the name of rules what must not have the rule's own level."""

    name: str
    kind: Kind
    level: Level
    title: str


SIDES = (
    Side("pack-error", Kind.ERROR, Level.MANDATORY, "Every rule of the pack could be evaluated."),
    Side("pack-undecided", Kind.UNDECIDED, Level.ADVISORY, "What a rule needs is known before the deployment."),
    Side("pack-waived", Kind.WAIVED, Level.ADVISORY, "Waived violations stay visible."),
)
STACK_SUFFIX = "-stack"
"""The sides of stack rules need names of their own."""


class ResourcePolicy(sdk.ResourceValidationPolicy):
    """A resource rule."""

    def __init__(self, rule: ResourceRule, run: Run) -> None:
        # The SDK declares an awaitable; it takes the properties themselves as well.
        remediate = cast("sdk.ResourceRemediation", self._remediate) if rule.remediate else None
        super().__init__(remediate=remediate, **metadata(rule, run.stack))
        self.rule = rule
        self._run = run

    def judge(self, resource: Resource, given: Mapping[str, Any] | None, report: sdk.ReportViolation) -> None:
        config = self._run.config(self.rule, given)
        self._run.report(judge_resource(self.rule, resource, config, self._run.waivers), report)

    def validate(self, args: sdk.ResourceValidationArgs, report_violation: sdk.ReportViolation) -> None:
        if applies_to(self.rule, args.resource_type):
            self.judge(decode.resource(args), args.get_config(), report_violation)

    def _remediate(self, args: sdk.ResourceValidationArgs) -> Mapping[str, Any] | None:
        resource = decode.resource(args)
        if not applies_to(self.rule, resource.type) or self._run.waivers.find(self.rule.name, resource):
            return None
        assert self.rule.remediate, "only registered when there is one"
        changes = self.rule.remediate(resource, self._run.config(self.rule, args.get_config()))
        return {**decode.target(args.props), **decode.wire(changes)} if changes else None


class StackPolicy(sdk.StackValidationPolicy):
    """A stack rule."""

    def __init__(self, rule: StackRule, run: Run) -> None:
        super().__init__(**metadata(rule, run.stack))
        self.rule = rule
        self._run = run

    def judge(self, stack: Stack, given: Mapping[str, Any] | None, report: sdk.ReportViolation) -> None:
        config = self._run.config(self.rule, given)
        self._run.report(judge_stack(self.rule, stack, config, self._run.waivers), report)

    def validate(self, args: sdk.StackValidationArgs, report_violation: sdk.ReportViolation) -> None:
        stack = Stack(decode.stack_resource(resource, self._run.inputs) for resource in args.resources)
        self.judge(stack, args.get_config(), report_violation)


class ResourceSide(sdk.ResourceValidationPolicy):
    """A side for resource rules; it also notes every resource for the stack rules."""

    def __init__(self, side: Side, run: Run) -> None:
        super().__init__(side.name, side.title, enforcement_level=sdk_level(side.level))
        self._kind = side.kind
        self._run = run

    def judge(self, resource: Resource, report: sdk.ReportViolation) -> None:
        self._run.remember(resource)
        self._run.report_aside(self._kind, report)

    def validate(self, args: sdk.ResourceValidationArgs, report_violation: sdk.ReportViolation) -> None:
        self.judge(decode.resource(args), report_violation)


class StackSide(sdk.StackValidationPolicy):
    """A side for stack rules."""

    def __init__(self, side: Side, run: Run) -> None:
        super().__init__(side.name + STACK_SUFFIX, side.title, enforcement_level=sdk_level(side.level))
        self._kind = side.kind
        self._run = run

    def judge(self, report: sdk.ReportViolation) -> None:
        self._run.report_aside(self._kind, report)

    def validate(self, args: sdk.StackValidationArgs, report_violation: sdk.ReportViolation) -> None:
        self.judge(report_violation)


def policies(rules: Iterable[Rule], run: Run) -> list[sdk.Policy]:
    """In the order in which the SDK must run them: the sides last. Raises ValueError when two rules have one name."""
    listed = tuple(rules)
    names = [rule.name for rule in listed]
    if len(set(names)) < len(names):
        raise ValueError(f"rules with one name: {sorted({name for name in names if names.count(name) > 1})}")
    return [
        *(ResourcePolicy(rule, run) for rule in listed if isinstance(rule, ResourceRule)),
        *(StackPolicy(rule, run) for rule in listed if isinstance(rule, StackRule)),
        *(ResourceSide(side, run) for side in SIDES),
        *(StackSide(side, run) for side in SIDES),
    ]
