"""Subnets with a route to an internet gateway, derived from references between the stack's resources."""

from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Node, Resource, Stack, Verdict, any_of, decided
from policies.rules.vpc._types import DEFAULT_SUBNET, SUBNETS, VPCS

_VPC, _DEFAULT_VPC = VPCS
_TABLE = "aws:ec2/routeTable:RouteTable"
_DEFAULT_TABLE = "aws:ec2/defaultRouteTable:DefaultRouteTable"
_ROUTE = "aws:ec2/route:Route"
_ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
_MAIN_ASSOCIATION = "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation"
_INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway"


def subnets_in(stack: Stack, resource: Resource, property_name: str) -> tuple[tuple[Resource, ...], bool]:
    """Subnets of the stack in a list of subnet ids, and whether the list contains no others."""
    subnets = tuple(source for source in stack.sources(resource, property_name) if source.type in SUBNETS)
    listed = resource[property_name]
    return subnets, bool(subnets) and (listed.unknown or len(listed.each()) == len(subnets))


def reaches_internet(stack: Stack, subnet: Resource) -> Verdict:
    """Whether the subnet's route table, or else the main route table of its VPC, has a route to an internet gateway."""
    return stack.memo(("reaches internet", subnet.urn), lambda: _reaches_internet(stack, subnet))


def _reaches_internet(stack: Stack, subnet: Resource) -> Verdict:
    if subnet.type == DEFAULT_SUBNET:
        return Verdict.YES
    associations = stack.referrers(subnet, _ASSOCIATION, via="subnetId")
    if associations:
        return any_of(_table_of(stack, association) for association in associations)
    vpcs = [source for source in stack.sources(subnet, "vpcId") if source.type in VPCS]
    return any_of(_main_table(stack, vpc) for vpc in vpcs) if vpcs else Verdict.UNDECIDED


def _main_table(stack: Stack, vpc: Resource) -> Verdict:
    if vpc.type == _DEFAULT_VPC:
        return Verdict.YES
    replaced = stack.referrers(vpc, _MAIN_ASSOCIATION, via="vpcId")
    if replaced:
        return any_of(_table_of(stack, association) for association in replaced)
    adopted = stack.referrers(vpc, _DEFAULT_TABLE, via="defaultRouteTableId")
    return any_of(_leads_out(stack, table) for table in (vpc, *adopted))


def _table_of(stack: Stack, association: Resource) -> Verdict:
    tables = stack.sources(association, "routeTableId")
    if not tables:
        return Verdict.UNDECIDED
    return any_of(_main_table(stack, table) if table.type in VPCS else _leads_out(stack, table) for table in tables)


def _leads_out(stack: Stack, table: Resource) -> Verdict:
    """`table` is a route table, or a VPC in place of its main route table."""
    return any_of(_is_internet_gateway(stack, *target) for target in _targets(stack, table))


def _targets(stack: Stack, table: Resource) -> Iterator[tuple[Node, Resource, str]]:
    """Each gateway id, with its resource and property."""
    if table.type in (_TABLE, _DEFAULT_TABLE):
        for route in table["routes"].each():
            yield route["gatewayId"], table, "routes"
    for route in stack.referrers(table, _ROUTE, via="routeTableId"):
        yield route["gatewayId"], route, "gatewayId"


def _is_internet_gateway(stack: Stack, gateway: Node, resource: Resource, property_name: str) -> Verdict:
    if not gateway.unknown:
        return decided(gateway.text.startswith("igw-"))
    sources = stack.sources(resource, property_name)
    if any(source.type == _INTERNET_GATEWAY for source in sources):
        return Verdict.YES
    return Verdict.NO if sources else Verdict.UNDECIDED
