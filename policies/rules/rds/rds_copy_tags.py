from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.rules._shapes import must_be_on
from policies.rules.rds._databases import CLUSTER, INSTANCE, MEMBER

RULE = ResourceRule(
    name="rds-copy-tags",
    title="Snapshots carry the tags of their database.",
    why="A snapshot without tags has no owner, is in no budget, and no policy on tags protects it.",
    fix="Set copy_tags_to_snapshot=True on the cluster and on each instance.",
    severity=Severity.LOW,
    types=(CLUSTER, MEMBER, INSTANCE),
    controls=("RDS.16", "RDS.17"),
    check=must_be_on("copyTagsToSnapshot", "snapshots are made without tags"),
)
