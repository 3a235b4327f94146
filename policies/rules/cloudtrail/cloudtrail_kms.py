from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.rules._keys import must_have_customer_key

RULE = ResourceRule(
    name="cloudtrail-kms",
    title="Trails encrypt their log files with a customer managed key.",
    why="The log of every call tells an intruder what there is and who may do what.",
    fix="Set kms_key_id to your key.",
    severity=Severity.MEDIUM,
    types=("aws:cloudtrail/trail:Trail",),
    controls=("CloudTrail.2",),
    check=must_have_customer_key("kmsKeyId", "log files are not encrypted with a key of ours"),
)
