"""The network."""

from __future__ import annotations

from typing import Any

from local.engine.creation import Outputs
from local.engine.resources.data.ec2 import authorize, permission
from local.provider.later import Change, Existing, Found, deletes, reads, updates
from local.provider.missing import MissingError
from local.provider.tags import as_list, retag

_VPC = "aws:ec2/vpc:Vpc"
_SUBNET = "aws:ec2/subnet:Subnet"
_GROUP = "aws:ec2/securityGroup:SecurityGroup"
_DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
_FLOW_LOG = "aws:ec2/flowLog:FlowLog"


def _retag(change: Change) -> Any:
    client = change.aws.client("ec2")
    retag(change, lambda tags: client.create_tags(Resources=[change.id], Tags=as_list(tags)))
    return client


@updates(_VPC)
def update_vpc(change: Change) -> Outputs:
    client = _retag(change)
    for name in ("EnableDnsSupport", "EnableDnsHostnames"):
        key = f"{name[0].lower()}{name[1:]}"
        if change.changes(key):
            client.modify_vpc_attribute(VpcId=change.id, **{name: {"Value": change.take(key, False)}})
    return {}


@reads(_VPC)
def read_vpc(old: Existing) -> Found:
    return old.client("ec2").describe_vpcs(VpcIds=[old.id])["Vpcs"][0]


@deletes(_VPC)
def delete_vpc(old: Existing) -> None:
    old.client("ec2").delete_vpc(VpcId=old.id)


@updates(_SUBNET)
def update_subnet(change: Change) -> Outputs:
    client = _retag(change)
    if change.changes("mapPublicIpOnLaunch"):
        public = {"Value": change.take("mapPublicIpOnLaunch", False)}
        client.modify_subnet_attribute(SubnetId=change.id, MapPublicIpOnLaunch=public)
    return {}


@reads(_SUBNET)
def read_subnet(old: Existing) -> Found:
    return old.client("ec2").describe_subnets(SubnetIds=[old.id])["Subnets"][0]


@deletes(_SUBNET)
def delete_subnet(old: Existing) -> None:
    old.client("ec2").delete_subnet(SubnetId=old.id)


@updates(_GROUP)
def update_security_group(change: Change) -> Outputs:
    client = _retag(change)
    change.changes("revokeRulesOnDelete")
    for way in ("ingress", "egress"):
        if change.changes(way):
            old: list[dict[str, Any]] = change.old.inputs.get(way, [])
            if old:
                revoke = getattr(client, f"revoke_security_group_{way}")
                revoke(GroupId=change.id, IpPermissions=[permission(rule) for rule in old])
            authorize(client, change.id, {way: change.take(way, [])})
    return {}


@updates(_DEFAULT_GROUP)
def update_default_group(change: Change) -> Outputs:
    _retag(change)
    return {}


@reads(_GROUP, _DEFAULT_GROUP)
def read_security_group(old: Existing) -> Found:
    group = old.client("ec2").describe_security_groups(GroupIds=[old.id])["SecurityGroups"][0]
    return {"vpcId": group["VpcId"], "description": group["Description"]}


@deletes(_GROUP)
def delete_security_group(old: Existing) -> None:
    old.client("ec2").delete_security_group(GroupId=old.id)


@deletes(_DEFAULT_GROUP)
def delete_default_group(old: Existing) -> None:
    """It goes with its network."""


@updates(_FLOW_LOG)
def update_flow_log(change: Change) -> Outputs:
    _retag(change)
    return {}


@reads(_FLOW_LOG)
def read_flow_log(old: Existing) -> Found:
    found = old.client("ec2").describe_flow_logs(FlowLogIds=[old.id])["FlowLogs"]
    if not found:
        raise MissingError(old.id)
    return {key: value for key, value in found[0].items() if key != "Tags"}


@deletes(_FLOW_LOG)
def delete_flow_log(old: Existing) -> None:
    old.client("ec2").delete_flow_logs(FlowLogIds=[old.id])
