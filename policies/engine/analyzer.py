"""An analyzer for the Pulumi SDK that decodes each request once.

The SDK's analyzer decodes a request once per policy: with 134 rules that takes 5.3 ms of CPU per resource, and 3.9 ms
more for the stack; here 0.15 ms and 0.03 ms. A test checks that both give the same answers to the same requests.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias, TypeVar

import grpc
import pulumi_policy as sdk
from google.protobuf import json_format
from pulumi.runtime import proto
from pulumi_policy import policy

from policies.engine.decode import from_wire
from policies.engine.metadata import sdk_level
from policies.engine.options import CONFIGURATION, EVERY_RULE, faults, misnamed
from policies.engine.policy import ResourceOutcomePolicy, ResourcePolicy, StackOutcomePolicy, StackPolicy
from policies.engine.resource import Resource, Stack
from policies.engine.rule import applies_to, level_of
from policies.engine.run import Run

WITHOUT_INPUTS: Mapping[str, Any] = {"__defaults": []}
"""As the provider's Check leaves them; the engine takes such keys out."""
P = TypeVar("P", bound=sdk.Policy)
RulePolicy: TypeAlias = ResourcePolicy | StackPolicy


class OnePassAnalyzer(policy._PolicyAnalyzerServicer):  # pyright: ignore[reportPrivateUsage]
    """Handles the frequent requests; inherits the rest."""

    def __init__(self, run: Run, name: str, version: str, policies: list[sdk.Policy], *rest: Any) -> None:
        super().__init__(name, version, policies, *rest)
        self._run = run
        self._resource_rules = _only(ResourcePolicy, policies)
        self._resource_outcomes = _only(ResourceOutcomePolicy, policies)
        self._stack_rules = _only(StackPolicy, policies)
        self._stack_outcomes = _only(StackOutcomePolicy, policies)
        self._by_type: dict[str, list[ResourcePolicy]] = {}
        """Rules that judge a type, without those that the configuration disables."""
        self._mends = False

    def Configure(self, request: proto.ConfigureAnalyzerRequest, context: Any) -> Any:  # noqa: N802
        """Refuses what would be ignored or fail later: names that are no rules, unknown options, wrong types."""
        outcomes = [*self._resource_outcomes, *self._stack_outcomes]
        found = [
            *misnamed(request.policyConfig, [policy.name for policy in (*self._rules(), *outcomes)]),
            *(f"{EVERY_RULE} takes a level, and no option {name}" for name in _given(request, EVERY_RULE)),
            *(f"{each.name} is no rule: its level is fixed" for each in outcomes if self._turned(request, each)),
            *(fault for rule in self._rules() for fault in faults(rule.rule, _given(request, rule.name))),
        ]
        if found and context:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, CONFIGURATION + "; ".join(found))
        elif found:
            raise ValueError("; ".join(found))
        self._by_type.clear()
        answer = super().Configure(request, context)
        self._mends = any(self._get_enforcement_level(rule) is sdk.EnforcementLevel.REMEDIATE for rule in self._rules())
        return answer

    def Remediate(self, request: proto.AnalyzeRequest, context: Any) -> proto.RemediateResponse:  # noqa: N802
        """The engine asks for each resource, configured or not; the SDK would decode them all."""
        return super().Remediate(request, context) if self._mends else proto.RemediateResponse()

    def Analyze(self, request: proto.AnalyzeRequest, context: Any) -> proto.AnalyzeResponse:  # noqa: N802
        options = request.options
        properties = from_wire(request.properties)
        resource = Resource(
            type=request.type,
            name=request.name,
            urn=request.urn,
            properties=properties,
            depends={},
            parent=options.parent,
            protect=options.protect,
        )
        response = proto.AnalyzeResponse()
        self._judge(resource, response)
        for outcomes in self._resource_outcomes:
            outcomes.judge(resource, self._fixed(response, outcomes))
        return response

    def AnalyzeStack(self, request: proto.AnalyzeStackRequest, context: Any) -> proto.AnalyzeResponse:  # noqa: N802
        """A file that `pulumi policy analyze` reads may hold several stacks: each is judged for itself."""
        response = proto.AnalyzeResponse()
        stacks: dict[tuple[str, str], list[Resource]] = {}
        for given in request.resources:
            place = self._run.place(given.urn)
            resource = _stack_resource(given, self._run.inputs)
            stacks.setdefault((place.project, place.stack), []).append(resource)
            if resource.properties is WITHOUT_INPUTS:
                self._judge(resource, response)
        for listed in stacks.values() or [[]]:
            self._judge_stack(Stack(listed), response)
        return response

    def _judge(self, resource: Resource, response: proto.AnalyzeResponse) -> None:
        for rule in self._rules_for(resource.type):
            report = self._reporter(response, rule, resource.urn)
            rule.judge(resource, self._get_policy_config(rule.name), report)

    def _judge_stack(self, stack: Stack, response: proto.AnalyzeResponse) -> None:
        urn = stack.resources[0].urn if stack.resources else ""
        for rule in self._stack_rules:
            if not self._disabled(rule):
                report = self._reporter(response, rule, urn)
                rule.judge(stack, self._get_policy_config(rule.name), report)
        for outcomes in self._stack_outcomes:
            outcomes.judge(self._fixed(response, outcomes))

    def _rules(self) -> list[RulePolicy]:
        return [*self._resource_rules, *self._stack_rules]

    def _rules_for(self, resource_type: str) -> list[ResourcePolicy]:
        if resource_type not in self._by_type:
            rules = (rule for rule in self._resource_rules if applies_to(rule.rule, resource_type))
            self._by_type[resource_type] = [rule for rule in rules if not self._disabled(rule)]
        return self._by_type[resource_type]

    def _disabled(self, rule: sdk.Policy) -> bool:
        return self._get_enforcement_level(rule) is sdk.EnforcementLevel.DISABLED

    def _turned(self, request: proto.ConfigureAnalyzerRequest, outcomes: sdk.Policy) -> bool:
        """Whether the configuration names this report. The engine gives it the level of `all` as well."""
        given = request.policyConfig
        levels = {given[name].enforcementLevel for name in (EVERY_RULE, outcomes.name) if name in given}
        default = set() if EVERY_RULE in given else {outcomes.enforcement_level}
        return outcomes.name in given and len({*map(self._convert_enforcement_level, levels), *default}) > 1

    def _fixed(self, response: proto.AnalyzeResponse, outcomes: sdk.Policy) -> sdk.ReportViolation:
        """Errors and waivers are no rules: the configuration `all`, which reaches every policy, does not turn them."""
        level = outcomes.enforcement_level or sdk.EnforcementLevel.MANDATORY

        def report(message: str, urn: str | None = None) -> None:
            self._report(response, outcomes, level)(message, urn)

        return report

    def _reporter(self, response: proto.AnalyzeResponse, rule: RulePolicy, urn: str) -> sdk.ReportViolation:
        """Works out the level only if there is something to report: most rules have nothing."""

        def report(message: str, about: str | None = None) -> None:
            self._report(response, rule, self._level(rule, urn))(message, about)

        return report

    def _level(self, rule: RulePolicy, urn: str) -> sdk.EnforcementLevel:
        """As in the SDK: a violation that remediation did not fix is mandatory."""
        level = self._get_enforcement_level(rule)
        stack = self._run.place(urn).stack
        if stack != self._run.stack and level is rule.enforcement_level:
            level = sdk_level(level_of(rule.rule, stack))  # the default was that of another stack
        return sdk.EnforcementLevel.MANDATORY if level is sdk.EnforcementLevel.REMEDIATE else level

    def _report(
        self, response: proto.AnalyzeResponse, policy: sdk.Policy, level: sdk.EnforcementLevel
    ) -> sdk.ReportViolation:
        return self._create_report_violation(response, policy.name, policy.description, level, policy.severity)


def _given(request: proto.ConfigureAnalyzerRequest, rule: str) -> dict[str, Any]:
    if rule not in request.policyConfig:
        return {}
    return json_format.MessageToDict(request.policyConfig[rule].properties)


def _stack_resource(given: proto.AnalyzerResource, inputs: Mapping[str, Mapping[str, Any]]) -> Resource:
    """As `decode.stack_resource`, without decoding known inputs again.

    A resource without inputs looks like one that `--target` leaves out, until it has outputs: the other has none.
    """
    properties = inputs.get(given.urn)
    if properties is not None and not properties and given.properties.fields:
        properties = WITHOUT_INPUTS
    depends = {key: tuple(sources.urns) for key, sources in given.propertyDependencies.items()}
    return Resource(
        type=given.type,
        name=given.name,
        urn=given.urn,
        properties=from_wire(given.properties) if properties is None else properties,
        depends=depends,
        parent=given.parent,
        protect=given.options.protect,
    )


def _only(kind: type[P], policies: list[sdk.Policy]) -> list[P]:
    return [policy for policy in policies if isinstance(policy, kind)]
