from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.rds._databases import CLUSTER, INSTANCE

_COMMON = frozenset({"admin", "administrator", "awsuser", "master", "mysql", "oracle", "postgres", "root", "sa"})
_COPY_OF = (
    "globalClusterIdentifier",
    "replicateSourceDb",
    "replicationSourceIdentifier",
    "restoreToPointInTime",
    "s3Import",
    "snapshotIdentifier",
)


def check(database: Resource, config: Config) -> Findings:
    user = database["username" if database.type == INSTANCE else "masterUsername"]
    if user.absent and any(not database[origin].absent for origin in _COPY_OF):
        return  # the source decides
    yield from user.must(lambda name: name.lower() not in _COMMON, "the administrator has a default username")


RULE = ResourceRule(
    name="rds-custom-admin",
    title="RDS clusters and instances use a custom administrator username.",
    why="A default name gives an attacker half of the administrator's credentials.",
    fix="Set master_username to a project-specific name, e.g. alex_owner. Changing it replaces the database.",
    severity=Severity.LOW,
    types=(CLUSTER, INSTANCE),
    controls=("RDS.24",),
    check=check,
)
