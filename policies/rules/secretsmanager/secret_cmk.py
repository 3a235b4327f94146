from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.rules._keys import must_have_customer_key

RULE = ResourceRule(
    name="secret-cmk",
    title="Secrets are encrypted with a customer managed key.",
    why="With AWS's key, one permission is enough to read the secret; a key of your own asks for a second.",
    fix="Set kms_key_id to the ARN of a customer managed key.",
    severity=Severity.MEDIUM,
    types=("aws:secretsmanager/secret:Secret",),
    link="https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
    check=must_have_customer_key("kmsKeyId", "the secret is not encrypted with a customer managed key"),
)
