from __future__ import annotations

from policies.engine import Config, Findings, Resource, Severity, Stack, StackRule, all_of, unless
from policies.engine.verdict import Verdict
from policies.rules.s3._buckets import BUCKET

_ACL = "aws:s3/bucketAcl:BucketAcl"
_OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"


def check(stack: Stack, config: Config) -> Findings:
    for bucket in stack.of_type(BUCKET):
        for property_name in ("acl", "grants"):
            yield from unless(
                bucket[property_name].test(_nothing), "an ACL grants access", property_name, resource=bucket
            )
        yield from unless(~stack.has_referrer(bucket, _ACL, "bucket"), "a BucketAcl grants access", resource=bucket)
        yield from unless(_enforced(stack, bucket), "objects may have ACLs", resource=bucket)


def _nothing(value: object) -> bool:
    return value in (None, "private", [])


def _enforced(stack: Stack, bucket: Resource) -> Verdict:
    """S3 disables ACLs in new buckets unless ownership controls enable them."""
    return all_of(
        controls["rule"]["objectOwnership"].test(lambda ownership: ownership == "BucketOwnerEnforced")
        for controls in stack.referrers(bucket, _OWNERSHIP, "bucket")
    )


RULE = StackRule(
    name="s3-acls-disabled",
    title="S3 buckets have ACLs disabled.",
    why="An ACL on a single object can make it public, or another account's, without a trace in any policy.",
    fix='Remove the ACL. Leave aws.s3.BucketOwnershipControls out, or set object_ownership="BucketOwnerEnforced".',
    severity=Severity.MEDIUM,
    types=(BUCKET, _ACL, _OWNERSHIP),
    controls=("S3.12",),
    check=check,
)
