from __future__ import annotations

from policies.engine import Config, Finding, Findings, Resource, ResourceRule, Severity

_SETTINGS = (
    "AccelerateConfiguration", "Acl", "CorsConfiguration", "LifecycleConfiguration", "Logging",
    "ObjectLockConfiguration", "RequestPaymentConfiguration", "ServerSideEncryptionConfiguration", "Versioning",
    "WebsiteConfiguration",
)  # fmt: skip


def check(resource: Resource, config: Config) -> Findings:
    yield Finding("the resource type is deprecated, and the other S3 rules do not see it")


RULE = ResourceRule(
    name="s3-current-types",
    title="S3 buckets use current resource types.",
    why="The other S3 rules do not see a bucket of a deprecated type.",
    fix="Use the class without the suffix V2, e.g. aws.s3.Bucket.",
    severity=Severity.HIGH,
    types=(
        "aws:s3/bucketV2:BucketV2",
        *(f"aws:s3/bucket{setting}V2:Bucket{setting}V2" for setting in _SETTINGS),
    ),
    check=check,
)
