from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.rds._databases import CLUSTER, INSTANCE
from policies.rules.rds._versions import why_ended


def check(database: Resource, config: Config) -> Findings:
    version, engine = database["engineVersion"], database["engine"].text
    if not version.absent:
        message = why_ended(engine, version.text) or "the version may be out of support"
        yield from version.must(lambda text: not why_ended(engine, text), message)


RULE = ResourceRule(
    name="rds-version-supported",
    title="RDS clusters and instances run a major version in standard support.",
    why="Later there are no fixes; or extended support, at about the price of the database again.",
    fix="Set engine_version to a current major version, and allow_major_version_upgrade=True for the upgrade.",
    severity=Severity.MEDIUM,
    types=(CLUSTER, INSTANCE),
    link="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/extended-support.html",
    check=check,
)
