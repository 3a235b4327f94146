"""Grants of the function that sets Langfuse up."""

from __future__ import annotations

from dataclasses import dataclass

from components.foundation.grants import Grant, KeyUse, Scope
from components.foundation.policy import Statement
from components.foundation.self_hosted.names import INTERNAL_SECRET, MIGRATION, LangfuseNames


@dataclass(frozen=True)
class SetUpLangfuse(Grant):
    """Make the values of two secrets, give the cache's user its password, and run the migration's task."""

    project_secret: str
    """Keys of the project, which the functions read."""

    def statements(self, scope: Scope) -> tuple[Statement, ...]:
        langfuse = LangfuseNames(scope.names)
        secrets = tuple(scope.names.secret_arn_pattern(secret) for secret in (self.project_secret, INTERNAL_SECRET))
        roles = (langfuse.role_arn(MIGRATION, "start"),)
        in_cluster = {"ArnEquals": {"ecs:cluster": langfuse.cluster_arn}}
        to_ecs = {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
        return (
            Statement("FillSecrets", ("secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"), secrets),
            Statement(
                "SetCachePassword", ("elasticache:DescribeUsers", "elasticache:ModifyUser"), (langfuse.cache_user_arn,)
            ),
            Statement("RunMigration", ("ecs:RunTask",), (langfuse.migration_arn_pattern,), in_cluster),
            Statement("WatchMigration", ("ecs:DescribeTasks",), (langfuse.task_arn_pattern,), in_cluster),
            Statement("PassRoleToMigration", ("iam:PassRole",), roles, to_ecs),
        )

    def key_uses(self) -> tuple[KeyUse, ...]:
        return (KeyUse("secretsmanager", ("kms:Decrypt", "kms:GenerateDataKey")),)
