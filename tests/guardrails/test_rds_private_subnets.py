from __future__ import annotations

import pytest

from policies.engine import UNKNOWN, Resource
from policies.rules.rds.rds_private_subnets import RULE
from policies.testing import judge, make, undecided, violations

VPC = make("aws:ec2/vpc:Vpc", {"cidrBlock": "10.0.0.0/16"}, "vpc")
SUBNETS = [
    make("aws:ec2/subnet:Subnet", {"vpcId": UNKNOWN}, f"subnet-{number}", depends={"vpcId": [VPC]}) for number in (1, 2)
]
GROUP = make(
    "aws:rds/subnetGroup:SubnetGroup",
    {"name": "alex-prod", "subnetIds": [UNKNOWN, UNKNOWN]},
    "group",
    depends={"subnetIds": SUBNETS},
)
CLUSTER = make(
    "aws:rds/cluster:Cluster", {"dbSubnetGroupName": "alex-prod"}, "cluster", depends={"dbSubnetGroupName": [GROUP]}
)
STACK = (VPC, *SUBNETS, GROUP, CLUSTER)

GATEWAY = make("aws:ec2/internetGateway:InternetGateway", {"vpcId": UNKNOWN}, "gateway", depends={"vpcId": [VPC]})
NAT = make("aws:ec2/natGateway:NatGateway", {}, "nat")
TABLE = make("aws:ec2/routeTable:RouteTable", {"vpcId": UNKNOWN}, "table", depends={"vpcId": [VPC]})
ASSOCIATION = make(
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    {"subnetId": UNKNOWN, "routeTableId": UNKNOWN},
    "association",
    depends={"subnetId": [SUBNETS[1]], "routeTableId": [TABLE]},
)


def route(table: Resource, target: Resource | None, gateway: object = UNKNOWN) -> Resource:
    depends = {"routeTableId": [table], "gatewayId": [target] if target else []}
    return make("aws:ec2/route:Route", {"routeTableId": UNKNOWN, "gatewayId": gateway}, "route", depends=depends)


def table_with_inline_route(target: Resource) -> Resource:
    routes = [{"cidrBlock": "0.0.0.0/0", "gatewayId": UNKNOWN}]
    return make("aws:ec2/routeTable:RouteTable", {"routes": routes}, "table", depends={"routes": [target]})


@pytest.mark.parametrize(
    "extra",
    [
        (),
        (TABLE, ASSOCIATION),
        (TABLE, ASSOCIATION, NAT, route(TABLE, NAT)),
        (TABLE, ASSOCIATION, route(TABLE, None, "vgw-1")),
        (TABLE, GATEWAY, route(TABLE, GATEWAY)),
    ],
    ids=[
        "no route at all",
        "a table without routes",
        "a route to something else of the stack",
        "a route to a virtual private gateway",
        "a public table that serves other subnets",
    ],
)
def test_a_database_without_a_way_from_the_internet_passes(extra: tuple[Resource, ...]) -> None:
    assert not judge(RULE, *STACK, *extra)


@pytest.mark.parametrize(
    "extra",
    [
        (TABLE, ASSOCIATION, GATEWAY, route(TABLE, GATEWAY)),
        (TABLE, ASSOCIATION, route(TABLE, None, "igw-1")),
        (table_with_inline_route(GATEWAY), ASSOCIATION, GATEWAY),
        (GATEWAY, route(VPC, GATEWAY)),
        (make("aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation", {"vpcId": UNKNOWN}, "main",
              depends={"vpcId": [VPC], "routeTableId": [TABLE]}), TABLE, GATEWAY, route(TABLE, GATEWAY)),
    ],
    ids=[
        "a route of its table",
        "a route to a gateway of another stack",
        "an inline route of its table",
        "a route of the VPC's own table",
        "a route of the table that is made the main one",
    ],
)  # fmt: skip
def test_a_database_behind_an_internet_gateway_is_refused(extra: tuple[Resource, ...]) -> None:
    assert violations(RULE, *STACK, *extra) == ["a subnet has a route to an internet gateway"]


def test_a_database_in_the_default_vpc_is_refused() -> None:
    assert violations(RULE, make("aws:rds/cluster:Cluster", {}))
    assert violations(RULE, make("aws:rds/cluster:Cluster", {"dbSubnetGroupName": "default"}))


@pytest.mark.parametrize(
    "resources",
    [
        (make("aws:rds/cluster:Cluster", {"dbSubnetGroupName": "elsewhere"}),),
        (*STACK, TABLE, ASSOCIATION, route(TABLE, None)),
        (make("aws:rds/subnetGroup:SubnetGroup", {"name": "alex-prod", "subnetIds": ["subnet-1"]}), CLUSTER),
    ],
    ids=[
        "its subnet group is not of this stack",
        "a route has an unknown target",
        "its subnets are not of this stack",
    ],
)
def test_what_stands_elsewhere_is_undecided(resources: tuple[Resource, ...]) -> None:
    assert not violations(RULE, *resources)
    assert undecided(RULE, *resources)
