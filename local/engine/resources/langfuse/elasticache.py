"""Valkey: its record in the embedded AWS. No server runs."""

from __future__ import annotations

from typing import Any

from local.engine.creation import Created, Creation, creates

NAMES = {
    "numCacheClusters": "NumCacheClusters",
    "nodeType": "CacheNodeType",
    "parameterGroupName": "CacheParameterGroupName",
    "subnetGroupName": "CacheSubnetGroupName",
    "description": "ReplicationGroupDescription",
}


@creates("aws:elasticache/subnetGroup:SubnetGroup")
def subnet_group(new: Creation) -> Created:
    names = {"name": "CacheSubnetGroupName", "description": "CacheSubnetGroupDescription"}
    created = new.call("elasticache", "create_cache_subnet_group", names=names, Tags=new.tags())["CacheSubnetGroup"]
    name = created["CacheSubnetGroupName"]
    return name, {"name": name, "arn": created["ARN"], "vpcId": created["VpcId"]}


@creates("aws:elasticache/parameterGroup:ParameterGroup")
def parameter_group(new: Creation) -> Created:
    names = {"name": "CacheParameterGroupName", "family": "CacheParameterGroupFamily"}
    values = parameter_values(new.take("parameters", []))
    created = new.call("elasticache", "create_cache_parameter_group", names=names, Tags=new.tags())
    name = new.made = created["CacheParameterGroup"]["CacheParameterGroupName"]
    if values:
        new.aws.client("elasticache").modify_cache_parameter_group(
            CacheParameterGroupName=name, ParameterNameValues=values
        )
    return name, {"name": name, "arn": created["CacheParameterGroup"]["ARN"]}


@creates("aws:elasticache/user:User")
def user(new: Creation) -> Created:
    created = new.call("elasticache", "create_user", Tags=new.tags())
    return created["UserId"], {"userId": created["UserId"], "arn": created["ARN"]}


@creates("aws:elasticache/userGroup:UserGroup")
def user_group(new: Creation) -> Created:
    created = new.call("elasticache", "create_user_group", Tags=new.tags())
    return created["UserGroupId"], {"userGroupId": created["UserGroupId"], "arn": created["ARN"]}


@creates("aws:elasticache/replicationGroup:ReplicationGroup")
def replication_group(new: Creation) -> Created:
    new.ignore("applyImmediately")
    created = new.call("elasticache", "create_replication_group", names=NAMES, Tags=new.tags())["ReplicationGroup"]
    identifier = created["ReplicationGroupId"]
    return identifier, {
        "replicationGroupId": identifier,
        "arn": created["ARN"],
        "primaryEndpointAddress": created["NodeGroups"][0]["PrimaryEndpoint"]["Address"],
    }


def parameter_values(parameters: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{"ParameterName": each["name"], "ParameterValue": each["value"]} for each in parameters]
