"""A service of Langfuse on ECS, with as many tasks as its work needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext
from components.foundation.self_hosted.names import LangfuseNames
from components.langfuse.tasks.sizes import BUSY_PERCENT

#: Start of a task, until the load balancer's checks count. Web answers about a minute after its start.
_GRACE_SECONDS = 300


@dataclass(frozen=True)
class TaskServiceArgs:
    context: StackContext
    task: str
    cluster_arn: pulumi.Input[str]
    task_definition_arn: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    group_id: pulumi.Input[str]
    tasks: tuple[int, int]
    """At least, and at most."""
    after: Sequence[pulumi.Resource]
    target: tuple[pulumi.Input[str], int] | None = None
    """ARN of the load balancer's target group, and the port of the container."""
    discovery_arn: pulumi.Input[str] | None = None
    """Cloud Map service, through which others find the task."""
    alone: bool = False
    """Stop the old task before a new one starts, which a deployment waits for: two must not use the same files."""


class TaskService(pulumi.ComponentResource):
    """`service` is in the cluster; without `alone` its number of tasks follows their CPU."""

    def __init__(self, name: str, args: TaskServiceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:TaskService", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        least, most = args.tasks
        self.service = self._service(name, args, least)
        if most > least:
            self._scale(name, args, least, most)
        self.register_outputs({})

    def _service(self, name: str, args: TaskServiceArgs, least: int) -> aws.ecs.Service:
        balancers = [
            aws.ecs.ServiceLoadBalancerArgs(target_group_arn=group, container_name=args.task, container_port=port)
            for group, port in ([args.target] if args.target else [])
        ]
        discovery = args.discovery_arn
        return aws.ecs.Service(
            f"{name}-service",
            name=args.task,
            cluster=args.cluster_arn,
            task_definition=args.task_definition_arn,
            launch_type="FARGATE",
            desired_count=least,
            deployment_minimum_healthy_percent=0 if args.alone else 100,
            deployment_maximum_percent=100 if args.alone else 200,
            deployment_circuit_breaker=aws.ecs.ServiceDeploymentCircuitBreakerArgs(enable=True, rollback=True),
            # With 100 percent at most, ECS cannot move a task to another zone before it stops.
            availability_zone_rebalancing="DISABLED" if args.alone else "ENABLED",
            network_configuration=aws.ecs.ServiceNetworkConfigurationArgs(
                subnets=[*args.subnet_ids], security_groups=[args.group_id], assign_public_ip=False
            ),
            load_balancers=balancers or None,
            health_check_grace_period_seconds=_GRACE_SECONDS if balancers else None,
            service_registries=aws.ecs.ServiceServiceRegistriesArgs(registry_arn=discovery) if discovery else None,
            propagate_tags="SERVICE",
            wait_for_steady_state=args.alone,
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=[*args.after],
                # The number of tasks belongs to the scaling.
                ignore_changes=None if args.alone else ["desiredCount"],
            ),
        )

    def _scale(self, name: str, args: TaskServiceArgs, least: int, most: int) -> None:
        cluster = LangfuseNames(args.context.names).prefix
        target = aws.appautoscaling.Target(
            f"{name}-tasks",
            service_namespace="ecs",
            scalable_dimension="ecs:service:DesiredCount",
            resource_id=self.service.name.apply(lambda service: f"service/{cluster}/{service}"),
            min_capacity=least,
            max_capacity=most,
            opts=self._child,
        )
        aws.appautoscaling.Policy(
            f"{name}-by-cpu",
            name=LangfuseNames(args.context.names).of(f"{args.task}-by-cpu"),
            policy_type="TargetTrackingScaling",
            service_namespace=target.service_namespace,
            scalable_dimension=target.scalable_dimension,
            resource_id=target.resource_id,
            target_tracking_scaling_policy_configuration=aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs(
                target_value=BUSY_PERCENT,
                predefined_metric_specification=aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs(
                    predefined_metric_type="ECSServiceAverageCPUUtilization"
                ),
            ),
            opts=self._child,
        )
