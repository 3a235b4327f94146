from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules._checks import is_set
from policies.rules.rds._databases import CLUSTER, INSTANCE


def check(database: Resource, config: Config) -> Findings:
    if config.production and not database["replicateSourceDb"].known:
        skipped = database["skipFinalSnapshot"]
        yield from skipped.must(lambda skip: not skip, "the database is deleted without a last snapshot")
        named = is_set(database["finalSnapshotIdentifier"])
        yield from unless(named, "the last snapshot has no name", "finalSnapshotIdentifier")


RULE = ResourceRule(
    name="rds-final-snapshot",
    title="Production databases are deleted with a last snapshot only.",
    why="AWS deletes the automatic backups of a database with it: the last snapshot is all that remains.",
    fix="Leave skip_final_snapshot out, and set final_snapshot_identifier.",
    severity=Severity.HIGH,
    types=(CLUSTER, INSTANCE),
    link="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DeleteCluster.html",
    check=check,
)
