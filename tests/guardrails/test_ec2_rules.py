from __future__ import annotations

from typing import Any

import pytest

from policies.engine import UNKNOWN, Resource
from policies.rules.ec2 import (
    sg_description,
    sg_no_high_risk_ports,
    sg_no_open_ingress,
    sg_no_rule_conflict,
    sg_open_only_authorized,
)
from policies.testing import changed, judge, make, undecided, violations
from tests.guardrails.rule_table import Row, table_tests

WEB = {"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["10.0.0.0/8"]}
GROUP = make(
    "aws:ec2/securityGroup:SecurityGroup",
    {"description": "Load balancer: HTTPS from inside", "ingress": [WEB]},
    name="security group",
)
RULE = make("aws:ec2/securityGroupRule:SecurityGroupRule", {"type": "ingress", **WEB}, name="rule")
INGRESS = make(
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "cidrIpv4": "10.0.0.0/16"},
    name="ingress rule",
)
PUBLIC = changed(GROUP, "ingress[0].cidrBlocks", ["0.0.0.0/0"])
WORLD = (["0.0.0.0/0"], ["10.0.0.0/8", "0.0.0.0/0"], ["0.0.0.0/1", "128.0.0.0/1"], ["not a network"])

ROWS = (
    Row(sg_description.RULE, GROUP, "description", noncompliant=("", "Managed by Pulumi", None)),
    Row(sg_no_open_ingress.RULE, GROUP, "ingress[0].cidrBlocks", noncompliant=WORLD, compliant=([], None)),
    Row(
        sg_no_open_ingress.RULE,
        GROUP,
        "ingress[0].ipv6CidrBlocks",
        noncompliant=(["::/0"], ["2000::/3"]),
        compliant=(["fd00::/8"],),
    ),
    Row(sg_no_open_ingress.RULE, RULE, "cidrBlocks", noncompliant=WORLD),
    Row(sg_no_open_ingress.RULE, INGRESS, "cidrIpv4", noncompliant=("0.0.0.0/0",), compliant=(None,)),
    Row(sg_no_open_ingress.RULE, INGRESS, "cidrIpv6", noncompliant=("::/0",)),
    Row(sg_open_only_authorized.RULE, PUBLIC, "ingress[0].toPort", noncompliant=(444, 65535, None)),
    Row(sg_open_only_authorized.RULE, PUBLIC, "ingress[0].protocol", noncompliant=("-1",), compliant=("icmp",)),
    Row(sg_no_high_risk_ports.RULE, PUBLIC, "ingress[0].fromPort", noncompliant=(0, 22, 445, None), compliant=(442,)),
    Row(sg_no_high_risk_ports.RULE, PUBLIC, "ingress[0].protocol", noncompliant=("-1", "all"), compliant=("udp",)),
    Row(sg_no_high_risk_ports.RULE, INGRESS, "cidrIpv4", noncompliant=("0.0.0.0/0",)),
)


TestTable = table_tests(ROWS)


def test_egress_rules_are_not_taken_for_ingress() -> None:
    egress = changed(changed(RULE, "type", "egress"), "cidrBlocks", ["0.0.0.0/0"])
    assert not judge(sg_no_open_ingress.RULE, egress)


def test_authorized_ports_are_configurable() -> None:
    assert not judge(sg_open_only_authorized.RULE, PUBLIC)
    assert violations(sg_open_only_authorized.RULE, PUBLIC, ports=[80])


def standalone(kind: str, group: Resource | None) -> Resource:
    depends = {"securityGroupId": [group]} if group else {}
    return make(f"aws:vpc/{kind[0].lower() + kind[1:]}:{kind}", {"securityGroupId": UNKNOWN}, kind, depends=depends)


KINDS = ("SecurityGroupIngressRule", "SecurityGroupEgressRule")
WITHOUT_RULES: tuple[Any, ...] = (None, [])


@pytest.mark.parametrize("kind", KINDS)
def test_rules_in_two_places_are_refused(kind: str) -> None:
    assert violations(sg_no_rule_conflict.RULE, GROUP, standalone(kind, GROUP))


@pytest.mark.parametrize("inline", WITHOUT_RULES, ids=["no ingress", "an empty ingress"])
def test_rules_in_one_place_pass(inline: object) -> None:
    group = changed(GROUP, "ingress", inline)
    assert not judge(sg_no_rule_conflict.RULE, GROUP)
    assert not judge(sg_no_rule_conflict.RULE, group, *(standalone(kind, group) for kind in KINDS))


def test_a_rule_of_an_unknown_group_is_undecided() -> None:
    stack = (GROUP, standalone(KINDS[0], None))
    assert not violations(sg_no_rule_conflict.RULE, *stack)
    assert undecided(sg_no_rule_conflict.RULE, *stack)
