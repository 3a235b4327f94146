from __future__ import annotations

from policies.engine import Resource, Severity, StackRule, Verdict, any_of
from policies.rules.s3._buckets import BUCKET, each_bucket

_KIND = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"


def _some_enabled(lifecycle: Resource) -> Verdict:
    return any_of(rule["status"].test(lambda status: status == "Enabled") for rule in lifecycle["rules"].each())


def _some_enabled_inline(bucket: Resource) -> Verdict:
    return any_of(rule["enabled"].test(lambda on: on is True) for rule in bucket["lifecycleRules"].each())


RULE = StackRule(
    name="s3-lifecycle",
    title="S3 buckets have an enabled lifecycle rule.",
    why="Old versions, unfinished uploads and logs accumulate, cost money, and can be stolen.",
    fix='Add aws.s3.BucketLifecycleConfiguration with a rule whose status is "Enabled".',
    severity=Severity.LOW,
    types=(BUCKET, _KIND),
    controls=("S3.13",),
    check=each_bucket(
        kind=_KIND,
        holds=_some_enabled,
        inline=_some_enabled_inline,
        message="no lifecycle rule is enabled",
    ),
)
