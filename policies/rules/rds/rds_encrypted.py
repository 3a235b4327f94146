from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.rules._shapes import must_be_on
from policies.rules.rds._databases import CLUSTER, INSTANCE

RULE = ResourceRule(
    name="rds-encrypted",
    title="Databases are encrypted at rest.",
    why="Storage, backups and replicas stay readable to whoever gets at them, and encryption cannot be added later.",
    fix="Set storage_encrypted=True, and kms_key_id to the stack's key. The instances of a cluster inherit it.",
    severity=Severity.HIGH,
    types=(CLUSTER, INSTANCE),
    controls=("RDS.3", "RDS.27", "AwsSolutions-RDS2"),
    check=must_be_on("storageEncrypted", "storage is not encrypted"),
)
