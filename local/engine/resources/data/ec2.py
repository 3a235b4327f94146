"""The network. It carries no traffic on one machine; it is created so that the program runs unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from local.engine.creation import Created, Creation, creates


@creates("aws:ec2/vpc:Vpc")
def vpc(new: Creation) -> Created:
    attributes = {name: new.take(f"enable{name}") for name in ("DnsSupport", "DnsHostnames")}
    created = new.call("ec2", "create_vpc", **tagged(new, "vpc"))["Vpc"]
    identifier, client = created["VpcId"], new.aws.client("ec2")
    new.made = identifier
    for name, value in attributes.items():
        if value is not None:
            client.modify_vpc_attribute(VpcId=identifier, **{f"Enable{name}": {"Value": value}})
    groups = client.describe_security_groups(
        Filters=[{"Name": "vpc-id", "Values": [identifier]}, {"Name": "group-name", "Values": ["default"]}]
    )
    return identifier, {
        "arn": arn_of(new, f"vpc/{identifier}"),
        "ownerId": new.aws.account,
        "defaultSecurityGroupId": groups["SecurityGroups"][0]["GroupId"],
    }


@creates("aws:ec2/subnet:Subnet")
def subnet(new: Creation) -> Created:
    public = new.take("mapPublicIpOnLaunch", False)
    created = new.call("ec2", "create_subnet", **tagged(new, "subnet"))["Subnet"]
    identifier = new.made = created["SubnetId"]
    new.aws.client("ec2").modify_subnet_attribute(SubnetId=identifier, MapPublicIpOnLaunch={"Value": public})
    return identifier, {"arn": arn_of(new, f"subnet/{identifier}"), "availabilityZone": created["AvailabilityZone"]}


@creates("aws:ec2/securityGroup:SecurityGroup")
def security_group(new: Creation) -> Created:
    description = new.take("description", "Managed by Pulumi")
    new.ignore("revokeRulesOnDelete")
    rules = {way: new.take(way, []) for way in ("ingress", "egress")}
    names = {"name": "GroupName"}
    tags = tagged(new, "security-group")
    created = new.call("ec2", "create_security_group", names=names, Description=description, **tags)
    identifier = new.made = created["GroupId"]
    _revoke_all(new, identifier)
    authorize(new.aws.client("ec2"), identifier, rules)
    return identifier, {"arn": arn_of(new, f"security-group/{identifier}"), "ownerId": new.aws.account}


@creates("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
def default_security_group(new: Creation) -> Created:
    network, client = new.take("vpcId"), new.aws.client("ec2")
    filters = [{"Name": "vpc-id", "Values": [network]}, {"Name": "group-name", "Values": ["default"]}]
    identifier = client.describe_security_groups(Filters=filters)["SecurityGroups"][0]["GroupId"]
    _revoke_all(new, identifier)
    tags = new.tags()
    if tags:
        client.create_tags(Resources=[identifier], Tags=tags)
    return identifier, {"arn": arn_of(new, f"security-group/{identifier}"), "name": "default"}


@creates("aws:ec2/flowLog:FlowLog")
def flow_log(new: Creation) -> Created:
    source = {"ResourceType": "VPC", "ResourceIds": [new.take("vpcId")]}
    names = {"iamRoleArn": "DeliverLogsPermissionArn"}
    created = new.call("ec2", "create_flow_logs", names=names, **source, **tagged(new, "vpc-flow-log"))
    identifier = created["FlowLogIds"][0]
    return identifier, {"arn": arn_of(new, f"vpc-flow-log/{identifier}")}


def _revoke_all(new: Creation, group: str) -> None:
    """Pulumi removes the default rules of a new security group."""
    client = new.aws.client("ec2")
    found = client.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]
    if found["IpPermissions"]:
        client.revoke_security_group_ingress(GroupId=group, IpPermissions=found["IpPermissions"])
    if found["IpPermissionsEgress"]:
        client.revoke_security_group_egress(GroupId=group, IpPermissions=found["IpPermissionsEgress"])


def authorize(client: Any, group: str, rules: Mapping[str, list[dict[str, Any]]]) -> None:
    """Adds the rules of `ingress` and `egress`."""
    for way, listed in rules.items():
        if listed:
            add = getattr(client, f"authorize_security_group_{way}")
            add(GroupId=group, IpPermissions=[permission(rule) for rule in listed])


def permission(rule: Mapping[str, Any]) -> dict[str, Any]:
    """A rule of a security group as the API takes it."""
    ports = {"FromPort": int(rule["fromPort"]), "ToPort": int(rule["toPort"])}
    networks = [{"CidrIp": network} for network in rule.get("cidrBlocks") or []]
    groups = [{"GroupId": group} for group in rule.get("securityGroups") or []]
    return {"IpProtocol": rule["protocol"], **ports, "IpRanges": networks, "UserIdGroupPairs": groups}


def tagged(new: Creation, kind: str) -> dict[str, Any]:
    tags = new.tags()
    return {"TagSpecifications": [{"ResourceType": kind, "Tags": tags}]} if tags else {}


def arn_of(new: Creation, resource: str) -> str:
    return f"arn:aws:ec2:{new.aws.region}:{new.aws.account}:{resource}"
