from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, Verdict

_SWITCHES = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


def check(block: Resource, config: Config) -> Findings:
    for switch in _SWITCHES:
        yield from block[switch].must(_is_on, f"{switch} is not enabled")


def remediate(block: Resource, config: Config) -> Mapping[str, Any] | None:
    return {switch: True for switch in _SWITCHES if block[switch].test(_is_on) is Verdict.NO} or None


def _is_on(value: object) -> bool:
    return value is True


RULE = ResourceRule(
    name="s3-block-public-access",
    title="S3 public access blocks have all four settings enabled.",
    why="Each setting closes one way to make objects public: new ACLs, existing ACLs, new policies, existing policies.",
    fix="Set block_public_acls, block_public_policy, ignore_public_acls and restrict_public_buckets to True.",
    severity=Severity.HIGH,
    types=(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
    ),
    controls=("S3.8", "S3.2", "S3.3", "AwsSolutions-S2"),
    check=check,
    remediate=remediate,
)
