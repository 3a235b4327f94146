from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.rules._keys import must_have_customer_key

RULE = ResourceRule(
    name="sns-encrypted",
    title="Topics are encrypted with a customer managed key.",
    why="Messages wait on disk until they are delivered; and CloudWatch may not publish with the key that AWS manages.",
    fix="Set kms_master_key_id to your key.",
    severity=Severity.MEDIUM,
    types=("aws:sns/topic:Topic",),
    check=must_have_customer_key("kmsMasterKeyId", "messages are not encrypted with a key of ours"),
)
