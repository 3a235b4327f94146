from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.elasticache._types import GROUP


def check(group: Resource, config: Config) -> Findings:
    yield from group["transitEncryptionEnabled"].must(lambda on: on is True, "connections are not encrypted")
    yield from group["transitEncryptionMode"].must(
        lambda mode: mode is None or mode == "required", "connections without encryption are still accepted"
    )


RULE = ResourceRule(
    name="elasticache-transit",
    title="Replication groups take encrypted connections only.",
    why="Passwords and data cross the network in clear otherwise.",
    fix='Set transit_encryption_enabled=True; leave transit_encryption_mode out or at "required".',
    severity=Severity.HIGH,
    types=(GROUP,),
    controls=("ElastiCache.5", "AwsSolutions-AEC3"),
    check=check,
)
