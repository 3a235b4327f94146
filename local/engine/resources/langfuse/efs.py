"""File systems with their access points and mount targets. Nothing mounts them."""

from __future__ import annotations

from local.engine.creation import Created, Creation, creates


@creates("aws:efs/fileSystem:FileSystem")
def file_system(new: Creation) -> Created:
    created = new.call("efs", "create_file_system", CreationToken=new.name, Tags=new.tags())
    return created["FileSystemId"], {
        "arn": created["FileSystemArn"],
        "dnsName": f"{created['FileSystemId']}.efs.{new.aws.region}.amazonaws.com",
    }


@creates("aws:efs/fileSystemPolicy:FileSystemPolicy")
def file_system_policy(new: Creation) -> Created:
    identifier = new.take("fileSystemId")
    new.call("efs", "put_file_system_policy", FileSystemId=identifier)
    return identifier, {}


@creates("aws:efs/accessPoint:AccessPoint")
def access_point(new: Creation) -> Created:
    created = new.call("efs", "create_access_point", ClientToken=new.name, Tags=new.tags())
    return created["AccessPointId"], {"arn": created["AccessPointArn"]}


@creates("aws:efs/mountTarget:MountTarget")
def mount_target(new: Creation) -> Created:
    created = new.call("efs", "create_mount_target")
    return created["MountTargetId"], {"ipAddress": created.get("IpAddress", "")}
