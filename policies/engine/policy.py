"""Rules as policies of the SDK."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, cast

import pulumi_policy as sdk

from policies.engine import decode
from policies.engine.metadata import metadata, sdk_level
from policies.engine.outcome import Kind, failure, is_blank, judge_resource, judge_stack
from policies.engine.resource import Resource, Stack
from policies.engine.rule import Level, ResourceRule, Rule, StackRule, applies_to
from policies.engine.run import Run


class OutcomePolicy(NamedTuple):
    """A policy that reports outcomes of rules at a level other than the rule's."""

    name: str
    kind: Kind
    level: Level
    title: str


OUTCOME_POLICIES = (
    OutcomePolicy(
        name="pack-error", kind=Kind.ERROR, level=Level.MANDATORY, title="Every rule of the pack could be evaluated."
    ),
    OutcomePolicy(
        name="pack-undecided",
        kind=Kind.UNDECIDED,
        level=Level.ADVISORY,
        title="All values that rules need are known before the deployment.",
    ),
    OutcomePolicy(name="pack-waived", kind=Kind.WAIVED, level=Level.ADVISORY, title="Waived violations stay visible."),
)
STACK_SUFFIX = "-stack"
"""Outcome policies for stack rules need distinct names."""
OUTCOME_NAMES = frozenset(policy.name + suffix for policy in OUTCOME_POLICIES for suffix in ("", STACK_SUFFIX))


class ResourcePolicy(sdk.ResourceValidationPolicy):
    """A resource rule as a policy."""

    def __init__(self, rule: ResourceRule, run: Run) -> None:
        # The SDK declares an awaitable; it takes the properties themselves as well.
        remediate = cast("sdk.ResourceRemediation", self._remediate) if rule.remediate else None
        super().__init__(remediate=remediate, **metadata(rule, run.stack))
        self.rule = rule
        self._run = run

    def judge(self, resource: Resource, given: Mapping[str, Any] | None, report: sdk.ReportViolation) -> None:
        place = self._run.place(resource.urn)
        config = self._run.config(self.rule, given, place)
        self._run.report(judge_resource(self.rule, resource, config, place.waivers), report)

    def validate(self, args: sdk.ResourceValidationArgs, report_violation: sdk.ReportViolation) -> None:
        if applies_to(self.rule, args.resource_type):
            self.judge(decode.resource(args), args.get_config(), report_violation)

    def _remediate(self, args: sdk.ResourceValidationArgs) -> Mapping[str, Any] | None:
        """An error leaves the resource as it was: the SDK would end the whole deployment."""
        resource = decode.resource(args)
        place = self._run.place(resource.urn)
        if (
            is_blank(resource)
            or not applies_to(self.rule, resource.type)
            or place.waivers.find(self.rule.name, resource)
        ):
            return None
        assert self.rule.remediate, "only registered when there is one"
        try:
            changes = self.rule.remediate(resource, self._run.config(self.rule, args.get_config(), place))
        except Exception as error:
            self._run.failed.setdefault(resource.urn, []).append(failure(self.rule, error, resource))
            return None
        return decode.merged(decode.target(args.props), changes) if changes else None


class StackPolicy(sdk.StackValidationPolicy):
    """A stack rule as a policy."""

    def __init__(self, rule: StackRule, run: Run) -> None:
        super().__init__(**metadata(rule, run.stack))
        self.rule = rule
        self._run = run

    def judge(self, stack: Stack, given: Mapping[str, Any] | None, report: sdk.ReportViolation) -> None:
        place = self._run.place(stack.resources[0].urn if stack.resources else "")
        config = self._run.config(self.rule, given, place)
        self._run.report(judge_stack(self.rule, stack, config, place.waivers), report)

    def validate(self, args: sdk.StackValidationArgs, report_violation: sdk.ReportViolation) -> None:
        stack = Stack(decode.stack_resource(resource, self._run.inputs) for resource in args.resources)
        self.judge(stack, args.get_config(), report_violation)


class ResourceOutcomePolicy(sdk.ResourceValidationPolicy):
    """Reports outcomes of resource rules, and remembers every resource for the stack rules."""

    def __init__(self, policy: OutcomePolicy, run: Run) -> None:
        super().__init__(policy.name, policy.title, enforcement_level=sdk_level(policy.level))
        self._kind = policy.kind
        self._run = run

    def judge(self, resource: Resource, report: sdk.ReportViolation) -> None:
        self._run.remember(resource)
        self._run.report_failed(resource.urn)
        self._run.report_pending(self._kind, report)

    def validate(self, args: sdk.ResourceValidationArgs, report_violation: sdk.ReportViolation) -> None:
        self.judge(decode.resource(args), report_violation)


class StackOutcomePolicy(sdk.StackValidationPolicy):
    """Reports outcomes of stack rules."""

    def __init__(self, policy: OutcomePolicy, run: Run) -> None:
        super().__init__(policy.name + STACK_SUFFIX, policy.title, enforcement_level=sdk_level(policy.level))
        self._kind = policy.kind
        self._run = run

    def judge(self, report: sdk.ReportViolation) -> None:
        self._run.report_pending(self._kind, report)

    def validate(self, args: sdk.StackValidationArgs, report_violation: sdk.ReportViolation) -> None:
        self.judge(report_violation)


def policies(rules: Iterable[Rule], run: Run) -> list[sdk.Policy]:
    """In the order that the SDK must run them: outcome policies last. Raises ValueError if two rules share a name."""
    listed = tuple(rules)
    names = [rule.name for rule in listed]
    if len(set(names)) < len(names):
        raise ValueError(f"rules with the same name: {sorted({name for name in names if names.count(name) > 1})}")
    return [
        *(ResourcePolicy(rule, run) for rule in listed if isinstance(rule, ResourceRule)),
        *(StackPolicy(rule, run) for rule in listed if isinstance(rule, StackRule)),
        *(ResourceOutcomePolicy(policy, run) for policy in OUTCOME_POLICIES),
        *(StackOutcomePolicy(policy, run) for policy in OUTCOME_POLICIES),
    ]
