from __future__ import annotations

from policies.engine import Config, Findings, Node, Resource, Severity, Stack, StackRule, Verdict, any_of, unless
from policies.rules._keys import is_customer_key
from policies.rules._separate_settings import configured
from policies.rules.s3._buckets import BUCKET, takes_access_logs

_KIND = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"


def check(stack: Stack, config: Config) -> Findings:
    for bucket in stack.of_type(BUCKET):
        inline = _with_customer_key(bucket["serverSideEncryptionConfiguration"]["rule"])
        encrypted = configured(stack, bucket, kind=_KIND, holds=_separate, via="bucket", inline=inline)
        # S3 and load balancers deliver access logs only to buckets that use S3 managed keys.
        allowed = encrypted | takes_access_logs(stack, bucket)
        yield from unless(allowed, "objects are not encrypted with a customer managed key by default", resource=bucket)


def _separate(encryption: Resource) -> Verdict:
    return any_of(_with_customer_key(rule) for rule in encryption["rules"].each())


def _with_customer_key(rule: Node) -> Verdict:
    default = rule["applyServerSideEncryptionByDefault"]
    uses_kms = default["sseAlgorithm"].test(lambda algorithm: algorithm in ("aws:kms", "aws:kms:dsse"))
    return uses_kms & is_customer_key(default["kmsMasterKeyId"])


RULE = StackRule(
    name="s3-cmk-encrypted",
    title="S3 buckets are encrypted with a customer managed key, except buckets that receive access logs.",
    why=(
        "With S3's default keys, read access includes decryption: there is no second permission and no audit of key "
        "use."
    ),
    fix='Add aws.s3.BucketServerSideEncryptionConfiguration with sse_algorithm="aws:kms" and kms_master_key_id.',
    severity=Severity.MEDIUM,
    types=(BUCKET, _KIND),
    controls=("S3.17",),
    check=check,
)
