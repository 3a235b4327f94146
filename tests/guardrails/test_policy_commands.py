"""The pack in commands that show it less, or something else, than `pulumi preview` does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pulumi.runtime import proto
from pulumi_policy import EnforcementLevel
from pulumi_policy import policy as sdk
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from policies import gate
from policies.engine import Resource
from policies.engine.analyzer import OnePassAnalyzer
from policies.engine.policy import policies
from policies.engine.rule import Rule
from policies.engine.run import Run
from policies.engine.waiver import Waiver, Waivers
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
    level = proto.PolicyConfig(enforcementLevel=proto.ADVISORY)
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
        policy.name: proto.PolicyConfig(enforcementLevel=proto.EnforcementLevel.Value(level))
        for policy in policies((), Run("alex", "prod"))
    }
    config["all"] = proto.PolicyConfig(enforcementLevel=proto.EnforcementLevel.Value(level))
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


def test_a_resource_without_inputs_is_judged_once_it_has_outputs() -> None:
    """The engine shows it to Analyze like one that is left out."""
    pack, arn = analyzer(), struct({"arn": UNKNOWN_STRING_VALUE})
    analyze(pack, {})
    given: dict[str, Any] = {"type": QUEUE, "urn": urn(QUEUE, "jobs"), "name": "jobs"}
    found = {
        name: told(answers(pack.AnalyzeStack(proto.AnalyzeStackRequest(resources=[resource]), None)))
        for name, resource in {
            "made": proto.AnalyzerResource(**given, properties=arn),
            "left out": proto.AnalyzerResource(**given),
        }.items()
    }
    assert {(policy, level) for policy, level, _ in found["made"]} == {
        ("queue-encrypted", "MANDATORY"),
        ("queue-policy", "MANDATORY"),
    }
    assert {policy for policy, _, _ in found["left out"]} == {"pack-undecided-stack"}


def test_a_resource_left_out_hides_only_rules_that_read_its_type() -> None:
    group = proto.AnalyzerResource(type="aws:cloudwatch/logGroup:LogGroup", urn=urn("aws:a:B", "logs"), name="logs")
    queue = proto.AnalyzerResource(type=QUEUE, urn=urn(QUEUE, "q"), name="q", properties=struct({"name": "q"}))
    found = answers(analyzer().AnalyzeStack(proto.AnalyzeStackRequest(resources=[queue, group]), None))
    assert [policy for policy, _, _ in told(found)] == ["queue-policy"]


def test_the_sdk_knows_the_servicer_that_is_replaced() -> None:
    assert issubclass(OnePassAnalyzer, sdk._PolicyAnalyzerServicer)
