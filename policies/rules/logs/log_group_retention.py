from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policies.engine import Config, Findings, Option, Resource, ResourceRule, Severity

_DELIVERY = "DELIVERY"
"""Log group class whose retention AWS fixes at one day."""


def check(group: Resource, config: Config) -> Findings:
    if group["logGroupClass"].text == _DELIVERY:
        return
    retention = group["retentionInDays"]
    yield from retention.must(lambda days: days > 0, "the logs are kept forever")
    if config.production and retention.raw:
        least = config["production_days"]
        yield from retention.must(lambda days: days >= least, f"the logs are kept for less than {least} days")


def remediate(group: Resource, config: Config) -> Mapping[str, Any] | None:
    """If no retention is set. The provider fills in 0, which means forever, before policies see the resource."""
    group_class = group["logGroupClass"]
    fixed = group_class.unknown or group_class.text == _DELIVERY
    forever = group["retentionInDays"].raw in (None, 0) and not fixed
    return {"retentionInDays": config["default_days"]} if forever else None


RULE = ResourceRule(
    name="log-group-retention",
    title="Log groups have a retention period, with a minimum in production.",
    why=(
        "Logs kept forever cost more every month and hold personal data; logs kept too briefly are missing in an "
        "investigation."
    ),
    fix="Set retention_in_days.",
    severity=Severity.LOW,
    types=("aws:cloudwatch/logGroup:LogGroup",),
    link="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    options={
        "production_days": Option({"type": "integer", "description": "Minimum retention in production, in days."}, 30),
        "default_days": Option({"type": "integer", "description": "Retention that remediation sets, in days."}, 90),
    },
    check=check,
    remediate=remediate,
)
