"""A configuration that would be ignored, or fail later, is refused with its name and what exists."""

from __future__ import annotations

from typing import Any

import pytest

from policies import gate
from policies.engine.options import faults
from policies.pack import RULES

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
    assert str(refused.value) == "policy configuration: budget-limit has no option usd; it has usd_a_month"


def test_a_level_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(gate.GateError, match="enforcementLevel must be one of advisory, mandatory, disabled"):
        gate.evaluate((), "prod", config={"budget-limit": {"enforcementLevel": "mandtory"}})
