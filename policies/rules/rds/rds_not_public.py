from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.rules._checks import must_not_be_on
from policies.rules.rds._databases import CLUSTER, INSTANCE, MEMBER

RULE = ResourceRule(
    name="rds-not-public",
    title="RDS clusters and instances are not publicly accessible.",
    why="A public database is one leaked password or one server bug away from being read.",
    fix="Set publicly_accessible=False, and use the Data API or a client inside the VPC.",
    severity=Severity.CRITICAL,
    types=(CLUSTER, MEMBER, INSTANCE),
    controls=("RDS.2",),
    check=must_not_be_on("publiclyAccessible", "the database is publicly accessible"),
)
