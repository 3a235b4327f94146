from __future__ import annotations

from policies.engine import Config, Findings, Option, Resource, ResourceRule, Severity
from policies.rules.elasticache._types import CLUSTER, GROUP, is_member


def check(cache: Resource, config: Config) -> Findings:
    if is_member(cache) or cache["engine"].text == "memcached":
        return  # memcached has no backups
    days: int = config["days"]
    yield from cache["snapshotRetentionLimit"].must(
        lambda kept: kept >= days, f"backups are kept for less than {days} days"
    )


RULE = ResourceRule(
    name="elasticache-backup",
    title="ElastiCache clusters have automatic backups enabled.",
    why="Queues and sessions that exist only in the cache are lost with it.",
    fix="Set snapshot_retention_limit=1 or more.",
    severity=Severity.MEDIUM,
    types=(CLUSTER, GROUP),
    controls=("ElastiCache.1",),
    options={"days": Option({"type": "integer", "minimum": 1, "description": "Minimum retention in days."}, default=1)},
    check=check,
)
