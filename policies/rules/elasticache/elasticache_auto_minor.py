from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.elasticache._types import CLUSTER, GROUP


def check(cache: Resource, config: Config) -> Findings:
    # The provider takes a boolean for a replication group, a string for a cluster.
    yield from cache["autoMinorVersionUpgrade"].must(
        lambda on: on is None or on is True or on == "true", "automatic minor version upgrades are disabled"
    )


RULE = ResourceRule(
    name="elasticache-auto-minor",
    title="ElastiCache clusters have automatic minor version upgrades enabled.",
    why="Minor versions contain the security fixes of the engine; without them the cache stays vulnerable.",
    fix="Leave auto_minor_version_upgrade out or set it to True.",
    severity=Severity.MEDIUM,
    types=(CLUSTER, GROUP),
    controls=("ElastiCache.2",),
    check=check,
)
