from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.rules._keys import must_have_customer_key

RULE = ResourceRule(
    name="log-group-encrypted",
    title="Log groups are encrypted with a customer managed key.",
    why=(
        "Logs show who requested what. A customer managed key requires a second permission to read them, which can be "
        "revoked."
    ),
    fix="Set kms_key_id to the ARN of a customer managed key.",
    severity=Severity.MEDIUM,
    types=("aws:cloudwatch/logGroup:LogGroup",),
    link="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
    check=must_have_customer_key("kmsKeyId", "the logs are not encrypted with a customer managed key"),
)
