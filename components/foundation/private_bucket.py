"""Private S3 bucket: encrypted, versioned, TLS only, without ACLs, with access logs and lifecycle rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext
from components.foundation.names import Names
from components.foundation.policy import Statement, document, tls_only

#: S3 limits the bucket name `alex-<stack>-<thing>-<account>` to 63 characters.
MAX_THING_LENGTH = 14
_NONCURRENT_DAYS = 30
_UNFINISHED_UPLOAD_DAYS = 7


@dataclass(frozen=True)
class PrivateBucketArgs:
    context: StackContext
    thing: str
    """Content of the bucket; part of its name, see `Names.bucket`."""
    access_logs: PrivateBucket | None
    """Bucket that takes this bucket's access logs; None only for that bucket itself."""
    statements: Sequence[Statement] = ()
    """Bucket policy statements, in addition to the denial of plain HTTP."""
    encryption: Literal["stack-key", "s3-managed"] = "stack-key"
    """`s3-managed` only if an AWS service writes to the bucket that cannot use a customer-managed key."""
    object_ownership: Literal["BucketOwnerEnforced", "BucketOwnerPreferred"] = "BucketOwnerEnforced"
    """`BucketOwnerPreferred` only for a service that requires ACLs."""
    expire_after_days: int | None = None
    """Age at which objects are deleted; None keeps them."""

    def __post_init__(self) -> None:
        if not 1 <= len(self.thing) <= MAX_THING_LENGTH:
            raise ValueError(f"PrivateBucketArgs.thing must have 1..{MAX_THING_LENGTH} characters, not {self.thing!r}")
        if self.expire_after_days is not None and self.expire_after_days < 1:
            raise ValueError(f"PrivateBucketArgs.expire_after_days must be at least 1, not {self.expire_after_days}")


class PrivateBucket(pulumi.ComponentResource):
    """`name` and `arn` are known at preview. To wait for the bucket policy, depend on the whole component."""

    def __init__(self, name: str, args: PrivateBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:PrivateBucket", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self.name = args.context.names.bucket(args.thing)
        self.arn = args.context.names.bucket_arn(args.thing)
        self.bucket = aws.s3.Bucket(
            f"{name}-bucket",
            bucket=self.name,
            force_destroy=not args.context.deletion_protection,
            opts=args.context.holding_data(self),
        )
        self._close(name, args)
        self._encrypt(name, args)
        self._tidy_up(name, args)
        if args.access_logs is not None:
            self._log(name, args.thing, args.access_logs)
        self.register_outputs({"name": self.name, "arn": self.arn})

    def _close(self, name: str, args: PrivateBucketArgs) -> None:
        block = aws.s3.BucketPublicAccessBlock(
            f"{name}-public-access",
            bucket=self.bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self._child,
        )
        ownership = aws.s3.BucketOwnershipControls(
            f"{name}-ownership",
            bucket=self.bucket.id,
            rule=aws.s3.BucketOwnershipControlsRuleArgs(object_ownership=args.object_ownership),
            opts=self._child,
        )
        aws.s3.BucketPolicy(
            f"{name}-policy",
            bucket=self.bucket.id,
            policy=document([tls_only(("s3:*",), self.arn, f"{self.arn}/*"), *args.statements]),
            # S3 rejects concurrent changes to a bucket's access settings.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[block, ownership]),
        )

    def _encrypt(self, name: str, args: PrivateBucketArgs) -> None:
        with_key = args.encryption == "stack-key"
        default = aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
            sse_algorithm="aws:kms" if with_key else "AES256",
            kms_master_key_id=args.context.key_arn if with_key else None,
        )
        aws.s3.BucketServerSideEncryptionConfiguration(
            f"{name}-encryption",
            bucket=self.bucket.id,
            rules=[
                aws.s3.BucketServerSideEncryptionConfigurationRuleArgs(
                    apply_server_side_encryption_by_default=default, bucket_key_enabled=with_key
                )
            ],
            opts=self._child,
        )

    def _tidy_up(self, name: str, args: PrivateBucketArgs) -> None:
        versioning = aws.s3.BucketVersioning(
            f"{name}-versioning",
            bucket=self.bucket.id,
            versioning_configuration=aws.s3.BucketVersioningVersioningConfigurationArgs(status="Enabled"),
            opts=self._child,
        )
        expiration = aws.s3.BucketLifecycleConfigurationRuleExpirationArgs(days=args.expire_after_days)
        aws.s3.BucketLifecycleConfiguration(
            f"{name}-lifecycle",
            bucket=self.bucket.id,
            rules=[
                aws.s3.BucketLifecycleConfigurationRuleArgs(
                    id="tidy-up",
                    status="Enabled",
                    filter=aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=""),
                    expiration=expiration if args.expire_after_days else None,
                    noncurrent_version_expiration=aws.s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(
                        noncurrent_days=_NONCURRENT_DAYS
                    ),
                    abort_incomplete_multipart_upload=(
                        aws.s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
                            days_after_initiation=_UNFINISHED_UPLOAD_DAYS
                        )
                    ),
                )
            ],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[versioning]),
        )

    def _log(self, name: str, thing: str, access_logs: PrivateBucket) -> None:
        aws.s3.BucketLogging(
            f"{name}-logging",
            bucket=self.bucket.id,
            target_bucket=access_logs.bucket.id,
            target_prefix=f"{thing}/",
            opts=pulumi.ResourceOptions(parent=self, depends_on=[access_logs]),
        )


def create_access_log_bucket(parent: pulumi.Resource, context: StackContext) -> PrivateBucket:
    """Bucket for the S3 access logs of the stack's other buckets.

    S3 does not deliver access logs to a bucket with SSE-KMS default encryption.
    """
    return PrivateBucket(
        "access-logs",
        PrivateBucketArgs(
            context,
            thing="access-logs",
            access_logs=None,
            statements=[_take_access_logs(context.names)],
            encryption="s3-managed",
            expire_after_days=365,
        ),
        pulumi.ResourceOptions(parent=parent),
    )


def _take_access_logs(names: Names) -> Statement:
    return Statement(
        sid="TakeAccessLogs",
        principal={"Service": "logging.s3.amazonaws.com"},
        actions=("s3:PutObject",),
        resources=(f"{names.bucket_arn('access-logs')}/*",),
        conditions={
            "StringEquals": {"aws:SourceAccount": names.account},
            "ArnLike": {"aws:SourceArn": f"arn:aws:s3:::{names.prefix}-*"},
        },
    )
