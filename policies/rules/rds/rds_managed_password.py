from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules._checks import is_set
from policies.rules.rds._databases import CLUSTER, INSTANCE

_RESTORED = ("replicateSourceDb", "snapshotIdentifier", "replicationSourceIdentifier", "globalClusterIdentifier")


def check(database: Resource, config: Config) -> Findings:
    if any(database[name].known for name in _RESTORED):
        return
    managed = database["manageMasterUserPassword"].test(lambda on: on is True)
    write_only = is_set(database["masterPasswordWo"]) | is_set(database["passwordWo"])
    yield from unless(managed | write_only, "the owner's password is not managed by AWS", "manageMasterUserPassword")


RULE = ResourceRule(
    name="rds-managed-password",
    title="The password of a database's owner is made and kept by AWS.",
    why="A password that the program sets is in Pulumi's state, in its history, and never rotates.",
    fix="Set manage_master_user_password=True, and leave master_password out.",
    severity=Severity.HIGH,
    types=(CLUSTER, INSTANCE),
    link="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-secrets-manager.html",
    check=check,
)
