"""A configuration that would be ignored, or fail later, is refused with its name and what exists."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf import empty_pb2
from pulumi.runtime import proto
from pulumi_policy import EnforcementLevel

from policies import gate
from policies.engine.analyzer import OnePassAnalyzer
from policies.engine.options import faults
from policies.engine.policy import policies
from policies.engine.run import Run
from policies.pack import RULES

RUN = Run("shop", "prod")
BY_NAME = {rule.name: rule for rule in RULES}


@pytest.mark.parametrize(
    ("rule", "given", "fault"),
    [
        ("kms-deletion-window", {"day": 30}, "kms-deletion-window has no option day; did you mean days?"),
        ("required-tags", {"x": 1}, "required-tags has no option x; it has "),
        ("waf-metrics", {"x": 1}, "waf-metrics has no option x; it has none"),
        (
            "kms-deletion-window",
            {"days": "30"},
            "option days must be a whole number, not '30' (rule kms-deletion-window)",
        ),
        ("kms-deletion-window", {"days": 7.5}, "option days must be a whole number, not 7.5"),
        ("kms-deletion-window", {"days": True}, "option days must be a whole number, not True"),
        ("kms-deletion-window", {"days": 3}, "option days must be 7 or more, not 3"),
        ("kms-deletion-window", {"days": 31}, "option days must be 30 or less, not 31"),
        ("no-cross-account-access", {"accounts": ["1"]}, "option accounts[0] must match"),
        ("no-cross-account-access", {"accounts": "123456789012"}, "option accounts must be a list"),
        ("required-tags", {"environments": {"prod": "live"}}, "option environments.prod must be a list"),
        ("alarm-can-fire", {"thresholds": {"Shop Errors": "5"}}, "option thresholds.Shop Errors must be a number"),
    ],
)
def test_a_wrong_option(rule: str, given: dict[str, Any], fault: str) -> None:
    (found,) = faults(BY_NAME[rule], given)
    assert found.startswith(fault)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.options], ids=lambda rule: rule.name)
def test_defaults_of_every_rule_are_right(rule: Any) -> None:
    assert list(faults(rule, {name: option.default for name, option in rule.options.items()})) == []


def test_whole_numbers_may_arrive_as_floats() -> None:
    assert list(faults(BY_NAME["kms-deletion-window"], {"days": 30.0})) == []


def test_the_pack_refuses_it_in_one_line() -> None:
    with pytest.raises(gate.GateError) as refused:
        gate.evaluate((), "prod", config={"budget-limit": {"usd": 5000}})
    assert str(refused.value) == "budget-limit has no option usd; it has usd_a_month"


def test_a_level_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(gate.GateError, match="enforcementLevel must be one of advisory, mandatory, disabled"):
        gate.evaluate((), "prod", config={"budget-limit": {"enforcementLevel": "mandtory"}})


def test_all_has_no_options() -> None:
    with pytest.raises(gate.GateError) as refused:
        gate.evaluate((), "prod", config={"all": {"enforcementLevel": "advisory", "days": 5}})
    assert str(refused.value) == "all takes a level, and no option days"
    with pytest.raises(gate.GateError, match="all: needs an enforcementLevel"):
        gate.evaluate((), "prod", config={"all": {"days": 5}})


# ---- what the engine asks, which knows no rule's name ----


def configured(**levels: str) -> str:
    """What the pack answers to these levels, as the engine sends them: with the default of every other policy."""
    pack = OnePassAnalyzer(RUN, "alex", "1", policies(RULES, RUN), EnforcementLevel.ADVISORY)
    asked = proto.ConfigureAnalyzerRequest()
    for policy in pack.GetAnalyzerInfo(empty_pb2.Empty(), None).policies:
        level = levels.get("all") or proto.EnforcementLevel.Name(policy.enforcementLevel)
        asked.policyConfig[policy.name].enforcementLevel = proto.EnforcementLevel.Value(level)
    for name, level in levels.items():
        asked.policyConfig[name].enforcementLevel = proto.EnforcementLevel.Value(level)
    try:
        pack.Configure(asked, None)
    except ValueError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("levels", "refusal"),
    [
        ({"required-tag": "MANDATORY"}, "required-tag is no rule of the pack; did you mean required-tags?"),
        ({"ours": "ADVISORY"}, "ours is no rule of the pack"),
        ({"pack-error": "ADVISORY"}, "pack-error is no rule: its level is fixed"),
        ({"pack-waived": "DISABLED"}, "pack-waived is no rule: its level is fixed"),
        ({"all": "ADVISORY", "pack-error-stack": "DISABLED"}, "pack-error-stack is no rule: its level is fixed"),
        ({"all": "DISABLED"}, ""),
        ({"all": "MANDATORY", "required-tags": "ADVISORY"}, ""),
        ({}, ""),
    ],
)
def test_names_that_are_no_rules(levels: dict[str, str], refusal: str) -> None:
    assert configured(**levels) == refusal
