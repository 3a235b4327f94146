"""The rules as policies of the SDK: what Pulumi is told, by the SDK's analyzer and by ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime import proto
from pulumi_policy import EnforcementLevel
from pulumi_policy import policy as sdk
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from policies.engine import Config, Finding, Findings, Option, Resource, ResourceRule, Severity, Stack, StackRule
from policies.engine.analyzer import OnePassAnalyzer
from policies.engine.policy import policies
from policies.engine.run import Run
from policies.engine.waiver import Waiver, Waivers
from policies.pack import RULES

QUEUE = "aws:sqs/queue:Queue"
POLICY = "aws:sqs/queuePolicy:QueuePolicy"


def check_encryption(resource: Resource, config: Config) -> Findings:
    if resource.name == "broken":
        raise RuntimeError("broken rule")
    yield from resource["kmsMasterKeyId"].must(lambda key: key is not None, f"has no key for {config['who']}")
    yield from resource["name"].must(lambda name: name is not None, "has no name")


def add_key(resource: Resource, config: Config) -> Mapping[str, Any] | None:
    return {"kmsMasterKeyId": "alias/alex-prod"} if resource["kmsMasterKeyId"].absent else None


def check_policies(stack: Stack, config: Config) -> Findings:
    for queue in stack.of_type(QUEUE):
        if queue["policy"].absent and not stack.referrers(queue, POLICY, "queueUrl"):
            yield Finding("has no policy", "policy", resource=queue)


TEXTS: dict[str, Any] = {"title": "t", "why": "w", "fix": "f", "severity": Severity.HIGH}
ENCRYPTED = ResourceRule(
    name="queue-encrypted",
    types=(QUEUE,),
    options={"who": Option({"type": "string"}, "everybody")},
    check=check_encryption,
    remediate=add_key,
    controls=("SQS.1", "AwsSolutions-SQS2"),
    **TEXTS,
)
GUARDED = StackRule(name="queue-policy", types=(QUEUE,), check=check_policies, **TEXTS)


def urn(type_: str, name: str) -> str:
    return f"urn:pulumi:prod::alex::{type_}::{name}"


def struct(properties: Mapping[str, Any]) -> struct_pb2.Struct:
    made = struct_pb2.Struct()
    made.update(dict(properties))
    return made


def analyzers(*rules: Any, stack: str = "prod", waivers: Waivers | None = None) -> dict[str, Any]:
    """The SDK's analyzer and ours, each with a separate run."""
    listed = rules or (ENCRYPTED, GUARDED)
    runs = Run("alex", stack, waivers or Waivers()), Run("alex", stack, waivers or Waivers())
    advisory = EnforcementLevel.ADVISORY
    return {
        "sdk": sdk._PolicyAnalyzerServicer("alex", "1", policies(listed, runs[0]), advisory),
        "ours": OnePassAnalyzer(runs[1], "alex", "1", policies(listed, runs[1]), advisory),
    }


def analyze(analyzer: Any, properties: Mapping[str, Any], name: str = "jobs") -> list[dict[str, Any]]:
    request = proto.AnalyzeRequest(type=QUEUE, urn=urn(QUEUE, name), name=name, properties=struct(properties))
    return answers(analyzer.Analyze(request, None))


def analyze_stack(analyzer: Any, **queues: Mapping[str, Any]) -> list[dict[str, Any]]:
    resources = [
        proto.AnalyzerResource(type=QUEUE, urn=urn(QUEUE, name), name=name, properties=struct(properties))
        for name, properties in queues.items()
    ]
    return answers(analyzer.AnalyzeStack(proto.AnalyzeStackRequest(resources=resources), None))


def answers(response: proto.AnalyzeResponse) -> list[dict[str, Any]]:
    return [json_format.MessageToDict(diagnostic) for diagnostic in response.diagnostics]


def told(diagnostics: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Policy, level (advisory is the wire's default), first line of the message."""
    return [
        (found["policyName"], found.get("enforcementLevel", "ADVISORY"), found["message"].split("\n")[1])
        for found in diagnostics
    ]


SAMPLES: list[dict[str, Any]] = [
    {},
    {"name": "alex-prod-jobs", "kmsMasterKeyId": "alias/alex-prod"},
    {"name": UNKNOWN_STRING_VALUE, "kmsMasterKeyId": None},
    {
        "name": "x",
        "kmsMasterKeyId": {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": "k"},
    },
]


@pytest.mark.parametrize("properties", SAMPLES, ids=["nothing", "compliant", "unknown", "secret"])
@pytest.mark.parametrize("name", ["jobs", "broken"])
def test_one_pass_answers_as_the_sdk_does(properties: dict[str, Any], name: str) -> None:
    both = analyzers()
    assert analyze(both["ours"], properties, name) == analyze(both["sdk"], properties, name)
    assert analyze_stack(both["ours"], **{name: properties}) == analyze_stack(both["sdk"], **{name: properties})


def test_one_pass_describes_the_pack_as_the_sdk_does() -> None:
    both = analyzers(*RULES)
    assert both["ours"].GetAnalyzerInfo(empty_pb2.Empty(), None) == both["sdk"].GetAnalyzerInfo(empty_pb2.Empty(), None)


@pytest.fixture(params=["sdk", "ours"])
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


def test_an_unknown_value_silences_no_other_finding(kind: str) -> None:
    assert told(analyze(analyzers()[kind], {"kmsMasterKeyId": UNKNOWN_STRING_VALUE})) == [
        ("queue-encrypted", "MANDATORY", "has no name (at name)"),
        ("pack-undecided", "ADVISORY", "[queue-encrypted] has no key for everybody (at kmsMasterKeyId)"),
    ]


def test_a_rule_that_fails_is_mandatory_in_every_stack_and_is_told_only_once(kind: str) -> None:
    analyzer = analyzers(stack="local")[kind]
    ((policy, level, message),) = told(analyze(analyzer, {}, "broken"))
    assert (policy, level) == ("pack-error", "MANDATORY")
    assert message.startswith("[queue-encrypted] the rule failed: RuntimeError: broken rule")
    assert told(analyze(analyzer, {"name": "x", "kmsMasterKeyId": "k"})) == []


def test_other_stacks_are_only_advised(kind: str) -> None:
    levels = {level for _, level, _ in told(analyze(analyzers(stack="local")[kind], {}))}
    assert levels == {"ADVISORY"}


def test_a_waived_violation_is_told_with_its_reason_and_stops_nothing(kind: str) -> None:
    waiver = Waiver("queue-encrypted", f"{QUEUE}::jobs", "Holds nothing but public prices", date(2030, 1, 1))
    diagnostics = analyze(analyzers(waivers=Waivers((waiver,)))[kind], {"name": "x"})
    assert told(diagnostics) == [
        ("pack-waived", "ADVISORY", "[queue-encrypted] has no key for everybody (at kmsMasterKeyId)")
    ]
    assert "Waived until 2030-01-01: Holds nothing but public prices" in diagnostics[0]["message"]


def configure(analyzer: Any, level: str, **properties: Any) -> None:
    config = proto.PolicyConfig(enforcementLevel=proto.EnforcementLevel.Value(level), properties=struct(properties))
    analyzer.Configure(proto.ConfigureAnalyzerRequest(policyConfig={"queue-encrypted": config}), None)


def test_a_rule_is_configured_and_its_level_overridden(kind: str) -> None:
    analyzer = analyzers()[kind]
    configure(analyzer, "ADVISORY", who="Alice")
    assert told(analyze(analyzer, {"name": "x"})) == [
        ("queue-encrypted", "ADVISORY", "has no key for Alice (at kmsMasterKeyId)")
    ]


def test_a_disabled_rule_says_nothing(kind: str) -> None:
    analyzer = analyzers()[kind]
    configure(analyzer, "DISABLED")
    assert analyze(analyzer, {}) == []


def test_stack_rules_see_inputs_of_the_program_and_no_defaults_of_the_provider(kind: str) -> None:
    analyzer = analyzers()[kind]
    analyze(analyzer, {"name": "jobs"})
    (found,) = analyze_stack(analyzer, jobs={"name": "jobs", "policy": UNKNOWN_STRING_VALUE})
    assert (found["policyName"], found["urn"]) == ("queue-policy", urn(QUEUE, "jobs"))


def test_a_remediation_is_offered_only_where_it_is_configured(kind: str) -> None:
    analyzer = analyzers()[kind]
    request = proto.AnalyzeRequest(
        type=QUEUE,
        urn=urn(QUEUE, "jobs"),
        name="jobs",
        properties=struct({"name": "x", "fifoQueue": UNKNOWN_STRING_VALUE}),
    )
    assert not analyzer.Remediate(request, None).remediations
    configure(analyzer, "REMEDIATE")
    (remedy,) = analyzer.Remediate(request, None).remediations
    expected = {"name": "x", "fifoQueue": UNKNOWN_STRING_VALUE, "kmsMasterKeyId": "alias/alex-prod"}
    assert json_format.MessageToDict(remedy.properties) == expected
    assert [level for _, level, _ in told(analyze(analyzer, {"name": "x"}))] == ["MANDATORY"]


def test_pulumi_is_told_severity_framework_and_schema() -> None:
    info = analyzers()["ours"].GetAnalyzerInfo(empty_pb2.Empty(), None)
    told_of = next(policy for policy in info.policies if policy.name == "queue-encrypted")
    assert told_of.severity == proto.POLICY_SEVERITY_HIGH
    assert (told_of.framework.name, told_of.framework.reference) == (
        "AWS Foundational Security Best Practices",
        "SQS.1",
    )
    assert list(told_of.tags) == ["queue", "SQS.1", "AwsSolutions-SQS2"]
    schema = json_format.MessageToDict(told_of.configSchema.properties)
    assert schema == {"who": {"type": "string", "default": "everybody"}}


def test_two_rules_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="queue-encrypted"):
        policies([ENCRYPTED, replace(ENCRYPTED, title="another")], Run("alex", "prod"))


def test_the_pack_has_a_schema_for_every_option_and_texts_that_are_sentences() -> None:
    for rule in RULES:
        assert rule.title.endswith("."), rule.name
        assert rule.why.endswith("."), rule.name
        assert rule.fix.endswith("."), rule.name
        assert json.dumps([option.schema for option in rule.options.values()]), rule.name
