from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.rules._checks import must_be_on
from policies.rules.rds._databases import CLUSTER, INSTANCE

RULE = ResourceRule(
    name="rds-deletion-protection",
    title="RDS clusters and instances have deletion protection enabled.",
    why="One wrong command, or one replacement in a deployment, deletes the database with its automatic backups.",
    fix="Set deletion_protection=True on the cluster or standalone instance. Members of a cluster do not need it.",
    severity=Severity.HIGH,
    types=(CLUSTER, INSTANCE),
    controls=("RDS.7", "AwsSolutions-RDS10"),
    check=must_be_on("deletionProtection", "deletion protection is not enabled"),
)
