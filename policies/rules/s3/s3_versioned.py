from __future__ import annotations

from policies.engine import Resource, Severity, StackRule, Verdict
from policies.rules.s3._buckets import BUCKET, each_bucket

_KIND = "aws:s3/bucketVersioning:BucketVersioning"


def _enabled(versioning: Resource) -> Verdict:
    return versioning["versioningConfiguration"]["status"].test(lambda status: status == "Enabled")


def _enabled_inline(bucket: Resource) -> Verdict:
    return bucket["versioning"]["enabled"].test(lambda on: on is True)


RULE = StackRule(
    name="s3-versioned",
    title="S3 buckets have versioning enabled.",
    why="Without versioning, an object overwritten or deleted by mistake or by ransomware is lost.",
    fix='Add aws.s3.BucketVersioning with versioning_configuration={"status": "Enabled"}.',
    severity=Severity.MEDIUM,
    types=(BUCKET, _KIND),
    controls=("S3.14",),
    check=each_bucket(kind=_KIND, holds=_enabled, inline=_enabled_inline, message="versioning is not enabled"),
)
