"""PostgreSQL of Langfuse on ECS: a separate RDS instance, as Langfuse keeps connections and Aurora must pause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext
from components.foundation.policy import Statement, create_service_role
from components.foundation.self_hosted.names import LangfuseNames
from components.langfuse.network.groups import DATABASE_PORT

DATABASE_NAME = "langfuse"
#: Has the database, and is used by the migration's task alone. Langfuse signs in as `langfuse`.
OWNER = "langfuse_owner"
_VERSION = "17"
_CLASS = "db.t4g.medium"
_GIGABYTES, _MOST_GIGABYTES = 20, 100
_MONITORING_SECONDS = 60
_PARAMETERS = {
    "rds.force_ssl": "1",
    # Logs statements slower than this (ms), without their parameters: a parameter may be a password.
    "log_min_duration_statement": "1000",
    "log_parameter_max_length": "0",
}
#: RDS uses one log group for the operating systems of all databases of an account.
_MONITORING_LOG_GROUP = "RDSOSMetrics"


@dataclass(frozen=True)
class PostgresArgs:
    context: StackContext
    subnet_ids: Sequence[pulumi.Input[str]]
    group_id: pulumi.Input[str]
    final_snapshot: bool


class LangfusePostgres(pulumi.ComponentResource):
    """`host` has the port. `master_secret_arn` is the owner's secret, which RDS makes and rotates."""

    def __init__(self, name: str, args: PostgresArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:LangfusePostgres", name, None, opts)
        self._name, self._args, self._names = name, args, LangfuseNames(args.context.names)
        self._child = pulumi.ResourceOptions(parent=self)
        self.instance = self._instance()
        self.host = self.instance.endpoint
        self.master_secret_arn = self.instance.master_user_secrets.apply(_only_secret_arn)
        self.register_outputs({"host": self.host})

    def _instance(self) -> aws.rds.Instance:
        context, names = self._args.context, self._names
        key_arn = pulumi.Output.from_input(context.key_arn)
        final = key_arn.apply(lambda arn: names.of(f"final-{arn.rpartition('/')[2][:8]}"))
        return aws.rds.Instance(
            f"{self._name}-instance",
            identifier=names.prefix,
            engine="postgres",
            # Only the major version: AWS chooses the minor one and upgrades it, which is no difference to this.
            engine_version=_VERSION,
            auto_minor_version_upgrade=True,
            apply_immediately=True,
            instance_class=_CLASS,
            storage_type="gp3",
            allocated_storage=_GIGABYTES,
            max_allocated_storage=_MOST_GIGABYTES,
            db_name=DATABASE_NAME,
            port=DATABASE_PORT,
            username=OWNER,
            manage_master_user_password=True,
            master_user_secret_kms_key_id=context.key_arn,
            iam_database_authentication_enabled=True,
            storage_encrypted=True,
            kms_key_id=context.key_arn,
            db_subnet_group_name=self._subnet_group().name,
            parameter_group_name=self._parameter_group().name,
            vpc_security_group_ids=[self._args.group_id],
            publicly_accessible=False,
            enabled_cloudwatch_logs_exports=["postgresql"],
            monitoring_interval=_MONITORING_SECONDS,
            monitoring_role_arn=self._monitoring_role().arn,
            backup_retention_period=7,
            copy_tags_to_snapshot=True,
            deletion_protection=context.deletion_protection,
            skip_final_snapshot=not self._args.final_snapshot,
            final_snapshot_identifier=final if self._args.final_snapshot else None,
            opts=context.holding_data(self, [self._log_group()]),
        )

    def _subnet_group(self) -> aws.rds.SubnetGroup:
        return aws.rds.SubnetGroup(
            f"{self._name}-subnets",
            name=self._names.prefix,
            description="Private subnets of Langfuse's database",
            subnet_ids=self._args.subnet_ids,
            opts=self._child,
        )

    def _parameter_group(self) -> aws.rds.ParameterGroup:
        return aws.rds.ParameterGroup(
            f"{self._name}-parameters",
            # A family is one major version's. At an upgrade both groups exist until the instance has changed over.
            name=self._names.of(f"postgres{_VERSION}"),
            description="TLS only, slow statements logged without parameters",
            family=f"postgres{_VERSION}",
            parameters=[
                aws.rds.ParameterGroupParameterArgs(name=parameter, value=value)
                for parameter, value in _PARAMETERS.items()
            ],
            opts=self._child,
        )

    def _log_group(self) -> aws.cloudwatch.LogGroup:
        """Created before the instance: RDS would create it unencrypted and without retention."""
        context = self._args.context
        return aws.cloudwatch.LogGroup(
            f"{self._name}-logs",
            name=self._names.database_log_group,
            retention_in_days=context.log_retention_days,
            kms_key_id=context.key_arn,
            opts=context.holding_data(self),
        )

    def _monitoring_role(self) -> aws.iam.Role:
        names = self._args.context.names
        group = names.log_group_arn(_MONITORING_LOG_GROUP)
        write = ("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:GetLogEvents", "logs:PutLogEvents")
        statements = (
            Statement("MakeLogGroup", ("logs:CreateLogGroup", "logs:PutRetentionPolicy"), (group, f"{group}:*")),
            Statement("WriteReports", write, (f"{group}:*",)),
        )
        return create_service_role(
            self, names, "langfuse-monitoring", "monitoring.rds", self._names.database_arn, statements
        )


def _only_secret_arn(secrets: Sequence[aws.rds.outputs.InstanceMasterUserSecret]) -> str:
    """An instance with a managed password has exactly one secret."""
    (secret,) = secrets
    if secret.secret_arn is None:
        raise ValueError("RDS returned a managed master secret without an ARN")
    return secret.secret_arn
