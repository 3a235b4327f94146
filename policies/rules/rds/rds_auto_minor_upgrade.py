from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.rules._checks import must_not_be_off
from policies.rules.rds._databases import CLUSTER, INSTANCE, MEMBER

RULE = ResourceRule(
    name="rds-auto-minor-upgrade",
    title="RDS clusters and instances have automatic minor version upgrades enabled.",
    why="Minor versions contain the security fixes of the engine; without them the database stays vulnerable.",
    fix="Leave auto_minor_version_upgrade out or set it to True.",
    severity=Severity.MEDIUM,
    types=(CLUSTER, MEMBER, INSTANCE),
    controls=("RDS.13",),
    check=must_not_be_off("autoMinorVersionUpgrade", "automatic minor version upgrades are disabled"),
)
