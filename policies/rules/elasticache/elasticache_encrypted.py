from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.elasticache._types import GROUP, is_valkey


def check(group: Resource, config: Config) -> Findings:
    yield from group["atRestEncryptionEnabled"].must(
        lambda on: on is True or (on is None and is_valkey(group)), "data and backups are not encrypted at rest"
    )


RULE = ResourceRule(
    name="elasticache-encrypted",
    title="ElastiCache replication groups are encrypted at rest.",
    why="Unencrypted swap files and backups are readable to anyone who obtains them.",
    fix="Set at_rest_encryption_enabled=True and kms_key_id. Changing either replaces the group.",
    severity=Severity.HIGH,
    types=(GROUP,),
    controls=("ElastiCache.4", "AwsSolutions-AEC3"),
    check=check,
)
