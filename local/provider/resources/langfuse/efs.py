"""File systems with access points and mount targets."""

from __future__ import annotations

import json
from typing import Any

from local.engine.creation import Outputs
from local.provider.later import Change, Existing, Found, deletes, overwrites, reads, updates
from local.provider.missing import only
from local.provider.tags import as_list, retag

_SYSTEM = "aws:efs/fileSystem:FileSystem"
_POLICY = "aws:efs/fileSystemPolicy:FileSystemPolicy"
_POINT = "aws:efs/accessPoint:AccessPoint"
_TARGET = "aws:efs/mountTarget:MountTarget"
overwrites(_POLICY)


def _retag(change: Change) -> Any:
    client = change.aws.client("efs")
    retag(change, lambda tags: client.tag_resource(ResourceId=change.id, Tags=as_list(tags)))
    return client


@updates(_SYSTEM)
def update_system(change: Change) -> Outputs:
    _retag(change)
    change.send_changed("efs", "update_file_system", FileSystemId=change.id)
    return {}


@reads(_SYSTEM)
def read_system(old: Existing) -> Found:
    found = old.client("efs").describe_file_systems(FileSystemId=old.id)["FileSystems"][0]
    return {"throughputMode": found["ThroughputMode"], "encrypted": found["Encrypted"]}


@deletes(_SYSTEM)
def delete_system(old: Existing) -> None:
    old.client("efs").delete_file_system(FileSystemId=old.id)


@reads(_POLICY)
def read_policy(old: Existing) -> Found:
    found = json.loads(old.client("efs").describe_file_system_policy(FileSystemId=old.id)["Policy"])
    if "Id" not in json.loads(old.inputs["policy"]):
        # EFS gives a policy without an id one. AWS's provider takes both for the same.
        found.pop("Id", None)
    return {"policy": json.dumps(found)}


@deletes(_POLICY)
def delete_policy(old: Existing) -> None:
    old.client("efs").delete_file_system_policy(FileSystemId=old.id)


@updates(_POINT)
def update_point(change: Change) -> Outputs:
    _retag(change)
    return {}


@reads(_POINT)
def read_point(old: Existing) -> Found:
    found = only(old.client("efs").describe_access_points(AccessPointId=old.id)["AccessPoints"], old.id)
    return {"fileSystemId": found["FileSystemId"]}


@deletes(_POINT)
def delete_point(old: Existing) -> None:
    old.client("efs").delete_access_point(AccessPointId=old.id)


@updates(_TARGET)
def update_target(change: Change) -> Outputs:
    if change.changes("securityGroups"):
        groups = change.take("securityGroups")
        change.aws.client("efs").modify_mount_target_security_groups(MountTargetId=change.id, SecurityGroups=groups)
    return {}


@reads(_TARGET)
def read_target(old: Existing) -> Found:
    found = old.client("efs").describe_mount_targets(MountTargetId=old.id)["MountTargets"][0]
    return {"subnetId": found["SubnetId"]}


@deletes(_TARGET)
def delete_target(old: Existing) -> None:
    old.client("efs").delete_mount_target(MountTargetId=old.id)
