from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.rules._checks import must_be_on
from policies.rules.rds._databases import CLUSTER, INSTANCE, MEMBER

RULE = ResourceRule(
    name="rds-copy-tags",
    title="RDS clusters and instances copy their tags to snapshots.",
    why="A snapshot without tags has no owner, counts towards no budget, and is covered by no policy on tags.",
    fix="Set copy_tags_to_snapshot=True on the cluster and on each instance.",
    severity=Severity.LOW,
    types=(CLUSTER, MEMBER, INSTANCE),
    controls=("RDS.16", "RDS.17"),
    check=must_be_on("copyTagsToSnapshot", "tags are not copied to snapshots"),
)
