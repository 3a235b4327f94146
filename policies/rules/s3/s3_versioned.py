from __future__ import annotations

from policies.engine import Resource, Severity, StackRule, Verdict
from policies.rules.s3.buckets import BUCKET, each_bucket

_KIND = "aws:s3/bucketVersioning:BucketVersioning"


def _enabled(versioning: Resource) -> Verdict:
    return versioning["versioningConfiguration"]["status"].test(lambda status: status == "Enabled")


def _enabled_inline(bucket: Resource) -> Verdict:
    return bucket["versioning"]["enabled"].test(lambda on: on is True)


RULE = StackRule(
    name="s3-versioned",
    title="Buckets keep the versions of their objects.",
    why="Without versions, an object that is overwritten or deleted, by mistake or by ransomware, is gone.",
    fix='Add a BucketVersioning with versioning_configuration={"status": "Enabled"}.',
    severity=Severity.MEDIUM,
    types=(BUCKET, _KIND),
    check=each_bucket(_KIND, _enabled, _enabled_inline, "the bucket keeps no versions of its objects"),
)
