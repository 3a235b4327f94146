"""Cluster of Langfuse on ECS with its services, and the task that migrates before they start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext
from components.foundation.self_hosted.names import CLICKHOUSE, MIGRATION, WEB, WORKER, LangfuseNames
from components.foundation.self_hosted.settings import SelfHosted
from components.langfuse.network.groups import WEB_PORT, LangfuseGroups
from components.langfuse.network.network import LangfuseNetwork
from components.langfuse.storage.files import ClickHouseFiles
from components.langfuse.tasks.containers import (
    FILES_VOLUME,
    Container,
    clickhouse_containers,
    migration_containers,
    web_containers,
    worker_containers,
)
from components.langfuse.tasks.definition import LangfuseTask, TaskArgs
from components.langfuse.tasks.service import TaskService, TaskServiceArgs
from components.langfuse.tasks.sizes import WEB_TASKS, WORKER_TASKS

#: How long a client may keep ClickHouse's address (s). A new task has another.
_DNS_SECONDS = 10


@dataclass(frozen=True)
class TasksArgs:
    context: StackContext
    settings: SelfHosted
    network: LangfuseNetwork
    groups: LangfuseGroups
    files: ClickHouseFiles
    master_secret_arn: pulumi.Output[str]
    """Of PostgreSQL's owner, for the migration."""


class LangfuseTasks(pulumi.ComponentResource):
    """ClickHouse, which waits for `secrets`; the migration's task; and the services, which `serve` starts."""

    def __init__(self, name: str, args: TasksArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:LangfuseTasks", name, None, opts)
        self._name, self._args, self._names = name, args, LangfuseNames(args.context.names)
        self._child = pulumi.ResourceOptions(parent=self)
        cluster = aws.ecs.Cluster(
            f"{name}-cluster",
            name=self._names.prefix,
            settings=[aws.ecs.ClusterSettingArgs(name="containerInsights", value="enabled")],
            opts=self._child,
        )
        self.cluster_arn = cluster.arn
        names, settings = self._names, args.settings
        self.migration = self._task(
            MIGRATION, args.master_secret_arn.apply(lambda arn: migration_containers(names, settings, arn))
        )
        self.register_outputs({"clusterArn": self.cluster_arn})

    def start_clickhouse(self, secrets: Sequence[pulumi.Resource]) -> pulumi.Resource:
        """The service, once its task answers; `secrets` must have their values."""
        files = self._args.files
        volume = aws.ecs.TaskDefinitionVolumeArgs(
            name=FILES_VOLUME,
            efs_volume_configuration=aws.ecs.TaskDefinitionVolumeEfsVolumeConfigurationArgs(
                file_system_id=files.file_system_id,
                transit_encryption="ENABLED",
                authorization_config=aws.ecs.TaskDefinitionVolumeEfsVolumeConfigurationAuthorizationConfigArgs(
                    access_point_id=files.access_point_id, iam="ENABLED"
                ),
            ),
        )
        task = self._task(CLICKHOUSE, clickhouse_containers(self._names, self._args.settings), [volume])
        return TaskService(
            f"{self._name}-{CLICKHOUSE}",
            TaskServiceArgs(
                self._args.context,
                CLICKHOUSE,
                self.cluster_arn,
                task.definition.arn,
                self._args.network.private_subnet_ids,
                self._args.groups.clickhouse,
                tasks=(1, 1),
                after=[
                    *secrets,
                    *files.mount_targets,
                    files.admit(CLICKHOUSE, task),
                    *self._args.network.way_out,
                    task,
                ],
                discovery_arn=self._discovery(),
                alone=True,
            ),
            self._child,
        )

    def serve(self, target_group_arn: pulumi.Input[str], after: Sequence[pulumi.Resource]) -> None:
        """Starts web, behind the load balancer, and worker."""
        names, settings = self._names, self._args.settings
        web = self._task(WEB, web_containers(names, settings))
        worker = self._task(WORKER, worker_containers(names, settings))
        self._serve(WEB, web, WEB_TASKS, after, (target_group_arn, WEB_PORT))
        self._serve(WORKER, worker, WORKER_TASKS, after)

    def _serve(
        self,
        kind: str,
        task: LangfuseTask,
        tasks: tuple[int, int],
        after: Sequence[pulumi.Resource],
        target: tuple[pulumi.Input[str], int] | None = None,
    ) -> None:
        TaskService(
            f"{self._name}-{kind}",
            TaskServiceArgs(
                self._args.context,
                kind,
                self.cluster_arn,
                task.definition.arn,
                self._args.network.private_subnet_ids,
                self._args.groups.application,
                tasks,
                [*after, task],
                target,
            ),
            self._child,
        )

    def _task(
        self,
        task: str,
        containers: pulumi.Input[Sequence[Container]],
        volumes: Sequence[aws.ecs.TaskDefinitionVolumeArgs] = (),
    ) -> LangfuseTask:
        args = TaskArgs(self._args.context, self._args.settings, task, containers, volumes)
        return LangfuseTask(f"{self._name}-{task}-task", args, self._child)

    def _discovery(self) -> pulumi.Output[str]:
        """Private name of ClickHouse's task, which moves with it."""
        namespace = aws.servicediscovery.PrivateDnsNamespace(
            f"{self._name}-names",
            name=self._names.private_domain,
            description="Tasks of Langfuse",
            vpc=self._args.network.vpc_id,
            opts=self._child,
        )
        record = aws.servicediscovery.ServiceDnsConfigDnsRecordArgs(type="A", ttl=_DNS_SECONDS)
        return aws.servicediscovery.Service(
            f"{self._name}-{CLICKHOUSE}-name",
            name=CLICKHOUSE,
            dns_config=aws.servicediscovery.ServiceDnsConfigArgs(namespace_id=namespace.id, dns_records=[record]),
            opts=self._child,
        ).arn
