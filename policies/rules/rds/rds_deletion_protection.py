from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.rules._shapes import must_be_on
from policies.rules.rds._databases import CLUSTER, INSTANCE

RULE = ResourceRule(
    name="rds-deletion-protection",
    title="Databases are protected from deletion.",
    why="One wrong command or one replacement in a deployment deletes the database with its automatic backups.",
    fix="Set deletion_protection=True. The instances of a cluster need none of their own.",
    severity=Severity.HIGH,
    types=(CLUSTER, INSTANCE),
    controls=("RDS.7", "AwsSolutions-RDS10"),
    check=must_be_on("deletionProtection", "the database can be deleted by one call"),
)
