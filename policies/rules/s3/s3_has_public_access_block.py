from __future__ import annotations

from policies.engine import Resource, Severity, StackRule, Verdict
from policies.rules.s3.buckets import BUCKET, each_bucket

_KIND = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"


def _there(block: Resource) -> Verdict:
    return Verdict.YES  # what it switches on is for s3-block-public-access to judge


def _nowhere(bucket: Resource) -> Verdict:
    return Verdict.NO  # a bucket has no such property of its own


RULE = StackRule(
    name="s3-has-public-access-block",
    title="S3 buckets have a public access block.",
    why="AWS blocks public access to new buckets, but without a block in the program a later change stays unnoticed.",
    fix="Add aws.s3.BucketPublicAccessBlock for the bucket, with all four settings True.",
    severity=Severity.HIGH,
    types=(BUCKET, _KIND),
    controls=("S3.8", "S3.2", "S3.3", "AwsSolutions-S2"),
    check=each_bucket(_KIND, _there, _nowhere, "the bucket has no public access block"),
)
