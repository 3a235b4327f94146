from __future__ import annotations

from typing import Any

import pytest

from policies.engine import UNKNOWN, Resource
from policies.rules.vpc import subnet_no_auto_public_ip, vpc_default_sg_closed, vpc_endpoints, vpc_flow_logs
from policies.testing import changed, judge, make, undecided, violations

VPC = make("aws:ec2/vpc:Vpc", {"cidrBlock": "10.0.0.0/16"}, "vpc")
SUBNET = make("aws:ec2/subnet:Subnet", {"mapPublicIpOnLaunch": False}, "subnet")
DEFAULT_SUBNET = make("aws:ec2/defaultSubnet:DefaultSubnet", {"mapPublicIpOnLaunch": False}, "default subnet")


def of_vpc(type_: str, via: str = "vpcId", target: Resource = VPC, **properties: Any) -> Resource:
    return make(type_, {via: UNKNOWN, **properties}, type_.rpartition(":")[2], depends={via: [target]})


DEFAULT_GROUP = of_vpc("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
FLOW_LOG = of_vpc("aws:ec2/flowLog:FlowLog", trafficType="REJECT", logDestination=UNKNOWN)
OPEN = [{"protocol": "-1", "fromPort": 0, "toPort": 0, "self": True}]


@pytest.mark.parametrize("value", [False, None], ids=["off", "left out"])
def test_a_subnet_without_public_addresses_passes(value: object) -> None:
    assert not judge(subnet_no_auto_public_ip.RULE, changed(SUBNET, "mapPublicIpOnLaunch", value), DEFAULT_SUBNET)


def test_a_subnet_that_gives_out_public_addresses_is_refused() -> None:
    assert violations(subnet_no_auto_public_ip.RULE, changed(SUBNET, "mapPublicIpOnLaunch", True))


def test_a_default_subnet_gives_out_public_addresses_unless_told_otherwise() -> None:
    assert violations(subnet_no_auto_public_ip.RULE, changed(DEFAULT_SUBNET, "mapPublicIpOnLaunch", None))


def test_an_unknown_choice_of_public_addresses_is_undecided() -> None:
    assert undecided(subnet_no_auto_public_ip.RULE, changed(SUBNET, "mapPublicIpOnLaunch", UNKNOWN))


def test_a_default_group_without_rules_passes() -> None:
    assert not judge(vpc_default_sg_closed.RULE, VPC, DEFAULT_GROUP)


def test_a_default_group_outside_the_program_is_refused() -> None:
    assert violations(vpc_default_sg_closed.RULE, VPC) == [
        "the default security group keeps the rules that AWS creates"
    ]


@pytest.mark.parametrize("direction", ["ingress", "egress"])
def test_a_rule_in_a_default_group_is_refused(direction: str) -> None:
    assert violations(vpc_default_sg_closed.RULE, VPC, changed(DEFAULT_GROUP, direction, OPEN))
    assert undecided(vpc_default_sg_closed.RULE, VPC, changed(DEFAULT_GROUP, direction, UNKNOWN))


@pytest.mark.parametrize("target", [VPC, DEFAULT_GROUP], ids=["through the VPC", "through the group"])
def test_a_rule_beside_a_default_group_is_refused(target: Resource) -> None:
    rule = of_vpc("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "securityGroupId", target)
    assert violations(vpc_default_sg_closed.RULE, VPC, DEFAULT_GROUP, rule) == [
        "the rule opens a default security group"
    ]


def test_a_default_group_of_an_unknown_vpc_is_undecided() -> None:
    stray = make("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", {"vpcId": UNKNOWN})
    assert undecided(vpc_default_sg_closed.RULE, VPC, stray)


@pytest.mark.parametrize("traffic", ["REJECT", "ALL"])
def test_a_vpc_that_records_rejected_traffic_passes(traffic: str) -> None:
    assert not judge(vpc_flow_logs.RULE, VPC, changed(FLOW_LOG, "trafficType", traffic))


@pytest.mark.parametrize("traffic", ["ACCEPT", None], ids=["accepted traffic only", "no traffic type"])
def test_a_vpc_that_does_not_record_rejected_traffic_is_refused(traffic: str | None) -> None:
    assert violations(vpc_flow_logs.RULE, VPC, changed(FLOW_LOG, "trafficType", traffic))
    assert violations(vpc_flow_logs.RULE, VPC)


def test_an_unknown_flow_log_is_undecided() -> None:
    assert undecided(vpc_flow_logs.RULE, VPC, changed(FLOW_LOG, "trafficType", UNKNOWN))
    assert undecided(vpc_flow_logs.RULE, VPC, make("aws:ec2/flowLog:FlowLog", {"vpcId": UNKNOWN}))


ENDPOINT = of_vpc(
    "aws:ec2/vpcEndpoint:VpcEndpoint", serviceName="com.amazonaws.us-east-1.ec2", vpcEndpointType="Interface"
)


def test_a_vpc_with_its_endpoints_passes() -> None:
    assert not judge(vpc_endpoints.RULE, VPC, ENDPOINT, services=["ec2"])
    assert not judge(vpc_endpoints.RULE, VPC, services=[])


def test_missing_endpoints_are_named() -> None:
    assert violations(vpc_endpoints.RULE, VPC, ENDPOINT, services=["ec2", "ssm", "ecr.api"]) == [
        "no interface endpoint for ssm, ecr.api"
    ]


@pytest.mark.parametrize("kind", ["Gateway", None], ids=["a gateway endpoint", "the default, a gateway endpoint"])
def test_an_endpoint_of_another_kind_does_not_count(kind: str | None) -> None:
    assert violations(vpc_endpoints.RULE, VPC, changed(ENDPOINT, "vpcEndpointType", kind), services=["ec2"])


def test_an_endpoint_of_an_unknown_service_is_undecided() -> None:
    assert undecided(vpc_endpoints.RULE, VPC, changed(ENDPOINT, "serviceName", UNKNOWN), services=["ec2"])
