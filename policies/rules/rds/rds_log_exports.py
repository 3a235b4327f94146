from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.rds._databases import CLUSTER, INSTANCE

_POSTGRES_LOG = "postgresql"


def check(database: Resource, config: Config) -> Findings:
    exported = database["enabledCloudwatchLogsExports"]
    if "postgres" in database["engine"].text:
        yield from exported.must(lambda logs: _POSTGRES_LOG in logs, "the PostgreSQL log is not exported")
    else:
        yield from exported.must(bool, "no log is exported")


RULE = ResourceRule(
    name="rds-log-exports",
    title="RDS clusters and instances publish their logs to CloudWatch Logs.",
    why="Logs on the server are deleted after a few days, and with them the evidence of a break-in or a crash.",
    fix='Set enabled_cloudwatch_logs_exports=["postgresql"]. Other engines have other log names.',
    severity=Severity.MEDIUM,
    types=(CLUSTER, INSTANCE),
    controls=("RDS.9", "RDS.37"),
    check=check,
)
