from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.rules._checks import must_be_on
from policies.rules.rds._databases import CLUSTER, INSTANCE

RULE = ResourceRule(
    name="rds-encrypted",
    title="RDS clusters and instances are encrypted at rest.",
    why=(
        "Unencrypted storage, backups and replicas are readable to anyone who obtains them. Encryption cannot be added "
        "later."
    ),
    fix="Set storage_encrypted=True and kms_key_id. Members of a cluster inherit both.",
    severity=Severity.HIGH,
    types=(CLUSTER, INSTANCE),
    controls=("RDS.3", "RDS.27", "AwsSolutions-RDS2"),
    check=must_be_on("storageEncrypted", "storage is not encrypted"),
)
