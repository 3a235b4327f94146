"""The pack in commands that show it less, or something else, than `pulumi preview` does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from google.protobuf import json_format
from pulumi.runtime import proto
from pulumi_policy import EnforcementLevel
from pulumi_policy import policy as sdk
from pulumi_policy.proxy import UNKNOWN_BOOLEAN_VALUE, UNKNOWN_NUMBER_VALUE, UNKNOWN_STRING_VALUE

from policies import gate
from policies.engine import Resource, ResourceRule
from policies.engine.analyzer import OnePassAnalyzer
from policies.engine.policy import policies
from policies.engine.rule import Rule
from policies.engine.run import Run
from policies.engine.waiver import Waiver, Waivers
from policies.pack import RULES
from policies.testing import config_for
from tests.guardrails.mutations.mutation import Steps, path_of, places, with_value
from tests.guardrails.test_policy_serving import (
    ENCRYPTED,
    GUARDED,
    QUEUE,
    analyze,
    analyze_stack,
    answers,
    struct,
    told,
    urn,
)

_SECRET = "4dabf18193072939515e22adb298388d"
_MARK = "1b47061264138c4ac30d75fd1eb44270"


ALONE = ("cloudtrail-exists", "budget-exists")
"""Rules that a stack without any resource violates."""


def analyzer(*rules: Rule, stack: str = "prod", project: str = "alex", waivers: tuple[Waiver, ...] = ()) -> Any:
    def of(project: str, stack: str) -> Waivers:
        return Waivers.of(waivers, project, stack, date(2026, 1, 1))

    run = Run(project, stack, of(project, stack), of)
    return OnePassAnalyzer(run, "alex", "1", policies(rules or (ENCRYPTED, GUARDED), run), EnforcementLevel.ADVISORY)


def levels(diagnostics: list[dict[str, Any]]) -> set[str]:
    return {level for _, level, _ in told(diagnostics)}


# ---- `pulumi policy analyze` names no stack in the environment ----


def analyze_in(pack: Any, stack: str, properties: Mapping[str, Any]) -> list[dict[str, Any]]:
    where = urn(QUEUE, "jobs").replace(":prod::", f":{stack}::")
    request = proto.AnalyzeRequest(type=QUEUE, urn=where, name="jobs", properties=struct(properties))
    return answers(pack.Analyze(request, None))


@pytest.mark.parametrize("environment", ["", "elsewhere", "prod"])
def test_the_level_is_that_of_the_stack_in_the_urn(environment: str) -> None:
    assert levels(analyze_in(analyzer(stack=environment), "prod", {"name": "x"})) == {"MANDATORY"}
    assert levels(analyze_in(analyzer(stack=environment), "local", {"name": "x"})) == {"ADVISORY"}


@pytest.mark.parametrize("order", [("prod", "local"), ("local", "prod")])
def test_stacks_of_one_file_are_judged_each_for_itself(order: tuple[str, str]) -> None:
    resources = [
        proto.AnalyzerResource(
            type=QUEUE, urn=f"urn:pulumi:{stack}::alex::{QUEUE}::jobs", name="jobs", properties=struct({"name": stack})
        )
        for stack in order
    ]
    found = answers(analyzer(stack="").AnalyzeStack(proto.AnalyzeStackRequest(resources=resources), None))
    assert {(each["urn"].split(":")[2], level) for each, (_, level, _) in zip(found, told(found), strict=True)} == {
        ("prod", "MANDATORY"),
        ("local", "ADVISORY"),
    }


def test_names_of_the_stack_are_read_from_the_urn() -> None:
    seen: list[str] = []

    def check(resource: Resource, config: Any) -> Any:
        seen.append(config.prefix)
        return ()

    analyze_in(analyzer(replace(ENCRYPTED, check=check), stack="", project="policy"), "local", {"name": "x"})
    assert seen == ["alex-local"]


def test_waivers_are_those_of_the_stack_in_the_urn() -> None:
    waiver = Waiver("queue-encrypted", f"{QUEUE}::jobs", "Holds nothing but public prices", date(2030, 1, 1), ("prod",))
    found = {stack: analyze_in(analyzer(stack="", waivers=(waiver,)), stack, {"name": "x"}) for stack in ("prod", "b")}
    assert [policy for policy, _, _ in told(found["prod"])] == ["pack-waived"]
    assert [policy for policy, _, _ in told(found["b"])] == ["queue-encrypted"]


def test_a_level_that_was_configured_holds_in_every_stack() -> None:
    pack = analyzer(stack="")
    level = proto.PolicyConfig(enforcementLevel="ADVISORY")  # type: ignore[arg-type]
    pack.Configure(proto.ConfigureAnalyzerRequest(policyConfig={"queue-encrypted": level}), None)
    assert levels(analyze_in(pack, "prod", {"name": "x"})) == {"ADVISORY"}


@pytest.mark.parametrize("environment", ["alex", "shop", "policy"])
def test_a_waiver_of_one_project_is_not_that_of_another(environment: str) -> None:
    waiver = Waiver(
        "queue-encrypted", f"{QUEUE}::jobs", "Holds nothing but public prices", date(2030, 1, 1), project="shop"
    )
    pack = analyzer(stack="prod", project=environment, waivers=(waiver,))
    found = {}
    for project in ("shop", "alex"):
        about = f"urn:pulumi:prod::{project}::{QUEUE}::jobs"
        request = proto.AnalyzeRequest(type=QUEUE, urn=about, name="jobs", properties=struct({"name": "x"}))
        found[project] = [policy for policy, _, _ in told(answers(pack.Analyze(request, None)))]
    assert found == {"shop": ["pack-waived"], "alex": ["queue-encrypted"]}


# ---- `pulumi policy analyze --file` shows a secret that it cannot decrypt as "[secret]" ----


def test_a_redacted_value_is_undecided() -> None:
    found = analyze(analyzer(), {"name": "x", "kmsMasterKeyId": "[secret]", "policy": {"deep": ["[secret]"]}})
    assert [policy for policy, _, _ in told(found)] == ["pack-undecided"]


# ---- `--policy-pack-config` with "all" ----


@pytest.mark.parametrize("level", ["MANDATORY", "ADVISORY", "DISABLED"])
def test_errors_and_waivers_keep_their_level_under_all(level: str) -> None:
    waiver = Waiver("queue-encrypted", f"{QUEUE}::jobs", "Holds nothing but public prices", date(2030, 1, 1))
    pack = analyzer(waivers=(waiver,))
    config = {
        policy.name: proto.PolicyConfig(enforcementLevel=level)  # type: ignore[arg-type]
        for policy in policies((), Run("alex", "prod"))
    }
    config["all"] = proto.PolicyConfig(enforcementLevel=level)  # type: ignore[arg-type]
    pack.Configure(proto.ConfigureAnalyzerRequest(policyConfig=config), None)
    assert told(analyze(pack, {"name": "x"})) == [
        ("pack-waived", "ADVISORY", "[queue-encrypted] has no key for everybody (at kmsMasterKeyId)")
    ]
    ((policy, reported, _),) = told(analyze(pack, {}, "broken"))
    assert (policy, reported) == ("pack-error", "MANDATORY")


def test_reports_of_the_pack_are_no_rules_for_a_configuration() -> None:
    with pytest.raises(gate.GateError, match="pack-waived, which is no rule"):
        gate.evaluate((), "prod", config={"pack-waived": {"enforcementLevel": "mandatory"}})


def test_a_misspelt_rule_is_refused_with_what_was_meant() -> None:
    with pytest.raises(gate.GateError, match="did you mean required-tags"):
        gate.evaluate((), "prod", config={"required-tag": {"enforcementLevel": "mandatory"}})


def test_all_reaches_every_rule() -> None:
    assert not gate.evaluate((), "prod", config={"all": {"enforcementLevel": "advisory"}}).failed
    assert gate.evaluate((), "local", config={"all": "mandatory"}).failed
    assert not gate.evaluate((), "local", config={"all": "mandatory", **dict.fromkeys(ALONE, "disabled")}).failed


# ---- `--target` shows what it leaves out without any property ----


def test_a_resource_without_any_property_is_undecided() -> None:
    assert [policy for policy, _, _ in told(analyze(analyzer(), {}))] == ["pack-undecided"] * 2
    stack = analyze_stack(analyzer(), jobs={}, mails={"name": "mails"})
    assert {policy for policy, _, _ in told(stack)} == {"pack-undecided-stack"}


def test_a_resource_left_out_hides_only_rules_that_read_its_type() -> None:
    group = proto.AnalyzerResource(type="aws:cloudwatch/logGroup:LogGroup", urn=urn("aws:a:B", "logs"), name="logs")
    queue = proto.AnalyzerResource(type=QUEUE, urn=urn(QUEUE, "q"), name="q", properties=struct({"name": "q"}))
    found = answers(analyzer().AnalyzeStack(proto.AnalyzeStackRequest(resources=[queue, group]), None))
    assert [policy for policy, _, _ in told(found)] == ["queue-policy"]


# ---- remediation ----


def remedies(pack: Any, properties: Mapping[str, Any], type_: str = QUEUE, name: str = "jobs") -> list[dict[str, Any]]:
    request = proto.AnalyzeRequest(type=type_, urn=urn(type_, name), name=name, properties=struct(properties))
    return [json_format.MessageToDict(each.properties) for each in pack.Remediate(request, None).remediations]


def remediating(*rules: Rule) -> Any:
    pack = analyzer(*rules)
    config = {
        rule.name: proto.PolicyConfig(enforcementLevel="REMEDIATE")  # type: ignore[arg-type]
        for rule in rules
    }
    pack.Configure(proto.ConfigureAnalyzerRequest(policyConfig=config), None)
    return pack


def test_an_error_in_a_remediation_leaves_the_resource_and_is_reported() -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no key today")

    pack = remediating(replace(ENCRYPTED, remediate=fail))
    assert remedies(pack, {"name": "x"}) == []
    found = told(analyze(pack, {"name": "x"}))
    assert [(policy, level) for policy, level, _ in found] == [
        ("queue-encrypted", "MANDATORY"),
        ("pack-error", "MANDATORY"),
    ]
    assert "RuntimeError: no key today" in found[1][2]
    assert [policy for policy, _, _ in told(analyze(pack, {"name": "x"}))] == ["queue-encrypted"]


def test_a_secret_that_a_remediation_copies_stays_secret() -> None:
    rule = next(rule for rule in RULES if rule.name == "required-tags")
    secret = {_SECRET: _MARK, "value": "alex-team"}
    (after,) = remedies(remediating(rule), {"tags": {"Project": "alex", "Owner": secret}})
    assert after["tags"] == {"Project": "alex", "Environment": "production", "Owner": secret}


def copying(*places: str) -> ResourceRule:
    """A rule whose remediation returns what it read at these properties, with `mended` in it."""

    def copy(resource: Resource, config: Any) -> Mapping[str, Any]:
        return {place: _with_mended(resource[place].raw) for place in places}

    return replace(ENCRYPTED, remediate=copy)


def _with_mended(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_mended(item) for item in value]
    return {**value, "mended": True}


def test_a_secret_in_a_list_stays_secret() -> None:
    secret = {_SECRET: _MARK, "value": "sent to the origin"}
    origins = [{"originId": "api", "customHeaders": [{"name": "x", "value": secret}]}]
    (after,) = remedies(remediating(copying("origins")), {"origins": origins})
    assert after["origins"] == [{**origins[0], "mended": True}]


def test_an_object_that_is_secret_as_a_whole_stays_secret() -> None:
    secret = {_SECRET: _MARK, "value": {"Owner": "alex-team"}}
    (after,) = remedies(remediating(copying("tags")), {"tags": secret})
    assert after["tags"] == {_SECRET: _MARK, "value": {"Owner": "alex-team", "mended": True}}


def test_unknown_values_of_every_type_stay_as_the_engine_marks_them() -> None:
    settings = {"number": UNKNOWN_NUMBER_VALUE, "switch": UNKNOWN_BOOLEAN_VALUE, "listed": [UNKNOWN_STRING_VALUE, "b"]}
    (after,) = remedies(remediating(copying("settings")), {"settings": settings})
    assert after["settings"] == {**settings, "mended": True}


def test_elements_that_a_remediation_keeps_stay_secret_where_it_takes_others_out() -> None:
    secret = {_SECRET: _MARK, "value": "10.1.2.3/32"}
    rule = replace(ENCRYPTED, remediate=lambda resource, _: {"cidrs": resource["cidrs"].raw[1:]})
    (after,) = remedies(remediating(rule), {"cidrs": ["0.0.0.0/0", secret]})
    assert after["cidrs"] == [secret]


def test_a_value_that_was_mended_is_no_default_of_the_provider_any_more() -> None:
    """Pulumi's bridge takes values named there from the state, so that ours would outlive the remediation."""
    (after,) = remedies(remediating(copying("tags")), {"tags": {"__defaults": ["mended", "Owner"], "mended": False}})
    assert after["tags"] == {"__defaults": ["Owner"], "mended": True}


def test_what_is_left_out_by_target_is_not_remediated() -> None:
    assert remedies(remediating(ENCRYPTED), {}) == []


_CHECKED: dict[str, dict[str, Any]] = {
    "log-group-retention": {
        "__defaults": ["retentionInDays", "skipDestroy"],
        "retentionInDays": 0,
        "skipDestroy": False,
    },
    "required-tags": {"__defaults": [], "name": "alex-prod-x", "tags": {"__defaults": []}},
    "s3-block-public-access": {"__defaults": ["blockPublicAcls"], "blockPublicAcls": False, "bucket": "b"},
    "cloudfront-viewer-tls": {
        "__defaults": [],
        "viewerCertificate": {
            "__defaults": ["minimumProtocolVersion"],
            "acmCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1",
            "minimumProtocolVersion": "TLSv1",
        },
    },
    "cloudfront-viewer-https": {
        "__defaults": ["enabled"],
        "defaultCacheBehavior": {"__defaults": ["compress"], "compress": False, "viewerProtocolPolicy": "allow-all"},
        "orderedCacheBehaviors": [{"__defaults": [], "pathPattern": "/a", "viewerProtocolPolicy": "allow-all"}],
    },
    "cloudfront-origin-tls": {
        "__defaults": [],
        "origins": [
            {"__defaults": [], "domainName": "bucket.s3.amazonaws.com", "originId": "bucket"},
            {
                "__defaults": ["connectionAttempts"],
                "connectionAttempts": 3,
                "customHeaders": [{"__defaults": [], "name": "x", "value": "y"}],
                "customOriginConfig": {"__defaults": [], "originSslProtocols": ["SSLv3", "TLSv1.2"]},
                "originId": "api",
            },
        ],
    },
    "ecs-efs-tls": {
        "__defaults": [],
        "volumes": [
            {"__defaults": [], "name": "scratch"},
            {
                "__defaults": [],
                "efsVolumeConfiguration": {"__defaults": ["rootDirectory"], "fileSystemId": "fs", "rootDirectory": "/"},
                "name": "data",
            },
        ],
    },
    "lb-tls-policy": {"__defaults": [], "protocol": "HTTPS", "sslPolicy": "ELBSecurityPolicy-2016-08"},
    "rds-parameters": {
        "__defaults": ["description"],
        "description": "Managed by Pulumi",
        "parameters": [
            {"__defaults": ["applyMethod"], "applyMethod": "immediate", "name": "rds.force_ssl", "value": "0"},
            {"__defaults": [], "name": "work_mem", "value": "4096"},
        ],
    },
    "s3-versioning-enabled": {
        "__defaults": [],
        "bucket": "b",
        "versioningConfiguration": {"__defaults": [], "mfaDelete": "Disabled", "status": "Suspended"},
    },
    "sqs-encrypted": {
        "__defaults": ["kmsMasterKeyId", "sqsManagedSseEnabled"],
        "kmsMasterKeyId": "",
        "sqsManagedSseEnabled": False,
        "visibilityTimeoutSeconds": 0,
    },
}
"""Inputs as the provider's check leaves them: with defaults filled in, and their names in `__defaults`."""
_REMEDIES = [rule for rule in RULES if isinstance(rule, ResourceRule) and rule.remediate]


@pytest.mark.parametrize("rule", _REMEDIES, ids=lambda rule: rule.name)
def test_every_remediation_mends_inputs_that_the_provider_has_checked(rule: ResourceRule) -> None:
    type_ = QUEUE if rule.name == "required-tags" else rule.types[0]
    (after,) = remedies(remediating(rule), _CHECKED[rule.name], type_)
    urn_ = urn(type_, "jobs")
    mended = Resource(type=type_, name="jobs", urn=urn_, properties=after)
    options = {"owners": []} if rule.name == "required-tags" else {}
    left = [finding.message for finding in rule.check(mended, config_for(rule, **options))]
    assert not [message for message in left if "Owner" not in message]


@pytest.mark.parametrize("rule", _REMEDIES, ids=lambda rule: rule.name)
def test_no_remediation_sets_what_is_unknown(rule: ResourceRule) -> None:
    type_ = QUEUE if rule.name == "required-tags" else rule.types[0]
    inputs = _CHECKED[rule.name]
    pack = remediating(rule)
    for steps, _ in places(inputs):
        if "__defaults" not in steps:
            given = {**with_unknown(inputs, steps)}
            for after in remedies(pack, given, type_):
                assert at(after, steps) == UNKNOWN_STRING_VALUE, path_of(steps)


def with_unknown(inputs: Mapping[str, Any], steps: Steps) -> Mapping[str, Any]:
    subject = Resource(type=QUEUE, name="x", urn="", properties=inputs)
    return with_value(subject, steps, UNKNOWN_STRING_VALUE).properties


def at(value: Any, steps: Steps) -> Any:
    for step in steps:
        value = value[step]
    return value


@pytest.mark.parametrize("rule", _REMEDIES, ids=lambda rule: rule.name)
def test_a_remediation_leaves_what_it_has_mended(rule: ResourceRule) -> None:
    type_ = QUEUE if rule.name == "required-tags" else rule.types[0]
    pack = remediating(rule)
    (after,) = remedies(pack, _CHECKED[rule.name], type_)
    assert remedies(pack, after, type_) == []


def test_the_sdk_knows_the_servicer_that_is_replaced() -> None:
    assert issubclass(OnePassAnalyzer, sdk._PolicyAnalyzerServicer)
