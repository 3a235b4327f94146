from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.rds._databases import CLUSTER, INSTANCE

_DEFAULT_PORTS = (1433, 1521, 3306, 5432, 50000)
"""Default ports of all engines: scans try all of them."""


def check(database: Resource, config: Config) -> Findings:
    yield from database["port"].must(
        lambda port: isinstance(port, (int, float)) and port not in _DEFAULT_PORTS,
        "the port is a default port of a database engine",
    )


RULE = ResourceRule(
    name="rds-non-default-port",
    title="RDS clusters and instances do not use a default port.",
    why="Scans and worms try default ports first.",
    fix="Set port to another value, e.g. 5433. Changing it restarts the database.",
    severity=Severity.LOW,
    types=(CLUSTER, INSTANCE),
    controls=("RDS.23", "AwsSolutions-RDS11"),
    check=check,
)
