"""ClickHouse's files on EFS, in every zone of Langfuse's network, and their daily backup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext
from components.foundation.policy import Statement, create_service_role, document, tls_only
from components.foundation.self_hosted.names import CLICKHOUSE, LangfuseNames

#: User and group of ClickHouse's image.
CLICKHOUSE_USER = 101
_DAILY = "cron(41 2 * * ? *)"
_KEEP_DAYS = 35
BACKUP_ROLE = "langfuse-backup"


@dataclass(frozen=True)
class FilesArgs:
    context: StackContext
    subnet_ids: Sequence[pulumi.Input[str]]
    group_id: pulumi.Input[str]


class ClickHouseFiles(pulumi.ComponentResource):
    """Tasks mount `file_system_id` through `access_point_id`, in a subnet of `mount_targets`."""

    def __init__(self, name: str, args: FilesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:ClickHouseFiles", name, None, opts)
        self._name, self._args, self._names = name, args, LangfuseNames(args.context.names)
        self._child = pulumi.ResourceOptions(parent=self)
        system = aws.efs.FileSystem(
            f"{name}-system",
            encrypted=True,
            kms_key_id=args.context.key_arn,
            # ClickHouse reads and writes in bursts: bursting throughput of a small file system is 50 KB/s a gigabyte.
            throughput_mode="elastic",
            performance_mode="generalPurpose",
            tags={"Name": self._names.of(CLICKHOUSE)},
            opts=args.context.holding_data(self),
        )
        self.file_system_id = system.id
        self.access_point_id = self._access_point(system).id
        self.mount_targets = [
            aws.efs.MountTarget(
                f"{name}-target-{number}",
                file_system_id=system.id,
                subnet_id=subnet,
                security_groups=[args.group_id],
                opts=self._child,
            )
            for number, subnet in enumerate(args.subnet_ids, start=1)
        ]
        self._back_up(system)
        self.register_outputs({"fileSystemId": self.file_system_id})

    def admit(self, task: str, role: pulumi.Resource) -> pulumi.Resource:
        """Lets the task's role mount the files, and no other. A policy names a role that exists: it waits for it.

        In the policy of a file system `*` means the file system, whose id EFS assigns.
        """
        actions = ("elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite")
        by_mount = {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}}
        who = {"AWS": self._names.role_arn(task, "task")}
        statements = (
            Statement("Mount", actions, ("*",), by_mount, who),
            tls_only((*actions, "elasticfilesystem:ClientRootAccess"), "*"),
        )
        return aws.efs.FileSystemPolicy(
            f"{self._name}-policy",
            file_system_id=self.file_system_id,
            policy=document(statements),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[role]),
        )

    def _access_point(self, system: aws.efs.FileSystem) -> aws.efs.AccessPoint:
        """Everybody who mounts it is ClickHouse's user, in ClickHouse's folder."""
        return aws.efs.AccessPoint(
            f"{self._name}-point",
            file_system_id=system.id,
            posix_user=aws.efs.AccessPointPosixUserArgs(uid=CLICKHOUSE_USER, gid=CLICKHOUSE_USER),
            root_directory=aws.efs.AccessPointRootDirectoryArgs(
                path=f"/{CLICKHOUSE}",
                creation_info=aws.efs.AccessPointRootDirectoryCreationInfoArgs(
                    owner_uid=CLICKHOUSE_USER, owner_gid=CLICKHOUSE_USER, permissions="0700"
                ),
            ),
            tags={"Name": self._names.of(CLICKHOUSE)},
            opts=self._child,
        )

    def _back_up(self, system: aws.efs.FileSystem) -> None:
        context = self._args.context
        vault = aws.backup.Vault(
            f"{self._name}-vault",
            name=self._names.prefix,
            kms_key_arn=context.key_arn,
            opts=context.holding_data(self),
        )
        plan = aws.backup.Plan(
            f"{self._name}-backup",
            name=self._names.prefix,
            rules=[
                aws.backup.PlanRuleArgs(
                    rule_name="daily",
                    target_vault_name=vault.name,
                    schedule=_DAILY,
                    lifecycle=aws.backup.PlanRuleLifecycleArgs(delete_after=_KEEP_DAYS),
                )
            ],
            opts=self._child,
        )
        aws.backup.Selection(
            f"{self._name}-selection",
            name=self._names.of(CLICKHOUSE),
            plan_id=plan.id,
            iam_role_arn=self._backup_role().arn,
            resources=[system.arn],
            opts=self._child,
        )

    def _backup_role(self) -> aws.iam.Role:
        """EFS assigns ids, and has no condition for this action: the plan selects one file system."""
        files = self._names.arn("elasticfilesystem", "file-system/*")
        vault = self._names.arn("backup", f"backup-vault:{self._names.prefix}")
        statements = (
            Statement("BackUpFiles", ("elasticfilesystem:Backup", "elasticfilesystem:DescribeTags"), (files,)),
            Statement("UseVault", ("backup:CopyIntoBackupVault", "backup:DescribeBackupVault"), (vault,)),
        )
        source = self._names.arn("backup", "*")
        return create_service_role(self, self._names.names, BACKUP_ROLE, "backup", source, statements)
