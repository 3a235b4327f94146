from __future__ import annotations

from policies.engine import Config, Finding, Findings, Resource, ResourceRule, Severity

_SETTINGS = (
    "AccelerateConfiguration", "Acl", "CorsConfiguration", "LifecycleConfiguration", "Logging",
    "ObjectLockConfiguration", "RequestPaymentConfiguration", "ServerSideEncryptionConfiguration", "Versioning",
    "WebsiteConfiguration",
)  # fmt: skip


def check(resource: Resource, config: Config) -> Findings:
    yield Finding("the type is deprecated, and no other rule of this pack sees it")


RULE = ResourceRule(
    name="s3-current-types",
    title="Buckets are of the current types, which the other rules know.",
    why="A bucket of a deprecated type would pass every rule about buckets unseen.",
    fix="Use the class without V2.",
    severity=Severity.HIGH,
    types=(
        "aws:s3/bucketV2:BucketV2",
        *(f"aws:s3/bucket{setting}V2:Bucket{setting}V2" for setting in _SETTINGS),
    ),
    check=check,
)
