from __future__ import annotations

from policies.engine import Config, Findings, Option, Resource, ResourceRule, Severity
from policies.rules.rds._databases import CLUSTER, INSTANCE


def check(database: Resource, config: Config) -> Findings:
    if database["replicateSourceDb"].known:
        return  # its source has the backups
    days: int = config["days"]
    yield from database["backupRetentionPeriod"].must(
        lambda kept: kept >= days, f"automatic backups are kept for less than {days} days"
    )


RULE = ResourceRule(
    name="rds-backup-retention",
    title="RDS clusters and instances keep automatic backups for at least a week.",
    why="Damage found after the last backup expired cannot be undone. Aurora's default retention is one day.",
    fix="Set backup_retention_period=7 or more.",
    severity=Severity.HIGH,
    types=(CLUSTER, INSTANCE),
    controls=("RDS.11", "RDS.50"),
    options={"days": Option({"type": "integer", "minimum": 1, "description": "Minimum retention in days."}, default=7)},
    check=check,
)
