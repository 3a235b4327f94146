from __future__ import annotations

from policies.engine import Resource, Severity, StackRule, Verdict
from policies.rules.s3._buckets import BUCKET, VERSIONING, each_bucket


def _declared(versioning: Resource) -> Verdict:
    return Verdict.YES  # s3-versioning-enabled judges its status


def _enabled_inline(bucket: Resource) -> Verdict:
    return bucket["versioning"]["enabled"].test(lambda on: on is True)


RULE = StackRule(
    name="s3-versioned",
    title="S3 buckets have versioning.",
    why="Without versioning, an object overwritten or deleted by mistake or by ransomware is lost.",
    fix='Add aws.s3.BucketVersioning with versioning_configuration={"status": "Enabled"}.',
    severity=Severity.MEDIUM,
    types=(BUCKET, VERSIONING),
    controls=("S3.14",),
    check=each_bucket(kind=VERSIONING, holds=_declared, inline=_enabled_inline, message="versioning is not enabled"),
)
