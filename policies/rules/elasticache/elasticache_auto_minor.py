from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.elasticache._types import CLUSTER, GROUP


def check(cache: Resource, config: Config) -> Findings:
    # The provider takes a boolean for a replication group, a string for a cluster.
    yield from cache["autoMinorVersionUpgrade"].must(
        lambda on: on is None or on is True or on == "true", "minor versions are not installed"
    )


RULE = ResourceRule(
    name="elasticache-auto-minor",
    title="Caches install minor versions by themselves.",
    why="Minor versions carry the security fixes of the engine; a version that nobody upgrades stays open to them.",
    fix="Leave auto_minor_version_upgrade out or set it to True.",
    severity=Severity.MEDIUM,
    types=(CLUSTER, GROUP),
    controls=("ElastiCache.2",),
    check=check,
)
