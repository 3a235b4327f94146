from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules._checks import is_set


def check(trail: Resource, config: Config) -> Findings:
    for property_name in ("cloudWatchLogsGroupArn", "cloudWatchLogsRoleArn"):
        yield from unless(is_set(trail[property_name]), "events are not sent to CloudWatch Logs", property_name)


RULE = ResourceRule(
    name="cloudtrail-cwl",
    title="Trails send their events to CloudWatch Logs.",
    why="Alarms on account activity need its events in a log group.",
    fix="Set cloud_watch_logs_group_arn and cloud_watch_logs_role_arn.",
    severity=Severity.LOW,
    types=("aws:cloudtrail/trail:Trail",),
    controls=("CloudTrail.5",),
    check=check,
)
