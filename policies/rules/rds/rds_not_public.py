from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.rules._shapes import must_not_be_on
from policies.rules.rds._databases import CLUSTER, INSTANCE, MEMBER

RULE = ResourceRule(
    name="rds-not-public",
    title="Databases have no public address.",
    why="A database that the internet can reach is one leaked password or one server bug away from being read.",
    fix="Set publicly_accessible=False; reach the database through the Data API or from inside its VPC.",
    severity=Severity.CRITICAL,
    types=(CLUSTER, MEMBER, INSTANCE),
    controls=("RDS.2",),
    check=must_not_be_on("publiclyAccessible", "the database gets a public address"),
)
