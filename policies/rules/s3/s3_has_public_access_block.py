from __future__ import annotations

from policies.engine import Resource, Severity, StackRule, Verdict
from policies.rules.s3._buckets import BUCKET, each_bucket

_KIND = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"


def _exists(block: Resource) -> Verdict:
    return Verdict.YES  # s3-block-public-access judges its settings


def _has_no_such_property(bucket: Resource) -> Verdict:
    return Verdict.NO


RULE = StackRule(
    name="s3-has-public-access-block",
    title="S3 buckets have a public access block.",
    why="AWS blocks public access to new buckets, but without a block in the program a later change stays unnoticed.",
    fix="Add aws.s3.BucketPublicAccessBlock for the bucket, with all four settings True.",
    severity=Severity.HIGH,
    types=(BUCKET, _KIND),
    controls=("S3.8", "S3.2", "S3.3", "AwsSolutions-S2"),
    check=each_bucket(
        kind=_KIND, holds=_exists, inline=_has_no_such_property, message="the bucket has no public access block"
    ),
)
