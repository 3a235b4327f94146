from __future__ import annotations

from policies.engine import Config, Findings, Severity, Stack, StackRule, unless
from policies.iam.attached import BUCKET_POLICY
from policies.rules.resource_policies import _tls

_REQUIREMENT = _tls.TlsRequirement(policy=BUCKET_POLICY, actions=("s3:*",), covers=_tls.covers_bucket_and_objects)


def check(stack: Stack, config: Config) -> Findings:
    for bucket in stack.of_type(BUCKET_POLICY.type):
        refused = _REQUIREMENT.met(stack, bucket, bucket["bucket"].text)
        yield from unless(
            refused, "no statement denies plain HTTP for the bucket and its objects", "policy", resource=bucket
        )


RULE = StackRule(
    name="s3-tls-only",
    title="S3 buckets require TLS.",
    why=_tls.WHY,
    fix='Deny "s3:*" to "*" on the bucket and on its objects where aws:SecureTransport is false.',
    severity=Severity.MEDIUM,
    types=(BUCKET_POLICY.type,),
    controls=("S3.5", "AwsSolutions-S10"),
    check=check,
)
