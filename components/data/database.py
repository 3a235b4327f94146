"""Aurora PostgreSQL Serverless v2 cluster with the Data API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.data.database_monitoring import MONITORING_SECONDS, create_monitoring_role
from components.foundation.context import StackContext
from components.foundation.names import Names

DATABASE_NAME = "alex"
_ENGINE = "aurora-postgresql"
_PARAMETERS = {
    "rds.force_ssl": "1",
    # Logs statements slower than this (ms), without their parameters: a parameter may be a password.
    "log_min_duration_statement": "1000",
    "log_parameter_max_length": "0",
}
_PAUSE_AFTER_SECONDS = 300
#: Not PostgreSQL's default, which scanners try first.
_PORT = 5433


@dataclass(frozen=True)
class DatabaseArgs:
    context: StackContext
    subnet_ids: Sequence[pulumi.Input[str]]
    """Subnets in at least two zones, as Aurora requires."""
    security_group_id: pulumi.Input[str]
    min_acu: int
    """0: the cluster pauses when idle."""
    max_acu: int
    instances: int
    """1, or 2 for a standby in another zone, which takes over on failure and pauses until then."""
    version: int
    """Major version of PostgreSQL."""
    final_snapshot: bool
    """Take a snapshot before the cluster is deleted."""

    def __post_init__(self) -> None:
        if not 0 <= self.min_acu <= self.max_acu:
            raise ValueError("DatabaseArgs.min_acu must be 0..max_acu")
        if not 1 <= self.instances <= 2:
            raise ValueError("DatabaseArgs.instances must be 1 or 2")


class Database(pulumi.ComponentResource):
    """The cluster and its instances.

    `master_secret_arn` is the master user secret, which RDS creates and rotates. Statements need the instance `writer`.
    """

    def __init__(self, name: str, args: DatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:Database", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        cluster = self._cluster(name, args)
        self.writer = self._instances(name, args, cluster)
        self.cluster_arn = cluster.arn
        self.master_secret_arn = cluster.master_user_secrets.apply(_only_secret_arn)
        self.register_outputs({"clusterArn": self.cluster_arn})

    def _cluster(self, name: str, args: DatabaseArgs) -> aws.rds.Cluster:
        subnets = aws.rds.SubnetGroup(
            f"{name}-subnets",
            name=args.context.names.prefix,
            description="Isolated subnets of the database",
            subnet_ids=args.subnet_ids,
            opts=self._child,
        )
        logs = self._log_group(name, args)
        scaling = aws.rds.ClusterServerlessv2ScalingConfigurationArgs(
            min_capacity=args.min_acu,
            max_capacity=args.max_acu,
            seconds_until_auto_pause=_PAUSE_AFTER_SECONDS if args.min_acu == 0 else None,
        )
        return aws.rds.Cluster(
            f"{name}-cluster",
            cluster_identifier=args.context.names.prefix,
            engine=_ENGINE,
            engine_mode="provisioned",
            # Only the major version: AWS chooses the minor one and upgrades it, which is no difference to this.
            engine_version=str(args.version),
            allow_major_version_upgrade=True,
            # An update takes effect when it is deployed, not in the next maintenance window.
            apply_immediately=True,
            database_name=DATABASE_NAME,
            port=_PORT,
            master_username="alex_owner",
            manage_master_user_password=True,
            master_user_secret_kms_key_id=args.context.key_arn,
            enable_http_endpoint=True,
            iam_database_authentication_enabled=True,
            storage_encrypted=True,
            kms_key_id=args.context.key_arn,
            serverlessv2_scaling_configuration=scaling,
            db_subnet_group_name=subnets.name,
            db_cluster_parameter_group_name=self._parameters(name, args).name,
            vpc_security_group_ids=[args.security_group_id],
            enabled_cloudwatch_logs_exports=["postgresql"],
            backup_retention_period=7,
            copy_tags_to_snapshot=True,
            deletion_protection=args.context.deletion_protection,
            skip_final_snapshot=not args.final_snapshot,
            final_snapshot_identifier=(
                pulumi.Output.from_input(args.context.key_arn).apply(
                    lambda key_arn: final_snapshot_name(args.context.names, key_arn)
                )
                if args.final_snapshot
                else None
            ),
            opts=args.context.holding_data(self, [logs]),
        )

    def _instances(self, name: str, args: DatabaseArgs, cluster: aws.rds.Cluster) -> aws.rds.ClusterInstance:
        """Returns the first, which becomes the writer because the others wait for it."""
        role = create_monitoring_role(self, args.context.names)
        instances: list[aws.rds.ClusterInstance] = []
        for number, instance in enumerate(("instance", "standby")[: args.instances], start=1):
            created = aws.rds.ClusterInstance(
                f"{name}-{instance}",
                identifier=args.context.names.of(str(number)),
                cluster_identifier=cluster.id,
                instance_class="db.serverless",
                engine=aws.rds.EngineType.AURORA_POSTGRESQL,
                publicly_accessible=False,
                auto_minor_version_upgrade=True,
                copy_tags_to_snapshot=True,
                # A reader in promotion tier 0 or 1 scales with the writer and would not pause.
                promotion_tier=0 if number == 1 else 15,
                monitoring_interval=MONITORING_SECONDS,
                monitoring_role_arn=role.arn,
                opts=args.context.holding_data(self, instances[:1]),
            )
            instances.append(created)
        return instances[0]

    def _parameters(self, name: str, args: DatabaseArgs) -> aws.rds.ClusterParameterGroup:
        return aws.rds.ClusterParameterGroup(
            f"{name}-parameters",
            # A family is one major version's. At an upgrade both groups exist until the cluster has changed over.
            name=args.context.names.of(f"postgresql{args.version}"),
            description="TLS only, slow statements logged without parameters",
            family=f"{_ENGINE}{args.version}",
            parameters=[
                aws.rds.ClusterParameterGroupParameterArgs(name=parameter, value=value)
                for parameter, value in _PARAMETERS.items()
            ],
            opts=self._child,
        )

    def _log_group(self, name: str, args: DatabaseArgs) -> aws.cloudwatch.LogGroup:
        """Created before the cluster: RDS would create it unencrypted and without retention."""
        return aws.cloudwatch.LogGroup(
            f"{name}-logs",
            name=args.context.names.database_log_group,
            retention_in_days=args.context.log_retention_days,
            kms_key_id=args.context.key_arn,
            opts=args.context.holding_data(self),
        )


def final_snapshot_name(names: Names, key_arn: str) -> str:
    """A snapshot outlives its stack. A later stack of the same name has another key, and so another name here."""
    return names.of(f"final-{key_arn.rpartition('/')[2][:8]}")


def _only_secret_arn(secrets: Sequence[aws.rds.outputs.ClusterMasterUserSecret]) -> str:
    """A cluster with a managed password has exactly one secret."""
    (secret,) = secrets
    if secret.secret_arn is None:
        raise ValueError("RDS returned a managed master secret without an ARN")
    return secret.secret_arn
