"""Valkey of Langfuse on ECS: queues and caches. Nothing may be evicted, or jobs would vanish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext
from components.foundation.self_hosted.names import LangfuseNames
from components.langfuse.network.groups import CACHE_PORT

_NODE = "cache.t4g.small"
_ENGINE, _FAMILY = "valkey", "valkey8"
_VERSION = "8.0"
#: A primary and a replica, each in its zone.
_NODES = 2


@dataclass(frozen=True)
class ValkeyArgs:
    context: StackContext
    subnet_ids: Sequence[pulumi.Input[str]]
    group_id: pulumi.Input[str]


class LangfuseValkey(pulumi.ComponentResource):
    """`host` is that of the primary, without the port. `user` is the id and name of the user, known at preview.

    The user is created for IAM authentication, which no role is granted, so that no password is in the program. The
    setup gives it a password later; Pulumi leaves its authentication alone.
    """

    def __init__(self, name: str, args: ValkeyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:LangfuseValkey", name, None, opts)
        names, child = LangfuseNames(args.context.names), pulumi.ResourceOptions(parent=self)
        self.user = names.cache
        subnets = aws.elasticache.SubnetGroup(
            f"{name}-subnets",
            name=names.prefix,
            description="Private subnets of Langfuse's cache",
            subnet_ids=args.subnet_ids,
            opts=child,
        )
        parameters = aws.elasticache.ParameterGroup(
            f"{name}-parameters",
            name=names.of(_FAMILY),
            description="Queues of Langfuse: refuse writes when full, evict nothing",
            family=_FAMILY,
            parameters=[aws.elasticache.ParameterGroupParameterArgs(name="maxmemory-policy", value="noeviction")],
            opts=child,
        )
        self.group = aws.elasticache.ReplicationGroup(
            f"{name}-group",
            replication_group_id=names.cache,
            description="Queues and caches of Langfuse",
            engine=_ENGINE,
            engine_version=_VERSION,
            node_type=_NODE,
            num_cache_clusters=_NODES,
            automatic_failover_enabled=True,
            multi_az_enabled=True,
            port=CACHE_PORT,
            parameter_group_name=parameters.name,
            subnet_group_name=subnets.name,
            security_group_ids=[args.group_id],
            user_group_ids=[self._users(name, names).user_group_id],
            transit_encryption_enabled=True,
            at_rest_encryption_enabled=True,
            kms_key_id=args.context.key_arn,
            snapshot_retention_limit=7,
            auto_minor_version_upgrade=True,
            apply_immediately=True,
            opts=args.context.holding_data(self),
        )
        self.host = self.group.primary_endpoint_address
        self.register_outputs({"host": self.host})

    def _users(self, name: str, names: LangfuseNames) -> aws.elasticache.UserGroup:
        user = aws.elasticache.User(
            f"{name}-user",
            # With IAM authentication both must be the same.
            user_id=self.user,
            user_name=self.user,
            engine=_ENGINE,
            access_string="on ~* +@all",
            authentication_mode=aws.elasticache.UserAuthenticationModeArgs(type="iam"),
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["authenticationMode", "passwords"]),
        )
        return aws.elasticache.UserGroup(
            f"{name}-users",
            user_group_id=names.cache,
            engine=_ENGINE,
            user_ids=[user.user_id],
            opts=pulumi.ResourceOptions(parent=self),
        )
