from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.elasticache._types import GROUP


def check(group: Resource, config: Config) -> Findings:
    yield from group["transitEncryptionEnabled"].must(lambda on: on is True, "encryption in transit is not enabled")
    yield from group["transitEncryptionMode"].must(
        lambda mode: mode is None or mode == "required", "unencrypted connections are still accepted"
    )


RULE = ResourceRule(
    name="elasticache-transit",
    title="ElastiCache replication groups are encrypted in transit.",
    why="Without TLS, passwords and data cross the network unencrypted.",
    fix='Set transit_encryption_enabled=True. Leave transit_encryption_mode out, or set it to "required".',
    severity=Severity.HIGH,
    types=(GROUP,),
    controls=("ElastiCache.5", "AwsSolutions-AEC3"),
    check=check,
)
