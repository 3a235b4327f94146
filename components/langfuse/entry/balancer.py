"""Load balancer of Langfuse on ECS: TLS under its public name, to healthy web tasks only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext
from components.foundation.private_bucket import PrivateBucket
from components.foundation.self_hosted.names import LangfuseNames
from components.foundation.self_hosted.settings import SelfHosted
from components.langfuse.network.groups import HTTPS, WEB_PORT

#: TLS 1.2 and 1.3, with key exchange that resists quantum computers.
_TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
#: Answers 500 after SIGTERM, so that a task that ends gets no new requests.
_READY = "/api/public/ready"
_DRAIN_SECONDS = 30


@dataclass(frozen=True)
class BalancerArgs:
    context: StackContext
    settings: SelfHosted
    vpc_id: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    group_id: pulumi.Input[str]
    logs: PrivateBucket


class LangfuseBalancer(pulumi.ComponentResource):
    """`domain_name` is the target of the public name's DNS record. The suffixes are dimensions of metrics."""

    def __init__(self, name: str, args: BalancerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:LangfuseBalancer", name, None, opts)
        self._name, self._args, self._names = name, args, LangfuseNames(args.context.names)
        balancer = self._balancer()
        targets = self._targets()
        self.listener = aws.lb.Listener(
            f"{name}-https",
            load_balancer_arn=balancer.arn,
            port=HTTPS,
            protocol="HTTPS",
            ssl_policy=_TLS_POLICY,
            certificate_arn=args.settings.certificate_arn,
            default_actions=[aws.lb.ListenerDefaultActionArgs(type="forward", target_group_arn=targets.arn)],
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn, self.target_group_arn = balancer.arn, targets.arn
        self.domain_name = balancer.dns_name
        self.metric_suffix, self.targets_metric_suffix = balancer.arn_suffix, targets.arn_suffix
        self.register_outputs({"domainName": self.domain_name})

    def _balancer(self) -> aws.lb.LoadBalancer:
        args = self._args
        return aws.lb.LoadBalancer(
            f"{self._name}-balancer",
            name=self._names.short,
            load_balancer_type="application",
            internal=False,
            subnets=[*args.subnet_ids],
            security_groups=[args.group_id],
            drop_invalid_header_fields=True,
            desync_mitigation_mode="defensive",
            enable_deletion_protection=args.context.deletion_protection,
            access_logs=aws.lb.LoadBalancerAccessLogsArgs(bucket=args.logs.name, enabled=True),
            # AWS tries to write to the bucket, so its policy must be there.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[args.logs]),
        )

    def _targets(self) -> aws.lb.TargetGroup:
        return aws.lb.TargetGroup(
            f"{self._name}-targets",
            name=self._names.short,
            port=WEB_PORT,
            protocol="HTTP",
            target_type="ip",
            vpc_id=self._args.vpc_id,
            deregistration_delay=_DRAIN_SECONDS,
            health_check=aws.lb.TargetGroupHealthCheckArgs(
                path=_READY, matcher="200", interval=15, timeout=10, healthy_threshold=2, unhealthy_threshold=3
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
