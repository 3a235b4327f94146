from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules._checks import must_be_on
from policies.rules.rds._databases import CLUSTER, INSTANCE

_ENGINES_WITHOUT = ("oracle", "sqlserver", "custom", "db2")
_must_be_on = must_be_on("iamDatabaseAuthenticationEnabled", "IAM authentication is not enabled")


def check(database: Resource, config: Config) -> Findings:
    return () if database["engine"].text.startswith(_ENGINES_WITHOUT) else _must_be_on(database, config)


RULE = ResourceRule(
    name="rds-iam-auth",
    title="RDS clusters and instances have IAM authentication enabled.",
    why="Passwords are copied, stored and forgotten. An IAM token expires after 15 minutes, and each use is recorded.",
    fix="Set iam_database_authentication_enabled=True.",
    severity=Severity.MEDIUM,
    types=(CLUSTER, INSTANCE),
    controls=("RDS.10", "RDS.12", "AwsSolutions-RDS6"),
    check=check,
)
