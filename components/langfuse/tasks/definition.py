"""One task of Langfuse on ECS: its definition, log group and two roles."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext
from components.foundation.policy import Statement, create_service_role
from components.foundation.self_hosted.names import MIGRATION, LangfuseNames
from components.foundation.self_hosted.settings import SelfHosted
from components.langfuse.tasks.containers import Container
from components.langfuse.tasks.permissions import start_statements, task_statements
from components.langfuse.tasks.sizes import ARCHITECTURE, SIZES


@dataclass(frozen=True)
class TaskArgs:
    context: StackContext
    settings: SelfHosted
    task: str
    containers: pulumi.Input[Sequence[Container]]
    volumes: Sequence[aws.ecs.TaskDefinitionVolumeArgs] = ()


class LangfuseTask(pulumi.ComponentResource):
    """`definition` is the newest revision. ECS needs the permissions in `ready` before it starts a task."""

    def __init__(self, name: str, args: TaskArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:LangfuseTask", name, None, opts)
        names, size = LangfuseNames(args.context.names), SIZES[args.task]
        logs = aws.cloudwatch.LogGroup(
            f"{name}-logs",
            name=names.log_group(args.task),
            retention_in_days=args.context.log_retention_days,
            kms_key_id=args.context.key_arn,
            opts=args.context.holding_data(self),
        )
        start = self._role(args, "start", start_statements(names, args.settings, args.task))
        # The migration calls nothing of AWS.
        work = None if args.task == MIGRATION else self._role(args, "task", task_statements(names, args.task))
        self.definition = aws.ecs.TaskDefinition(
            f"{name}-definition",
            family=names.of(args.task),
            requires_compatibilities=["FARGATE"],
            network_mode="awsvpc",
            cpu=str(size.cpu),
            memory=str(size.memory_mb),
            runtime_platform=aws.ecs.TaskDefinitionRuntimePlatformArgs(
                cpu_architecture=ARCHITECTURE, operating_system_family="LINUX"
            ),
            execution_role_arn=start.arn,
            task_role_arn=work and work.arn,
            container_definitions=_text(args.containers),
            volumes=[*args.volumes],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[logs]),
        )
        self.register_outputs({"definition": self.definition.arn})

    def _role(self, args: TaskArgs, kind: str, statements: Sequence[Statement]) -> aws.iam.Role:
        names = LangfuseNames(args.context.names)
        thing = names.role(args.task, kind)
        return create_service_role(self, names.names, thing, "ecs-tasks", names.tasks_arn_pattern, statements)


def _text(containers: pulumi.Input[Sequence[Container]]) -> pulumi.Input[str]:
    """Known at preview unless a part is not, so that the policy pack reads it there."""
    if isinstance(containers, pulumi.Output):
        return containers.apply(json.dumps)
    return json.dumps(containers)
