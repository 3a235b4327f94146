"""Ways out of a network: gateways, routes, endpoints. None carries traffic on one machine."""

from __future__ import annotations

from typing import Any

from local.engine.creation import Created, Creation, creates
from local.engine.resources.data.ec2 import arn_of, tagged


@creates("aws:ec2/internetGateway:InternetGateway")
def internet_gateway(new: Creation) -> Created:
    network = new.take("vpcId")
    created = new.call("ec2", "create_internet_gateway", **tagged(new, "internet-gateway"))["InternetGateway"]
    identifier = new.made = created["InternetGatewayId"]
    new.aws.client("ec2").attach_internet_gateway(InternetGatewayId=identifier, VpcId=network)
    return identifier, {"arn": arn_of(new, f"internet-gateway/{identifier}")}


@creates("aws:ec2/eip:Eip")
def address(new: Creation) -> Created:
    created = new.call("ec2", "allocate_address", **tagged(new, "elastic-ip"))
    return created["AllocationId"], {
        "allocationId": created["AllocationId"],
        "publicIp": created["PublicIp"],
        "arn": arn_of(new, f"elastic-ip/{created['AllocationId']}"),
    }


@creates("aws:ec2/natGateway:NatGateway")
def nat_gateway(new: Creation) -> Created:
    created = new.call("ec2", "create_nat_gateway", **tagged(new, "natgateway"))["NatGateway"]
    return created["NatGatewayId"], {}


@creates("aws:ec2/routeTable:RouteTable")
def route_table(new: Creation) -> Created:
    routes = new.take("routes", [])
    created = new.call("ec2", "create_route_table", **tagged(new, "route-table"))["RouteTable"]
    identifier = new.made = created["RouteTableId"]
    for route in routes:
        new.aws.client("ec2").create_route(RouteTableId=identifier, **route_of(route))
    return identifier, {"arn": arn_of(new, f"route-table/{identifier}")}


@creates("aws:ec2/routeTableAssociation:RouteTableAssociation")
def route_table_association(new: Creation) -> Created:
    return new.call("ec2", "associate_route_table")["AssociationId"], {}


@creates("aws:ec2/vpcEndpoint:VpcEndpoint")
def vpc_endpoint(new: Creation) -> Created:
    created = new.call("ec2", "create_vpc_endpoint", **tagged(new, "vpc-endpoint"))["VpcEndpoint"]
    identifier = created["VpcEndpointId"]
    return identifier, {"arn": arn_of(new, f"vpc-endpoint/{identifier}")}


def route_of(route: dict[str, Any]) -> dict[str, Any]:
    """A route of a table as the API takes it."""
    names = {"cidrBlock": "DestinationCidrBlock", "gatewayId": "GatewayId", "natGatewayId": "NatGatewayId"}
    return {names[key]: value for key, value in route.items() if value}
