from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.rds._databases import CLUSTER, INSTANCE

_POSTGRES_LOG = "postgresql"


def check(database: Resource, config: Config) -> Findings:
    exported = database["enabledCloudwatchLogsExports"]
    if "postgres" in database["engine"].text:
        yield from exported.must(lambda logs: _POSTGRES_LOG in logs, "the server's log is not exported")
    else:
        yield from exported.must(bool, "no log of the server is exported")


RULE = ResourceRule(
    name="rds-log-exports",
    title="Databases write their logs to CloudWatch.",
    why="Logs on the server are gone after a few days, and with them the trace of a break-in or of a crash.",
    fix='Set enabled_cloudwatch_logs_exports=["postgresql"] (other engines: their own names).',
    severity=Severity.MEDIUM,
    types=(CLUSTER, INSTANCE),
    controls=("RDS.9", "RDS.37"),
    check=check,
)
