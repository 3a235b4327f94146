"""CloudTrail trail of all API calls in the account, in a bucket with log file validation and in a log group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext
from components.foundation.names import Names
from components.foundation.policy import Statement, create_service_role
from components.foundation.private_bucket import PrivateBucket, PrivateBucketArgs

TRAIL_BUCKET = "trail"
TRAIL_ROLE = "trail"
_SERVICE = {"Service": "cloudtrail.amazonaws.com"}
_KEEP_DAYS = 365


@dataclass(frozen=True)
class AuditTrailArgs:
    context: StackContext
    access_logs: PrivateBucket
    """Bucket for the access logs of the trail's bucket."""
    watched_bucket_arns: Sequence[str] = ()
    """Buckets whose object writes are recorded. Reads are in the access logs, which are free."""


class AuditTrail(pulumi.ComponentResource):
    """A multi-region trail. AWS charges for every further trail of management events in an account."""

    def __init__(self, name: str, args: AuditTrailArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:AuditTrail", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        context, names = args.context, args.context.names
        bucket = PrivateBucket(
            f"{name}-bucket",
            PrivateBucketArgs(
                context,
                thing=TRAIL_BUCKET,
                access_logs=args.access_logs,
                statements=_bucket_statements(names),
                expire_after_days=_KEEP_DAYS,
            ),
            self._child,
        )
        logs = aws.cloudwatch.LogGroup(
            f"{name}-logs",
            name=names.trail_log_group,
            retention_in_days=context.log_retention_days,
            kms_key_id=context.key_arn,
            opts=context.holding_data(self),
        )
        role = create_service_role(self, names, TRAIL_ROLE, "cloudtrail", names.trail_arn, [_write_log(names)])
        trail = aws.cloudtrail.Trail(
            f"{name}-trail",
            name=names.prefix,
            s3_bucket_name=bucket.name,
            is_multi_region_trail=True,
            include_global_service_events=True,
            enable_log_file_validation=True,
            enable_logging=True,
            kms_key_id=context.key_arn,
            cloud_watch_logs_group_arn=logs.arn.apply(lambda arn: f"{arn}:*"),
            cloud_watch_logs_role_arn=role.arn,
            advanced_event_selectors=_selectors(args.watched_bucket_arns),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[bucket]),
        )
        self.arn = trail.arn
        self.register_outputs({"arn": self.arn})


def key_statements(names: Names) -> tuple[Statement, ...]:
    """Key policy statements for CloudTrail: describe the key, and encrypt the trail's files."""
    this_trail = {"aws:SourceArn": names.trail_arn}
    for_this_trail = {"StringEquals": this_trail | {"kms:EncryptionContext:aws:cloudtrail:arn": names.trail_arn}}
    encrypt = ("kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext")
    return (
        Statement("EncryptTrail", encrypt, ("*",), for_this_trail, _SERVICE),
        Statement("DescribeForTrail", ("kms:DescribeKey",), ("*",), {"StringEquals": this_trail}, _SERVICE),
    )


def _bucket_statements(names: Names) -> tuple[Statement, ...]:
    bucket = names.bucket_arn(TRAIL_BUCKET)
    this_trail = {"aws:SourceArn": names.trail_arn}
    with_owner = {"StringEquals": this_trail | {"s3:x-amz-acl": "bucket-owner-full-control"}}
    objects = f"{bucket}/AWSLogs/{names.account}/*"
    return (
        Statement("TrailChecksBucket", ("s3:GetBucketAcl",), (bucket,), {"StringEquals": this_trail}, _SERVICE),
        Statement("TrailWrites", ("s3:PutObject",), (objects,), with_owner, _SERVICE),
    )


def _write_log(names: Names) -> Statement:
    group = names.log_group_arn(names.trail_log_group)
    streams = f"{group}:log-stream:{names.account}_CloudTrail_{names.region}*"
    return Statement("WriteTrail", ("logs:CreateLogStream", "logs:PutLogEvents"), (streams,))


def _selectors(bucket_arns: Sequence[str]) -> list[aws.cloudtrail.TrailAdvancedEventSelectorArgs]:
    management = {"eventCategory": ["Management"]}
    selectors = [_selector("Management events", management)]
    if bucket_arns:
        writes = {"eventCategory": ["Data"], "resources.type": ["AWS::S3::Object"], "readOnly": ["false"]}
        selectors.append(_selector("Writes to buckets", writes, [f"{arn}/" for arn in bucket_arns]))
    return selectors


def _selector(
    name: str, equals: dict[str, list[str]], object_prefixes: Sequence[str] = ()
) -> aws.cloudtrail.TrailAdvancedEventSelectorArgs:
    field = aws.cloudtrail.TrailAdvancedEventSelectorFieldSelectorArgs
    fields = [field(field=key, equals=values) for key, values in equals.items()]
    if object_prefixes:
        fields.append(field(field="resources.ARN", starts_withs=list(object_prefixes)))
    return aws.cloudtrail.TrailAdvancedEventSelectorArgs(name=name, field_selectors=fields)
