from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.rules._keys import must_have_customer_key

RULE = ResourceRule(
    name="log-group-encrypted",
    title="Log groups are encrypted with a customer managed key.",
    why="Logs say who asked for what; with a key of ours, reading them takes a second permission that can be revoked.",
    fix="Set kms_key_id to your key.",
    severity=Severity.MEDIUM,
    types=("aws:cloudwatch/logGroup:LogGroup",),
    check=must_have_customer_key("kmsKeyId", "the logs are not encrypted with a key of ours"),
)
