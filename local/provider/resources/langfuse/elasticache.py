"""Valkey: its record."""

from __future__ import annotations

from typing import Any

from local.engine.creation import Outputs
from local.engine.resources.langfuse.elasticache import NAMES, parameter_values
from local.provider.later import Change, Existing, Found, deletes, reads, updates
from local.provider.missing import MissingError
from local.provider.tags import as_list, retag

_SUBNETS = "aws:elasticache/subnetGroup:SubnetGroup"
_PARAMETERS = "aws:elasticache/parameterGroup:ParameterGroup"
_USER = "aws:elasticache/user:User"
_USERS = "aws:elasticache/userGroup:UserGroup"
_GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"


def _retag(change: Change) -> Any:
    client, arn = change.aws.client("elasticache"), change.old.outputs["arn"]
    retag(change, lambda tags: client.add_tags_to_resource(ResourceName=arn, Tags=as_list(tags)))
    return client


@updates(_SUBNETS)
def update_subnets(change: Change) -> Outputs:
    client = _retag(change)
    if change.changes("subnetIds", "description"):
        client.modify_cache_subnet_group(
            CacheSubnetGroupName=change.id,
            CacheSubnetGroupDescription=change.take("description", "Managed by Pulumi"),
            SubnetIds=change.take("subnetIds"),
        )
    return {}


@reads(_SUBNETS)
def read_subnets(old: Existing) -> Found:
    found = old.client("elasticache").describe_cache_subnet_groups(CacheSubnetGroupName=old.id)["CacheSubnetGroups"][0]
    return {"description": found["CacheSubnetGroupDescription"]}


@deletes(_SUBNETS)
def delete_subnets(old: Existing) -> None:
    old.client("elasticache").delete_cache_subnet_group(CacheSubnetGroupName=old.id)


@updates(_PARAMETERS)
def update_parameters(change: Change) -> Outputs:
    client = _retag(change)
    if change.changes("parameters"):
        values = parameter_values(change.take("parameters", []))
        client.modify_cache_parameter_group(CacheParameterGroupName=change.id, ParameterNameValues=values)
    return {}


@reads(_PARAMETERS)
def read_parameters(old: Existing) -> Found:
    answer = old.client("elasticache").describe_cache_parameter_groups(CacheParameterGroupName=old.id)
    return {"family": answer["CacheParameterGroups"][0]["CacheParameterGroupFamily"]}


@deletes(_PARAMETERS)
def delete_parameters(old: Existing) -> None:
    old.client("elasticache").delete_cache_parameter_group(CacheParameterGroupName=old.id)


@updates(_USER)
def update_user(change: Change) -> Outputs:
    _retag(change)
    change.send_changed("elasticache", "modify_user", UserId=change.id)
    return {}


@reads(_USER)
def read_user(old: Existing) -> Found:
    return {
        "accessString": _only(old.client("elasticache").describe_users(UserId=old.id)["Users"], old)["AccessString"]
    }


@deletes(_USER)
def delete_user(old: Existing) -> None:
    old.client("elasticache").delete_user(UserId=old.id)


@updates(_USERS)
def update_users(change: Change) -> Outputs:
    client = _retag(change)
    if change.changes("userIds"):
        before, after = set(change.old.inputs["userIds"]), set(change.take("userIds"))
        difference = {"UserIdsToAdd": sorted(after - before), "UserIdsToRemove": sorted(before - after)}
        client.modify_user_group(UserGroupId=change.id, **{key: ids for key, ids in difference.items() if ids})
    return {}


@reads(_USERS)
def read_users(old: Existing) -> Found:
    found = old.client("elasticache").describe_user_groups(UserGroupId=old.id)["UserGroups"]
    return {"userIds": _only(found, old)["UserIds"]}


@deletes(_USERS)
def delete_users(old: Existing) -> None:
    old.client("elasticache").delete_user_group(UserGroupId=old.id)


@updates(_GROUP)
def update_group(change: Change) -> Outputs:
    _retag(change)
    change.changes("applyImmediately")
    change.send_changed(
        "elasticache", "modify_replication_group", names=NAMES, ReplicationGroupId=change.id, ApplyImmediately=True
    )
    return {}


@reads(_GROUP)
def read_group(old: Existing) -> Found:
    found = old.client("elasticache").describe_replication_groups(ReplicationGroupId=old.id)["ReplicationGroups"]
    group = _only(found, old)
    return {"description": group["Description"], "snapshotRetentionLimit": group.get("SnapshotRetentionLimit")}


@deletes(_GROUP)
def delete_group(old: Existing) -> None:
    old.client("elasticache").delete_replication_group(ReplicationGroupId=old.id)


def _only(found: list[dict[str, Any]], old: Existing) -> dict[str, Any]:
    if not found:
        raise MissingError(old.id)
    return found[0]
