from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.rules._keys import must_have_customer_key

RULE = ResourceRule(
    name="cloudtrail-kms",
    title="Trails encrypt their log files with a customer managed key.",
    why="The record of every call shows an intruder which resources exist and who can use them.",
    fix="Set kms_key_id to the ARN of a customer managed key.",
    severity=Severity.MEDIUM,
    types=("aws:cloudtrail/trail:Trail",),
    controls=("CloudTrail.2",),
    check=must_have_customer_key("kmsKeyId", "log files are not encrypted with a customer managed key"),
)
