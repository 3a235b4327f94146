from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.rules._shapes import must_not_be_off
from policies.rules.rds._databases import CLUSTER, INSTANCE, MEMBER

RULE = ResourceRule(
    name="rds-auto-minor-upgrade",
    title="Database instances install minor versions by themselves.",
    why="Minor versions carry the security fixes of the engine; a version that nobody upgrades stays open to them.",
    fix="Leave auto_minor_version_upgrade out or set it to True.",
    severity=Severity.MEDIUM,
    types=(CLUSTER, MEMBER, INSTANCE),
    controls=("RDS.13",),
    check=must_not_be_off("autoMinorVersionUpgrade", "minor versions are not installed"),
)
