"""What a remediation does to the inputs of a resource: secrets, unknown values, defaults, and errors in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from google.protobuf import json_format
from pulumi.runtime import proto
from pulumi_policy.proxy import UNKNOWN_BOOLEAN_VALUE, UNKNOWN_NUMBER_VALUE, UNKNOWN_STRING_VALUE

from policies.engine import Resource, ResourceRule
from policies.engine.rule import Rule
from policies.pack import RULES
from policies.testing import config_for
from tests.guardrails.checked_inputs import CHECKED
from tests.guardrails.mutations.mutation import Steps, path_of, places, with_value
from tests.guardrails.test_policy_commands import analyzer
from tests.guardrails.test_policy_serving import ENCRYPTED, QUEUE, analyze, struct, told, urn

_SECRET = "4dabf18193072939515e22adb298388d"
_MARK = "1b47061264138c4ac30d75fd1eb44270"


def remedies(pack: Any, properties: Mapping[str, Any], type_: str = QUEUE, name: str = "jobs") -> list[dict[str, Any]]:
    request = proto.AnalyzeRequest(type=type_, urn=urn(type_, name), name=name, properties=struct(properties))
    return [json_format.MessageToDict(each.properties) for each in pack.Remediate(request, None).remediations]


def remediating(*rules: Rule) -> Any:
    pack = analyzer(*rules)
    config = {rule.name: proto.PolicyConfig(enforcementLevel=proto.REMEDIATE) for rule in rules}
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


_REMEDIES = [rule for rule in RULES if isinstance(rule, ResourceRule) and rule.remediate]


@pytest.mark.parametrize("rule", _REMEDIES, ids=lambda rule: rule.name)
def test_every_remediation_mends_inputs_that_the_provider_has_checked(rule: ResourceRule) -> None:
    type_ = QUEUE if rule.name == "required-tags" else rule.types[0]
    (after,) = remedies(remediating(rule), CHECKED[rule.name], type_)
    urn_ = urn(type_, "jobs")
    mended = Resource(type=type_, name="jobs", urn=urn_, properties=after)
    options: dict[str, Any] = {"owners": []} if rule.name == "required-tags" else {}
    left = [finding.message for finding in rule.check(mended, config_for(rule, **options))]
    assert not [message for message in left if "Owner" not in message]


@pytest.mark.parametrize("rule", _REMEDIES, ids=lambda rule: rule.name)
def test_no_remediation_sets_what_is_unknown(rule: ResourceRule) -> None:
    type_ = QUEUE if rule.name == "required-tags" else rule.types[0]
    inputs = CHECKED[rule.name]
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
    (after,) = remedies(pack, CHECKED[rule.name], type_)
    assert remedies(pack, after, type_) == []
