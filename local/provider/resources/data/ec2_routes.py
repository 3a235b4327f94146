"""Ways out of a network: gateways, routes, endpoints."""

from __future__ import annotations

from typing import Any

from local.engine.creation import Outputs
from local.engine.resources.data.ec2_routes import route_of
from local.provider.later import Change, Existing, Found, deletes, reads, updates
from local.provider.missing import MissingError
from local.provider.tags import as_list, retag

_GATEWAY = "aws:ec2/internetGateway:InternetGateway"
_ADDRESS = "aws:ec2/eip:Eip"
_NAT = "aws:ec2/natGateway:NatGateway"
_TABLE = "aws:ec2/routeTable:RouteTable"
_ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
_ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"


def _retag(change: Change) -> Any:
    client = change.aws.client("ec2")
    retag(change, lambda tags: client.create_tags(Resources=[change.id], Tags=as_list(tags)))
    return client


@updates(_GATEWAY)
def update_gateway(change: Change) -> Outputs:
    client = _retag(change)
    if change.changes("vpcId"):
        client.detach_internet_gateway(InternetGatewayId=change.id, VpcId=change.old.inputs["vpcId"])
        client.attach_internet_gateway(InternetGatewayId=change.id, VpcId=change.take("vpcId"))
    return {}


@reads(_GATEWAY)
def read_gateway(old: Existing) -> Found:
    found = old.client("ec2").describe_internet_gateways(InternetGatewayIds=[old.id])["InternetGateways"][0]
    return {"vpcId": found["Attachments"][0]["VpcId"]} if found["Attachments"] else {}


@deletes(_GATEWAY)
def delete_gateway(old: Existing) -> None:
    client = old.client("ec2")
    client.detach_internet_gateway(InternetGatewayId=old.id, VpcId=old.inputs["vpcId"])
    client.delete_internet_gateway(InternetGatewayId=old.id)


@updates(_ADDRESS)
def update_address(change: Change) -> Outputs:
    _retag(change)
    return {}


@reads(_ADDRESS)
def read_address(old: Existing) -> Found:
    return {"domain": old.client("ec2").describe_addresses(AllocationIds=[old.id])["Addresses"][0]["Domain"]}


@deletes(_ADDRESS)
def delete_address(old: Existing) -> None:
    old.client("ec2").release_address(AllocationId=old.id)


@updates(_NAT)
def update_nat(change: Change) -> Outputs:
    _retag(change)
    return {}


@reads(_NAT)
def read_nat(old: Existing) -> Found:
    found = old.client("ec2").describe_nat_gateways(NatGatewayIds=[old.id])["NatGateways"]
    if not found or found[0]["State"] == "deleted":
        raise MissingError(old.id)
    return {"subnetId": found[0]["SubnetId"]}


@deletes(_NAT)
def delete_nat(old: Existing) -> None:
    old.client("ec2").delete_nat_gateway(NatGatewayId=old.id)


@updates(_TABLE)
def update_table(change: Change) -> Outputs:
    client = _retag(change)
    if change.changes("routes"):
        for route in change.old.inputs.get("routes", []):
            client.delete_route(RouteTableId=change.id, DestinationCidrBlock=route["cidrBlock"])
        for route in change.take("routes", []):
            client.create_route(RouteTableId=change.id, **route_of(route))
    return {}


@reads(_TABLE)
def read_table(old: Existing) -> Found:
    return {"vpcId": old.client("ec2").describe_route_tables(RouteTableIds=[old.id])["RouteTables"][0]["VpcId"]}


@deletes(_TABLE)
def delete_table(old: Existing) -> None:
    old.client("ec2").delete_route_table(RouteTableId=old.id)


@updates(_ASSOCIATION)
def update_association(change: Change) -> Outputs:
    """To another table: the call gives the association another id, which no update may."""
    if change.changes("routeTableId"):
        raise change.error("the embedded AWS cannot move a subnet to another route table")
    return {}


@reads(_ASSOCIATION)
def read_association(old: Existing) -> Found:
    tables = old.client("ec2").describe_route_tables(RouteTableIds=[old.inputs["routeTableId"]])["RouteTables"]
    known = {each["RouteTableAssociationId"] for table in tables for each in table["Associations"]}
    if old.id not in known:
        raise MissingError(old.id)
    return {}


@deletes(_ASSOCIATION)
def delete_association(old: Existing) -> None:
    old.client("ec2").disassociate_route_table(AssociationId=old.id)


@updates(_ENDPOINT)
def update_endpoint(change: Change) -> Outputs:
    client = _retag(change)
    if change.changes("routeTableIds"):
        before, after = set(change.old.inputs.get("routeTableIds", [])), set(change.take("routeTableIds", []))
        difference = {"AddRouteTableIds": sorted(after - before), "RemoveRouteTableIds": sorted(before - after)}
        client.modify_vpc_endpoint(VpcEndpointId=change.id, **{key: ids for key, ids in difference.items() if ids})
    return {}


@reads(_ENDPOINT)
def read_endpoint(old: Existing) -> Found:
    found = old.client("ec2").describe_vpc_endpoints(VpcEndpointIds=[old.id])["VpcEndpoints"][0]
    return {"serviceName": found["ServiceName"]}


@deletes(_ENDPOINT)
def delete_endpoint(old: Existing) -> None:
    old.client("ec2").delete_vpc_endpoints(VpcEndpointIds=[old.id])
