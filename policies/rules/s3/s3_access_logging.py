from __future__ import annotations

from policies.engine import Config, Findings, Resource, Severity, Stack, StackRule, Verdict, unless
from policies.rules._checks import is_set
from policies.rules._separate_settings import configured
from policies.rules.s3._buckets import BUCKET, LOGGING, takes_access_logs


def check(stack: Stack, config: Config) -> Findings:
    for bucket in stack.of_type(BUCKET):
        inline = is_set(bucket["logging"]["targetBucket"])
        logged = configured(stack, bucket, kind=LOGGING, holds=_has_target, via="bucket", inline=inline)
        # A log bucket that logged access to itself would never stop writing.
        yield from unless(logged | takes_access_logs(stack, bucket), "access logging is not enabled", resource=bucket)


def _has_target(logging: Resource) -> Verdict:
    return is_set(logging["targetBucket"])


RULE = StackRule(
    name="s3-access-logging",
    title="S3 buckets have access logging enabled, except buckets that receive access logs.",
    why="Without access logs, reads and deletions of objects cannot be traced.",
    fix="Add aws.s3.BucketLogging with target_bucket and target_prefix.",
    severity=Severity.MEDIUM,
    types=(BUCKET, LOGGING),
    controls=("S3.9", "AwsSolutions-S1", "AWSGuard s3-bucket-logging-enabled"),
    check=check,
)
