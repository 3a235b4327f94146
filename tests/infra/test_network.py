"""Database network: three zones, no gateways or rules, flow logs."""

from __future__ import annotations

import json

import pytest

from components.data.network import FLOW_LOGS_ROLE

GATEWAYS = {"InternetGateway", "NatGateway", "Route", "RouteTable", "VpcEndpoint", "VpcPeeringConnection", "Eip"}


@pytest.fixture
def network(stack):
    return [resource for resource in stack.resources if resource.parent.endswith("::network")]


def test_it_spans_three_zones_without_public_addresses(network):
    subnets = [resource.inputs for resource in network if resource.type.endswith(":Subnet")]

    assert len({subnet["availabilityZone"] for subnet in subnets}) == 3
    assert not any(subnet["mapPublicIpOnLaunch"] for subnet in subnets)


def test_the_network_has_no_gateways_routes_or_rules(network):
    groups = [resource for resource in network if resource.type.endswith("SecurityGroup")]

    assert not GATEWAYS & {resource.type.split(":")[-1] for resource in network}
    assert {group.name for group in groups} == {"network-default-group", "network-database-group"}
    assert not [group for group in groups if {"ingress", "egress"} & group.inputs.keys()]


def test_flow_logs_go_to_an_encrypted_group(stack):
    (flow_log,) = stack.all("FlowLog")
    group = stack.one("LogGroup", "network-flow-logs")

    assert flow_log.inputs["trafficType"] == "ALL"
    assert [urn.split("::")[-1] for urn in flow_log.property_dependencies["logDestination"]] == ["network-flow-logs"]
    assert [urn.split("::")[-1] for urn in flow_log.property_dependencies["vpcId"]] == ["network-vpc"]
    assert group["retentionInDays"] >= 1
    assert "kmsKeyId" in group


def test_the_flow_log_role_writes_to_its_own_group_and_creates_none(prod):
    write, find = prod.role_statements()[FLOW_LOGS_ROLE]

    assert write["Resource"] == ["arn:aws:logs:us-east-1:123456789012:log-group:/aws/vpc/alex-prod:*"]
    assert "logs:CreateLogGroup" not in write["Action"]
    assert find["Action"] == ["logs:DescribeLogGroups"]


def test_the_flow_log_role_is_for_flow_logs_of_this_account_only(prod):
    (trust,) = json.loads(prod.one("Role", f"{FLOW_LOGS_ROLE}-role")["assumeRolePolicy"])["Statement"]

    assert trust["Principal"] == {"Service": "vpc-flow-logs.amazonaws.com"}
    assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": "123456789012"}
    assert trust["Condition"]["ArnLike"] == {"aws:SourceArn": "arn:aws:ec2:us-east-1:123456789012:vpc-flow-log/*"}
