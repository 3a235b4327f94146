from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules._keys import is_customer_key
from policies.rules.rds._databases import CLUSTER, INSTANCE


def check(database: Resource, config: Config) -> Findings:
    if database["replicateSourceDb"].known:
        return  # it has the key of its source
    keys = ["kmsKeyId"]
    if database["manageMasterUserPassword"].raw is True:
        keys.append("masterUserSecretKmsKeyId")
    for name in keys:
        key = database[name]
        yield from unless(is_customer_key(key), "no customer managed key is set", key.path)


RULE = ResourceRule(
    name="rds-cmk",
    title="RDS clusters and instances, and the secrets of their owners, are encrypted with a customer managed key.",
    why="The policy of AWS's key cannot be changed: a snapshot cannot be shared, and no grant can be revoked.",
    fix="Set kms_key_id, and master_user_secret_kms_key_id with manage_master_user_password.",
    severity=Severity.MEDIUM,
    types=(CLUSTER, INSTANCE),
    link="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html",
    check=check,
)
