from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.rules._keys import must_have_customer_key

RULE = ResourceRule(
    name="sns-encrypted",
    title="SNS topics are encrypted with a customer managed key.",
    why="Messages are on disk until delivery, and CloudWatch alarms cannot publish with the AWS managed key.",
    fix="Set kms_master_key_id to a customer managed key.",
    severity=Severity.MEDIUM,
    types=("aws:sns/topic:Topic",),
    controls=("SNS.1",),
    check=must_have_customer_key("kmsMasterKeyId", "messages are not encrypted with a customer managed key"),
)
